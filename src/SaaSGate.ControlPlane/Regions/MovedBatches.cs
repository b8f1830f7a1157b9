using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Batches;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>
/// Brings batches of an organisation up to date once a stop, or what is told of batches, is committed. In the background: neither waits for it. Each
/// organisation is worked on once at a time, so that one with many does not keep the others. What is left undone, the sweep does.
/// </summary>
internal sealed partial class MovedBatches(BatchStore batches, ConnectedGateways gateways, ILogger<MovedBatches> logger) : BackgroundService
{
    private const int AtOnce = 4;
    private readonly System.Threading.Lock _gate = new();
    private readonly HashSet<string> _waiting = [], _running = [], _again = [];
    private readonly Channel<string> _next = Channel.CreateUnbounded<string>();

    /// <summary>Something of this organisation has moved.</summary>
    public void Told(string organisationId)
    {
        lock (_gate)
        {
            if (_running.Contains(organisationId))
                _again.Add(organisationId);
            else if (_waiting.Add(organisationId))
                _next.Writer.TryWrite(organisationId);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        _next.Reader.ReadAllAsync(stoppingToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken }, BringUpAsync);

    private async ValueTask BringUpAsync(string organisationId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _waiting.Remove(organisationId);
            _running.Add(organisationId);
        }
        try
        {
            if (await batches.BringUpAsync(Id<Organisation>.Parse(organisationId), cancellationToken))
                foreach (var connection in gateways.Bulk)
                    connection.BatchesMoved();
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, organisationId, failed);
        }
        lock (_gate)
        {
            _running.Remove(organisationId);
            if (_again.Remove(organisationId))
                Told(organisationId);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Batches of {Organisation} could not be brought up to date; the sweep tries it again.")]
        public static partial void Failed(ILogger logger, string organisation, Exception exception);
    }
}
