using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.Holds;

/// <summary>One that waits. Disposing it gives its share of the byte budget back and forgets it.</summary>
internal sealed class HoldTicket(HoldDesk desk, HoldRequest request, long bytes) : IDisposable
{
    private string _approvalId = request.ApprovalId;
    private long _bytes = bytes;
    private readonly TaskCompletionSource<HoldOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HoldRequest Request { get; } = request;

    internal long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The approval that counts: the proposed one until the control plane has named another with the same digest.</summary>
    public string ApprovalId => Volatile.Read(ref _approvalId);

    public Task<HoldOutcome> Outcome => _outcome.Task;

    /// <summary>Takes more of the budget; false when there is not so much.</summary>
    public bool TryGrow(long more)
    {
        if (!desk.TryTake(Request, more))
            return false;
        Interlocked.Add(ref _bytes, more);
        return true;
    }

    internal void Named(string approvalId) => Volatile.Write(ref _approvalId, approvalId);

    /// <summary>Ends the wait; false where it had ended.</summary>
    internal bool Settle(HoldOutcome outcome) => _outcome.TrySetResult(outcome);

    public void Dispose() => desk.Close(this);
}
