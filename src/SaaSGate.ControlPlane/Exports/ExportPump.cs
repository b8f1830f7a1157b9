using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Exports;

namespace SaaSGate.ControlPlane.Exports;

/// <summary>
/// Wakes the receivers that are due. Every silo does; the grain of a receiver sends once. Nobody waits for another's receiver: one that is under
/// way is left alone until it is done, and the receivers of one organisation cannot take up all room.
/// </summary>
internal sealed partial class ExportPump(ExportStore exports, IGrainFactory grains, TimeProvider clock, ILogger<ExportPump> logger) : BackgroundService
{
    private const int MostAtOnce = 256, MostOfOne = 8;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private readonly Dictionary<(Id<Organisation> Organisation, string Sink), Task> _underWay = [];
    private readonly Dictionary<(Id<Organisation> Organisation, string Sink), long> _turns = [];
    private long _turn;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    var due = await exports.ListDueAsync(stoppingToken);
                    stoppingToken.ThrowIfCancellationRequested();
                    Begin(due);
                }
                catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.Failed(logger, failed);
                }
            }
        }
        finally
        {
            await Task.WhenAll(_underWay.Values);
        }
    }

    /// <summary>Begins with those that are due and whose last turn is longest ago, as far as there is room.</summary>
    private void Begin(List<(Id<Organisation> Organisation, string Sink)> due)
    {
        foreach (var (sink, _) in _underWay.Where(one => one.Value.IsCompleted).ToList())
            _underWay.Remove(sink);
        foreach (var gone in _turns.Keys.Except(due).Except(_underWay.Keys).ToList())
            _turns.Remove(gone);
        var perOrganisation = _underWay.Keys.CountBy(sink => sink.Organisation).ToDictionary();
        foreach (var sink in due.Where(sink => !_underWay.ContainsKey(sink)).OrderBy(sink => _turns.GetValueOrDefault(sink)).ToList())
        {
            var others = perOrganisation.GetValueOrDefault(sink.Organisation);
            if (_underWay.Count == MostAtOnce)
                return;
            if (others == MostOfOne)
                continue;
            perOrganisation[sink.Organisation] = others + 1;
            _turns[sink] = ++_turn;
            _underWay[sink] = DrainAsync(GrainKeys.Of(sink.Organisation.Value, sink.Sink));
        }
    }

    private async Task DrainAsync(string key)
    {
        try
        {
            await grains.GetGrain<IExportGrain>(key).DrainAsync();
        }
        catch (Exception failed)
        {
            Log.Failed(logger, failed);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Exports could not be sent; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
