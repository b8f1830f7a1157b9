using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SaaSGate.Inspection.Json;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Streaming;

/// <summary>Masks the events of one stream under a plan that masks something.</summary>
internal sealed class MaskingStream : IStreamReader
{
    private readonly List<Finding> _findings = [];
    private readonly StreamChannels _channels;
    private readonly HeldEvents _held = new();
    private readonly BodyMasker _whole;
    private int _index;

    public MaskingStream(MaskPlan plan, Labeller labeller)
    {
        _channels = new StreamChannels(plan, labeller, _findings);
        _whole = new BodyMasker(plan, labeller) { Relocate = Relocate };
    }

    public IReadOnlyList<Finding> Findings => _findings;

    public AnswerFacts Facts { get; } = new();

    public bool SawFinalEvent { get; private set; }

    /// <summary>Takes one event.</summary>
    /// <exception cref="InspectionException">It cannot be inspected.</exception>
    public void Read(ReadOnlySpan<byte> @event, IBufferWriter<byte> output)
    {
        var fields = SseFields.Parse(@event);
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
            Read(@event, joined, fields, StreamEvent.Read(data), data, output);
        }
        catch (JsonException)
        {
            // Claude may add events whose data is something else. The reader's own message quotes what it could not read.
            if (IsKnown(fields.Name(joined ?? @event)))
                throw new InspectionException("The data of an event is not JSON.");
            _held.Add(@event, output);
        }
        _held.Flush(output);
    }

    /// <summary>Lets pass what waits.</summary>
    public void Complete(IBufferWriter<byte> output)
    {
        _channels.CloseAll();
        _held.Flush(output);
    }

    private void Read(ReadOnlySpan<byte> @event, byte[]? joined, SseFields fields, StreamEvent read, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        switch (read.Kind)
        {
            case EventKind.BlockDelta or EventKind.Completion when read.Part is not (PartKind.Whole or PartKind.Opaque):
                AddPiece(@event, joined, fields.DataStart, read, data, output);
                return;
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
        AddWhole(@event, joined, fields, read, data, output);
    }

    /// <summary>An event whose text goes on in the next one.</summary>
    private void AddPiece(ReadOnlySpan<byte> @event, byte[]? joined, int dataStart, StreamEvent read, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        var channel = _channels.Open(read.Index, read.Part);
        var start = channel.Length;
        channel.Append(JsonText.Decode(data.Slice(read.ValueStart, read.ValueLength), channel.GetSpan(read.ValueLength)));
        if (read.Kind == EventKind.Completion)
        {
            Facts.Read(data);
            SawFinalEvent |= Facts.StopReason is not null;
        }
        if (SawFinalEvent)
            _channels.CloseAll();
        _held.Flush(output);
        _held.Add(@event, new HeldEvents.Piece(channel, start, channel.Length, dataStart + read.ValueStart, read.ValueLength, joined), output);
    }

    /// <summary>An event that is whole in itself, but for the first text of a block, which the next events may go on with.</summary>
    private void AddWhole(ReadOnlySpan<byte> @event, byte[]? joined, SseFields fields, StreamEvent read, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        _held.Flush(output);
        var begins = read.Kind == EventKind.BlockStart && read.Part is not (PartKind.Whole or PartKind.Opaque);
        _index = read.Index;
        _whole.Clear();
        _whole.Except = begins ? read.ValueStart : -1;
        if (read.Part != PartKind.Opaque)
            _whole.Walk(data);
        _findings.AddRange(_whole.Findings);
        var shift = 0;
        if (!_whole.Edits.IsEmpty)
        {
            var source = joined ?? @event;
            var masked = new ArrayBufferWriter<byte>(source.Length);
            masked.Write(source[..fields.DataStart]);
            _whole.Edits.Write(data, masked);
            masked.Write(source[(fields.DataStart + fields.DataLength)..]);
            shift = _whole.Edits.ShiftAt(read.ValueStart);
            @event = masked.WrittenSpan;
            joined = null;
        }
        if (!begins || read.ValueLength == 0)
        {
            _held.Add(@event, output);
            return;
        }
        var channel = _channels.Open(read.Index, read.Part);
        channel.Append(JsonText.Decode(data.Slice(read.ValueStart, read.ValueLength), channel.GetSpan(read.ValueLength)));
        _held.Add(@event, new HeldEvents.Piece(channel, 0, channel.Length, fields.DataStart + read.ValueStart + shift, read.ValueLength, joined), output);
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
