using System.Buffers;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Streaming;

/// <summary>
/// Events on their way out, in order. An event waits while a value could still lie in its text, and whatever follows it waits
/// behind it; then it passes as the bytes it came in, or with labels where values stood.
/// <para>
/// A ping waits too, though it says nothing about the events around it: Claude sends pings between the first words of an
/// answer, and a clean stream arrives byte for byte. What is held back is a word or a number, for as long as Claude takes to
/// its next one.
/// </para>
/// </summary>
internal sealed class HeldEvents
{
    /// <summary>Bytes that may wait: above Claude's longest answers.</summary>
    private const int MostBytes = 64 * 1024 * 1024;

    private readonly Queue<Held> _queue = new(16);
    private byte[] _bytes = new byte[4096];
    private int _head, _tail;

    /// <summary>Bytes of the events that wait.</summary>
    public int Bytes => _tail - _head;

    /// <summary>Takes an event that passes as it is.</summary>
    public void Add(ReadOnlySpan<byte> @event, TwinOutput output)
    {
        if (_queue.Count == 0)
            output.Write(@event);
        else
            Enqueue(@event, default);
    }

    /// <summary>Takes an event that passes as it is to the skill, and has a twin for the record where that is given.</summary>
    public void Add(ReadOnlySpan<byte> @event, Twin? twin, TwinOutput output)
    {
        if (twin is null)
            Add(@event, output);
        else if (_queue.Count == 0)
            Pass(@event, default(Piece) with { Twin = twin }, output);
        else
            Enqueue(@event, default(Piece) with { Twin = twin });
    }

    /// <summary>Takes an event whose text ends a channel's text.</summary>
    public void Add(ReadOnlySpan<byte> @event, Piece piece, TwinOutput output)
    {
        if (_queue.Count == 0 && piece.Channel.Released >= piece.End)
            Pass(@event, piece, output);
        else
            Enqueue(@event, piece);
    }

    /// <summary>Lets everything pass that is decided.</summary>
    public void Flush(TwinOutput output)
    {
        // Events that pass as they came leave together.
        var from = _head;
        while (_queue.TryPeek(out var held) && !(held.Piece.Channel?.Released < held.Piece.End))
        {
            _queue.Dequeue();
            if (held.Piece is { Channel.Edits.Count: > 0 } or { Twin: not null })
            {
                output.Write(_bytes.AsSpan(from, _head - from));
                Pass(_bytes.AsSpan(_head, held.Length), held.Piece, output);
                from = _head + held.Length;
            }
            _head += held.Length;
        }
        output.Write(_bytes.AsSpan(from, _head - from));
        if (_queue.Count == 0)
            (_head, _tail) = (0, 0);
    }

    private void Enqueue(ReadOnlySpan<byte> @event, Piece piece)
    {
        if (Bytes + @event.Length > MostBytes)
            throw new InspectionException($"More than {MostBytes} bytes wait for the end of a text.");
        if (_tail + @event.Length > _bytes.Length)
        {
            var held = _bytes.AsSpan(_head, _tail - _head);
            var bytes = held.Length + @event.Length > _bytes.Length / 2 ? new byte[(held.Length + @event.Length) * 2] : _bytes;
            held.CopyTo(bytes);
            (_bytes, _head, _tail) = (bytes, 0, held.Length);
        }
        @event.CopyTo(_bytes.AsSpan(_tail));
        _tail += @event.Length;
        _queue.Enqueue(new Held(@event.Length, piece));
    }

    private static void Pass(ReadOnlySpan<byte> @event, Piece piece, TwinOutput output)
    {
        if (piece.Channel is not { } channel || piece.Start == piece.End)
        {
            var start = output.Length;
            output.Write(@event);
            if (piece.Twin is { } twin)
                output.Record(start, twin.Event);
            return;
        }
        Rewrite(@event, piece, channel, output);
        channel.Forget(piece.End);
    }

    /// <summary>Writes what replaces values where they begin, and leaves out what they cover. An event of which nothing is left is dropped, where text is all it carries.</summary>
    private static void Rewrite(ReadOnlySpan<byte> @event, Piece piece, Channel channel, TwinOutput output)
    {
        if (piece is { Twin: { } twin })
        {
            // Beside its text the event was masked in two ways; its text is the same in both.
            var (recorded, record, before) = (new ArrayBufferWriter<byte>(), new TwinOutput(ofRecord: true), output.Length);
            record.Begin(recorded);
            Rewrite(twin.Event, piece with { Twin = null, Joined = null, ValueStart = twin.ValueStart }, channel, record);
            Rewrite(@event, piece with { Twin = null }, channel, output);
            output.Record(before, recorded.WrittenSpan.ToArray());
            return;
        }
        var (from, unit, offset) = (0, piece.Start, 0);
        foreach (var edit in channel.Edits)
        {
            var (start, end) = (Math.Max(edit.Start, piece.Start), Math.Min(edit.End, piece.End));
            if (start >= end)
                continue;
            if (edit.Start < piece.Start && end == piece.End && !piece.IsMore)
                return;
            @event = piece.Joined ?? @event;
            var value = @event.Slice(piece.ValueStart, piece.ValueLength);
            var first = JsonText.OffsetOf(value, offset, start - unit);
            (unit, offset) = (end, JsonText.OffsetOf(value, first, end - start));
            output.Write(@event[from..(piece.ValueStart + first)]);
            if (edit.Start >= piece.Start)
                output.Write(edit.Replacement, edit.Recorded);
            from = piece.ValueStart + offset;
        }
        output.Write(@event[from..]);
    }

    /// <summary>The text of an event: which units of which channel, and where its bytes stand.</summary>
    /// <param name="Channel">The channel that the text went to.</param>
    /// <param name="Start">First unit in the channel.</param>
    /// <param name="End">One past the last unit.</param>
    /// <param name="ValueStart">Offset of the text in the event, behind the quote.</param>
    /// <param name="ValueLength">Its length in bytes.</param>
    /// <param name="Joined">The event with its data in one line, where it came in more: offsets are meant there.</param>
    /// <param name="Twin">The event for the record, where it is masked in another way beside its text.</param>
    /// <param name="IsMore">Whether the event carries more than the text.</param>
    public readonly record struct Piece(Channel Channel, int Start, int End, int ValueStart, int ValueLength, byte[]? Joined, Twin? Twin, bool IsMore);

    /// <summary>An event as the record holds it.</summary>
    /// <param name="Event">Its bytes.</param>
    /// <param name="ValueStart">Where the text begins in them, which goes through the channel.</param>
    public sealed record Twin(byte[] Event, int ValueStart);

    private readonly record struct Held(int Length, Piece Piece);
}
