using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SaaSGate.Inspection.Json;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Streaming;

/// <summary>Masks the events of one stream under a plan that masks something.</summary>
internal sealed class MaskingStream : IStreamReader
{
    /// <summary>Bytes of events that may wait for the next look at their text.</summary>
    private const int MostWaiting = 2 * 1024;

    /// <summary>What names of Claude's events are made of; a line with anything else is read like text.</summary>
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_"u8);

    private readonly List<Finding> _findings = [];
    private readonly StreamChannels _channels;
    private readonly HeldEvents _held = new();
    private readonly BodyMasker _whole;
    private readonly LineMasker _lines;
    private readonly RepeatedDelta _repeated = new();
    private int _index;

    public MaskingStream(MaskPlan plan, Labeller labeller)
    {
        _channels = new StreamChannels(plan, labeller, _findings);
        _lines = new LineMasker(plan, labeller, _findings);
        _whole = new BodyMasker(plan, labeller) { Relocate = Relocate };
    }

    public IReadOnlyList<Finding> Findings => _findings;

    public AnswerFacts Facts { get; } = new();

    public bool SawFinalEvent { get; private set; }

    /// <summary>Takes one event.</summary>
    /// <exception cref="InspectionException">It cannot be inspected.</exception>
    public void Read(ReadOnlySpan<byte> @event, TwinOutput output)
    {
        // Nearly all events of an answer differ from the one before in their piece of text alone.
        if (_repeated.TryMatch(@event, out var channel, out var value))
            AddPiece(@event, channel, value, output);
        else
            ReadAnew(@event, output);
        if (_held.Bytes > MostWaiting)
            Flush(output);
    }

    /// <summary>Lets pass what is decided.</summary>
    public void Flush(TwinOutput output)
    {
        _channels.Scan();
        _held.Flush(output);
    }

    /// <summary>Lets pass what waits.</summary>
    public void Complete(TwinOutput output)
    {
        _channels.CloseAll();
        _held.Flush(output);
    }

    private void ReadAnew(ReadOnlySpan<byte> @event, TwinOutput output)
    {
        _repeated.Forget();
        var fields = SseFields.Parse(@event);
        var isPlain = !fields.HasMore && IsKnown(fields.Name(@event)) && !fields.Name(@event).ContainsAnyExcept(NameBytes);
        if (!isPlain && _lines.Mask(@event, data: false) is { } masked)
        {
            @event = masked;
            fields = SseFields.Parse(@event);
        }
        if (fields.DataLines == 0)
        {
            _held.Add(@event, output);
            return;
        }
        var joined = fields.DataLines > 1 ? SseFields.Join(@event) : null;
        if (joined is not null)
            fields = SseFields.Parse(joined);
        var data = (joined ?? @event).Slice(fields.DataStart, fields.DataLength);
        try
        {
            var read = StreamEvent.Read(data);
            Read(@event, joined, fields, read, data, output);
            if (isPlain && joined is null && read is { Kind: EventKind.BlockDelta, HasMore: false } && read.Part is not (PartKind.Whole or PartKind.Opaque) && !SawFinalEvent)
                _repeated.Learn(@event, _channels.Open(read.Index, read.Part, read.PartName), fields.DataStart + read.ValueStart, read.ValueLength);
        }
        catch (JsonException)
        {
            // Claude may add events whose data is something else. The reader's own message quotes what it could not read.
            if (IsKnown(fields.Name(joined ?? @event)))
                throw new InspectionException("The data of an event is not JSON.");
            if (MaskUnread(@event, joined, fields, data) is { } other)
                _held.Add(other.Event ?? @event, other.Recorded is { } recorded ? new HeldEvents.Twin(recorded, ValueStart: 0) : null, output);
            else
                _held.Add(@event, output);
        }
    }

    private void Read(ReadOnlySpan<byte> @event, byte[]? joined, SseFields fields, StreamEvent read, ReadOnlySpan<byte> data, TwinOutput output)
    {
        switch (read.Kind)
        {
            case EventKind.BlockStop:
                _channels.Close(read.Index);
                break;
            case EventKind.BlockStart:
                _channels.Close(read.Index);
                break;
            case EventKind.MessageStart or EventKind.MessageDelta or EventKind.MessageStop or EventKind.Error:
                _channels.CloseAll();
                SawFinalEvent |= read.Kind is EventKind.MessageStop or EventKind.Error;
                Facts.Read(data);
                break;
            default:
                break;
        }
        // The first text of a block is a piece too, unless it is empty.
        var isPiece = read.Part is not (PartKind.Whole or PartKind.Opaque) && (read.Kind != EventKind.BlockStart || read.ValueLength > 0);
        var start = fields.DataStart + read.ValueStart;
        HeldEvents.Twin? twin = null;
        if ((!isPiece || read.HasMore) && MaskWhole(@event, joined, fields, isPiece ? read.ValueStart : -1, read.Index, data) is { } masked)
        {
            twin = masked.Recorded is { } recorded ? new HeldEvents.Twin(recorded, start + _whole.RecordEdits.ShiftAt(read.ValueStart)) : null;
            if (masked.Event is { } edited)
            {
                start += _whole.Edits.ShiftAt(read.ValueStart);
                @event = edited;
                joined = null;
            }
        }
        if (isPiece)
            AddPiece(@event, joined, twin, start, read, data, output);
        else
            _held.Add(@event, twin, output);
    }

