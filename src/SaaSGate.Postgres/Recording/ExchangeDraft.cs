using Google.Protobuf;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Recording;

/// <summary>What a batch says of one exchange.</summary>
/// <param name="id">Which.</param>
/// <param name="earliest">From when retention counts at the earliest, whatever the gateway says of its time.</param>
internal sealed class ExchangeDraft(string id, DateTimeOffset earliest)
{
    public string Id { get; } = id;

    public DateTimeOffset Earliest => earliest;

    /// <summary>All that the batch says of it, in order.</summary>
    public List<IngestRecord> Records { get; } = [];

    /// <summary>The record that starts it; null when an earlier batch had it.</summary>
    public RecordFrame? Start { get; private set; }

    public RecordedRequest? Request { get; private set; }

    public RecordFrame? Response { get; private set; }

    public List<Chunk> Chunks { get; } = [];

    public string? ApprovalId { get; private set; }

    /// <summary>Calls of the answer that were kept back.</summary>
    public List<RecordFrame> Withheld { get; } = [];

    /// <summary>Approvals of such calls that were used up.</summary>
    public List<RecordFrame> CallsConsumed { get; } = [];

    /// <summary>Whether it changes what is kept of such calls, or is the end, with which their record is made.</summary>
    public bool TellsOfCalls => Withheld.Count > 0 || CallsConsumed.Count > 0 || End is not null;

    /// <summary>What it tells of batches.</summary>
    public List<RecordFrame> Batches { get; } = [];

    public RecordFrame? End { get; private set; }

    /// <summary>The row that an earlier batch made; null when this batch starts the exchange.</summary>
    public OpenExchange? Open { get; set; }

    public string SessionId => Start?.Started.SessionId ?? Open!.SessionId;

    public DateTimeOffset StartedAt => Start is null ? Open!.StartedAt : UnixMicroseconds.ToTime(Start.At);

    public void Add(IngestRecord record)
    {
        Records.Add(record);
        var frame = record.Frame;
        switch (frame.BodyCase)
        {
            case RecordFrame.BodyOneofCase.Started:
                (Start, Request) = (frame, record.Request);
                break;
            case RecordFrame.BodyOneofCase.Response:
                Response = frame;
                break;
            case RecordFrame.BodyOneofCase.Chunk:
                Chunks.Add(new(frame.At, frame.Chunk.Data));
                break;
            case RecordFrame.BodyOneofCase.Held:
                ApprovalId = frame.Held.ApprovalId;
                break;
            case RecordFrame.BodyOneofCase.Consumed when !frame.Consumed.OfCall:
                ApprovalId = frame.Consumed.ApprovalId;
                break;
            case RecordFrame.BodyOneofCase.Consumed:
                CallsConsumed.Add(frame);
                break;
            case RecordFrame.BodyOneofCase.Withheld:
                Withheld.Add(frame);
                break;
            case RecordFrame.BodyOneofCase.Batch:
                Batches.Add(frame);
                break;
            case RecordFrame.BodyOneofCase.Ended:
                End = frame;
                break;
        }
    }

    /// <summary>One piece of the response.</summary>
    public readonly record struct Chunk(long At, ByteString Data);
}
