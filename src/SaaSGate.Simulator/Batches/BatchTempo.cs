using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Batches;

/// <summary>How long batches take, and whether they can be cancelled: as tests and people at the simulator's own door set it.</summary>
internal sealed class BatchTempo(SimulatorOptions options)
{
    private readonly Lock _gate = new();
    private int _failingCancels, _status;

    /// <summary>How long a batch that is made from now on stays <c>in_progress</c>.</summary>
    public TimeSpan Duration { get; private set; } = options.BatchDuration;

    /// <summary>How long one that is cancelled stays <c>canceling</c>.</summary>
    public TimeSpan CancelTakes { get; private set; } = options.BatchCancelDuration;

    /// <summary>Sets it; null leaves as it is.</summary>
    /// <param name="duration">Of batches.</param>
    /// <param name="cancelTakes">Of cancelling.</param>
    /// <param name="failingCancels">So many attempts to cancel fail from now on.</param>
    /// <param name="status">With this status.</param>
    public void Set(TimeSpan? duration, TimeSpan? cancelTakes, int? failingCancels, int status)
    {
        lock (_gate)
            (Duration, CancelTakes, _failingCancels, _status) = (duration ?? Duration, cancelTakes ?? CancelTakes, Math.Max(0, failingCancels ?? _failingCancels), status);
    }

    /// <summary>The failure that an attempt to cancel meets; null where it meets none.</summary>
    public Failure? TakeFailingCancel()
    {
        lock (_gate)
        {
            if (_failingCancels == 0)
                return null;
            _failingCancels--;
            return Failure.Of(_status);
        }
    }
}