    /// <summary>An event whose text goes on in the next one.</summary>
    private void AddPiece(ReadOnlySpan<byte> @event, byte[]? joined, HeldEvents.Twin? twin, int valueStart, StreamEvent read, ReadOnlySpan<byte> data, TwinOutput output)
    {
        var channel = _channels.Open(read.Index, read.Part, read.PartName);
        var start = channel.Length;
        channel.Append(JsonText.Decode(data.Slice(read.ValueStart, read.ValueLength), channel.GetSpan(read.ValueLength)));
        if (read.Kind == EventKind.Completion)
        {
            Facts.Read(data);
            SawFinalEvent |= Facts.StopReason is not null;
        }
        if (SawFinalEvent)
            _channels.CloseAll();
        var isMore = read.HasMore || read.Kind != EventKind.BlockDelta;
        _held.Add(@event, new HeldEvents.Piece(channel, start, channel.Length, valueStart, read.ValueLength, joined, twin, isMore), output);
    }

    /// <summary>The same, for an event that carries nothing but its text.</summary>
    private void AddPiece(ReadOnlySpan<byte> @event, Channel channel, Range value, TwinOutput output)
    {
        var (offset, length) = value.GetOffsetAndLength(@event.Length);
        var start = channel.Length;
        channel.Append(JsonText.Decode(@event.Slice(offset, length), channel.GetSpan(length)));
        _held.Add(@event, new HeldEvents.Piece(channel, start, channel.Length, offset, length, Joined: null, Twin: null, IsMore: false), output);
    }

    /// <summary>
    /// Masks what no other event goes on with: all but the text at an offset in the data, -1 without one. Returns the event in
    /// new memory, null where it passes as it came, and as it is recorded where that is something else; null where it is neither.
    /// </summary>
    private (byte[]? Event, byte[]? Recorded)? MaskWhole(ReadOnlySpan<byte> @event, byte[]? joined, SseFields fields, int except, int index, ReadOnlySpan<byte> data)
    {
        _index = index;
        _whole.Clear();
        _whole.Except = except;
        _whole.Walk(data);
        _findings.AddRange(_whole.Findings);
        if (_whole.Edits.IsEmpty && !_whole.IsRecordedApart)
            return null;
        var source = joined ?? @event;
        return (_whole.Edits.IsEmpty ? null : fields.Edited(source, _whole.Edits), _whole.IsRecordedApart ? fields.Edited(source, _whole.RecordEdits) : null);
    }

    /// <summary>Masks data that is no JSON, or JSON that could be read in two ways: then both are looked at.</summary>
    private (byte[]? Event, byte[]? Recorded)? MaskUnread(ReadOnlySpan<byte> @event, byte[]? joined, SseFields fields, ReadOnlySpan<byte> data)
    {
        try
        {
            return MaskWhole(@event, joined, fields, except: -1, index: 0, data);
        }
        catch (JsonException)
        {
            return _lines.Mask(@event, data: true) is { } masked ? (masked, null) : null;
        }
    }

    private static bool IsKnown(ReadOnlySpan<byte> name) =>
        name.IsEmpty || name.StartsWith("content_block_"u8) || name.StartsWith("message_"u8) || name.SequenceEqual("completion"u8) || name.SequenceEqual("error"u8)
        || name.SequenceEqual("ping"u8);

    /// <summary>From a place in an event to a place in the message that the events make.</summary>
    private string Relocate(string pointer)
    {
        foreach (var member in (ReadOnlySpan<string>)["/content_block/", "/delta/"])
            if (pointer.StartsWith(member, StringComparison.Ordinal))
                return string.Create(CultureInfo.InvariantCulture, $"/content/{_index}/{pointer.AsSpan(member.Length)}");
        const string Message = "/message/";
        return pointer.StartsWith(Message, StringComparison.Ordinal) ? pointer[(Message.Length - 1)..] : pointer;
    }
}
