using System.Data.Common;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Tells a database that is out of reach from everything else.</summary>
internal static class Outage
{
    /// <summary>True when it makes sense to try the same again: the connection broke, timed out, or the server is starting or stopping.</summary>
    public static bool Is(Exception exception) => exception is TimeoutException or IOException or DbException { IsTransient: true };

    /// <summary>Does the work again, after a pause, for as long as the database is out of reach. Any other failure is the caller's.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="pause">How long to wait in between.</param>
    /// <param name="clock">Waits.</param>
    /// <param name="first">Hears of the first failure.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> work, TimeSpan pause, TimeProvider clock, Action<Exception> first, CancellationToken cancellationToken)
    {
        for (var told = false; ; told = true)
        {
            try
            {
                return await work();
            }
            catch (Exception outage) when (Is(outage))
            {
                if (!told)
                    first(outage);
                await Task.Delay(pause, clock, cancellationToken);
            }
        }
    }
}
