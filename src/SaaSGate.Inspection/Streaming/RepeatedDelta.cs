using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace SaaSGate.Inspection.Streaming;

/// <summary>
/// Knows an event again that is, byte for byte, the delta before it with another text. What the JSON reader said of the one
/// then holds for the other, because the text, without quotes, escapes and control characters, ends where the reader ends it.
/// </summary>
internal sealed class RepeatedDelta
{
    /// <summary>What ends a string or may not stand in it; where there is an escape, the reader decides.</summary>
    private static readonly SearchValues<byte> NotPlain = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    private readonly ArrayBufferWriter<byte> _frame = new(256);
    private Channel? _channel;
    private int _start;

    /// <summary>Learns an event that was read and carries nothing but a piece of text.</summary>
    /// <param name="event">Its bytes.</param>
    /// <param name="channel">Where its text went.</param>
    /// <param name="start">Offset of the text in it.</param>
    /// <param name="length">Length of the text in bytes.</param>
    public void Learn(ReadOnlySpan<byte> @event, Channel channel, int start, int length)
    {
        _frame.ResetWrittenCount();
        _frame.Write(@event[..start]);
        _frame.Write(@event[(start + length)..]);
        (_channel, _start) = (channel, start);
    }

    /// <summary>Matches nothing until the next event is learnt.</summary>
    public void Forget() => _channel = null;

    /// <summary>Whether an event differs in its text alone; where the text goes and where it stands.</summary>
    public bool TryMatch(ReadOnlySpan<byte> @event, [NotNullWhen(true)] out Channel? channel, out Range value)
    {
        var frame = _frame.WrittenSpan;
        var length = @event.Length - frame.Length;
        (channel, value) = (_channel, default);
        if (channel is null || length < 0)
            return false;
        value = _start..(_start + length);
        return @event.StartsWith(frame[.._start]) && @event.EndsWith(frame[_start..]) && !@event[value].ContainsAny(NotPlain);
    }
}
