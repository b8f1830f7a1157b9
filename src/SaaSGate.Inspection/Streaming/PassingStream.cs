using System.Text.Json;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Streaming;

/// <summary>Lets a stream pass where nothing is masked, and reads what it tells about itself. Its record has digests where base64 stands.</summary>
internal sealed class PassingStream(Labeller labeller) : IStreamReader
{
    private BodyMasker? _binary;

    public IReadOnlyList<Finding> Findings => [];

    public AnswerFacts Facts { get; } = new();

    public bool SawFinalEvent { get; private set; }

    public void Read(ReadOnlySpan<byte> @event, TwinOutput output)
    {
        var start = output.Length;
        output.Write(@event);
        var fields = SseFields.Parse(@event);
        if (BodyMasker.MayHoldBinary(@event) && Recorded(@event, fields) is { } recorded)
            output.Record(start, recorded);
        if (fields.DataLines != 1 || IsSilent(fields.Name(@event)))
            return;
        var data = @event.Slice(fields.DataStart, fields.DataLength);
        try
        {
            var kind = StreamEvent.Read(data).Kind;
            SawFinalEvent |= kind is EventKind.MessageStop or EventKind.Error;
            if (kind is EventKind.MessageStart or EventKind.MessageDelta or EventKind.Completion or EventKind.Error)
                Facts.Read(data);
            SawFinalEvent |= kind == EventKind.Completion && Facts.StopReason is not null;
        }
        catch (JsonException)
        {
            // Nothing is masked, so it passes; it only tells nothing.
        }
        catch (InspectionException)
        {
            // The same.
        }
    }

    public void Flush(TwinOutput output)
    {
    }

    public void Complete(TwinOutput output)
    {
    }

    /// <summary>An event as it is recorded; null where that is as it came.</summary>
    private byte[]? Recorded(ReadOnlySpan<byte> @event, SseFields fields)
    {
        if (fields.DataLines == 0)
            return null;
        if (fields.DataLines > 1)
        {
            @event = SseFields.Join(@event);
            fields = SseFields.Parse(@event);
        }
        _binary ??= new BodyMasker(MaskPlan.Nothing, labeller);
        _binary.Clear();
        try
        {
            _binary.Walk(@event.Slice(fields.DataStart, fields.DataLength));
        }
        catch (Exception unreadable) when (unreadable is JsonException or InspectionException)
        {
            // What was read of it counts; of the rest nothing says what it is.
        }
        return _binary.IsRecordedApart ? fields.Edited(@event, _binary.RecordEdits) : null;
    }

    /// <summary>The bulk of a stream tells nothing.</summary>
    private static bool IsSilent(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("content_block_delta"u8) || name.SequenceEqual("content_block_start"u8) || name.SequenceEqual("content_block_stop"u8) || name.SequenceEqual("ping"u8);
}
