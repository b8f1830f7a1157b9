using System.Threading.RateLimiting;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>
/// How many passwords are hashed at once, for all callers together: hashing is slow on purpose, and must not take the
/// processors from everything else. Taken for the hashing alone, so that slow callers hold up nobody.
/// </summary>
internal sealed class PasswordRoom : IDisposable
{
    private const int MostWaiting = 64;

    private readonly ConcurrencyLimiter _limiter = new(new()
    {
        PermitLimit = Math.Max(2, Environment.ProcessorCount),
        QueueLimit = MostWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <returns>A place, to be given back; not acquired when too many wait.</returns>
    public ValueTask<RateLimitLease> EnterAsync(CancellationToken cancellationToken) => _limiter.AcquireAsync(1, cancellationToken);

    public void Dispose() => _limiter.Dispose();
}
