using SaaSGate.Gateway.Recording;

namespace SaaSGate.Gateway.Holds;

/// <summary>Step 6's result for a held request: its approval was consumed in PostgreSQL for this attempt, and the spool says so durably.</summary>
internal sealed class ConsumedApproval
{
    private ConsumedApproval(DurableExchange exchange, string approvalId)
    {
        Exchange = exchange;
        ApprovalId = approvalId;
    }

    public DurableExchange Exchange { get; }

    public string ApprovalId { get; }

    /// <summary>Records the consumption and, once durable, gives the proof of it.</summary>
    internal static async ValueTask<ConsumedApproval> RecordAsync(DurableExchange exchange, string approvalId, ReadOnlyMemory<byte> attempt)
    {
        await exchange.ConsumedAsync(approvalId, attempt);
        return new(exchange, approvalId);
    }
}
