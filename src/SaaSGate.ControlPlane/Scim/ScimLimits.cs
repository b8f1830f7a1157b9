using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>Counts an organisation's calls, in this process.</summary>
internal sealed class ScimLimits(IOptions<ScimOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(organisation => RateLimitPartition.GetTokenBucketLimiter(organisation, _ => new()
    {
        TokenLimit = options.Value.CallsAtOnce,
        TokensPerPeriod = options.Value.CallsPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    }));

    /// <exception cref="ScimException">There is no room for them now.</exception>
    public void Demand(Id<Organisation> organisation, int calls)
    {
        using var lease = _limiter.AttemptAcquire(organisation.Value, calls);
        if (!lease.IsAcquired)
            throw new ScimException(ScimProblems.TooMany);
    }

    /// <summary>Whole seconds after which there is room again for what has just been refused.</summary>
    public int RetryAfter(int calls) => Math.Max(1, (calls + options.Value.CallsPerSecond - 1) / options.Value.CallsPerSecond);

    public void Dispose() => _limiter.Dispose();
}
