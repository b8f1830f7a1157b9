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
    private const int AtOnce = 16, AtOnceOfOne = 2;

    private readonly FairTurns _turns = new(AtOnce, AtOnceOfOne);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _failed = new(StringComparer.Ordinal);
    private CancellationToken _stopping;

    /// <summary>Fetches all that is due, and waits for it. Where it fails that is tried again after a while, and an event asks for itself.</summary>
    public async Task KeepUpAsync(CancellationToken cancellationToken)
    {
        while (await BeginAsync(cancellationToken) is { Count: > 0 } running)
            await Task.WhenAny(running);
    }

    /// <summary>Begins at once with what is due, without waiting for it: a stream was set up. Other processes find it at their next look.</summary>
    public void LookNow() => _ = LookAsync(_stopping);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        using var timer = new PeriodicTimer(options.Value.PollEvery, clock);
        do
        {
            await LookAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        TenantContext.EnterSystem();
        try
        {
            // Those that take long go on while others begin.
            await BeginAsync(cancellationToken);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, failed);
        }
    }

    /// <returns>What is being fetched; empty where all is there, or failed a while ago.</returns>
    private async Task<IReadOnlyCollection<Task>> BeginAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var over in _failed.Where(one => one.Value <= now - options.Value.PollAfterFailure))
            _failed.TryRemove(over);
        var watched = await streams.ListEnabledAsync(cancellationToken);
        events.ForgetOtherKeys(watched);
        foreach (var stream in watched.Where(one => !_failed.ContainsKey(one.Provider.Value) && events.AreKeysDue(one)))
        {
            lock (_gate)
                if (!_running.ContainsKey(stream.Provider.Value) && _turns.TryEnter(stream.Organisation.Value))
                    _running.Add(stream.Provider.Value, FetchAsync(stream, cancellationToken));
        }

        lock (_gate)
            return [.. _running.Values];
    }

    private async Task FetchAsync(WatchedStream stream, CancellationToken cancellationToken)
    {
        // Not before it is noted as running.
        await Task.Yield();
        try
        {
            await events.KeepKeysAsync(stream, cancellationToken);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            _failed[stream.Provider.Value] = clock.GetUtcNow();
            Log.NotFetched(logger, stream.Provider.Value, stream.Organisation.Value, failed is ProviderException ? failed.Message : "SaaSGate could not ask for them just now.", failed is ProviderException ? null : failed);
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
        finally
        {
            lock (_gate)
                _running.Remove(stream.Provider.Value);
            _turns.Leave(stream.Organisation.Value);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The keys of security events of {Provider} of {Organisation} could not be fetched ahead. {Failure}")]
        public static partial void NotFetched(ILogger logger, string provider, string organisation, string failure, Exception? exception);

        [LoggerMessage(LogLevel.Warning, "The keys of security events could not be fetched ahead; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
