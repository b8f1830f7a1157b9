using SaaSGate.Gateway.Recording;

namespace SaaSGate.Gateway.Holds;

/// <summary>
/// An approval that was consumed in PostgreSQL for this attempt, and the spool says so durably. It is good for what has its digest: the
/// exchange's request, or one tool call of its answer.
/// </summary>
internal sealed class ConsumedApproval
{
    private readonly byte[] _digest;

    private ConsumedApproval(DurableExchange exchange, string approvalId, byte[] digest)
    {
        Exchange = exchange;
        ApprovalId = approvalId;
        _digest = digest;
    }

    public DurableExchange Exchange { get; }

    public string ApprovalId { get; }

    /// <summary>Whether it is for what has this digest.</summary>
    public bool IsFor(ReadOnlySpan<byte> digest) => digest.SequenceEqual(_digest);

    /// <summary>Records the consumption and, once durable, gives the proof of it.</summary>
    internal static async ValueTask<ConsumedApproval> RecordAsync(DurableExchange exchange, string approvalId, byte[] digest, ReadOnlyMemory<byte> attempt)
    {
        await exchange.ConsumedAsync(approvalId, attempt, ofCall: !digest.AsSpan().SequenceEqual(exchange.Inspected.Digest));
        return new(exchange, approvalId, digest);
    }
}
