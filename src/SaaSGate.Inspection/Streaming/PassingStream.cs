using System.Text.Json;

namespace SaaSGate.Inspection.Streaming;

/// <summary>Reads what a stream tells about itself where nothing is masked. Bytes pass elsewhere, before this sees them.</summary>
internal sealed class PassingStream : IStreamReader
{
    public IReadOnlyList<Finding> Findings => [];

    public AnswerFacts Facts { get; } = new();

    public bool SawFinalEvent { get; private set; }

    public void Read(ReadOnlySpan<byte> @event, TwinOutput output)
    {
        var fields = SseFields.Parse(@event);
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

    /// <summary>The bulk of a stream tells nothing.</summary>
    private static bool IsSilent(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("content_block_delta"u8) || name.SequenceEqual("content_block_start"u8) || name.SequenceEqual("content_block_stop"u8) || name.SequenceEqual("ping"u8);
}
