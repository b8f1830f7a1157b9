using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>
/// Fetches the keys of transmitters before an event needs them: a person's skills must stop within a quarter of a second of the event, whatever its issuer takes
/// to answer. Every process does so for itself.
/// </summary>
internal sealed partial class EventKeys(EventStreamStore streams, SecurityEvents events, IOptions<FederationOptions> options, TimeProvider clock, ILogger<EventKeys> logger) : BackgroundService
{
    private const int AtOnce = 8;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _failed = new(StringComparer.Ordinal);

    /// <summary>Fetches what is due. Where it fails that is tried again after a while, and the event fetches them itself.</summary>
    public async Task KeepUpAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var over in _failed.Where(one => one.Value <= now - options.Value.PollAfterFailure))
            _failed.TryRemove(over);
        var due = (await streams.ListEnabledAsync(cancellationToken)).Where(stream => !_failed.ContainsKey(stream.Provider.Value) && events.AreKeysDue(stream)).ToList();
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (stream, cancel) =>
        {
            try
            {
                await events.KeepKeysAsync(stream, cancel);
            }
            catch (ProviderException why)
            {
                Log.NotFetched(logger, stream.Provider.Value, stream.Organisation.Value, why.Message);
                _failed[stream.Provider.Value] = now;
            }
        });
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        using var timer = new PeriodicTimer(options.Value.PollEvery, clock);
        do
        {
            try
            {
                await KeepUpAsync(stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, failed);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The keys of security events of {Provider} of {Organisation} could not be fetched ahead. {Failure}")]
        public static partial void NotFetched(ILogger logger, string provider, string organisation, string failure);

        [LoggerMessage(LogLevel.Warning, "The keys of security events could not be fetched ahead; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
