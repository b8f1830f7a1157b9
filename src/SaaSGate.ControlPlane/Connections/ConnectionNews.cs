using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Connections;

namespace SaaSGate.ControlPlane.Connections;

/// <summary>
/// Tells connections how they did, in the background: no record waits for it. What comes faster than grains take it is summed
/// up, and in the worst case left out; the next exchange says the same.
/// </summary>
internal sealed partial class ConnectionNews(IGrainFactory grains, ILogger<ConnectionNews> logger) : BackgroundService
{
    private const int Capacity = 16_384, AtOnce = 1024;

    private readonly Channel<ConnectionSign> _signs = Channel.CreateBounded<ConnectionSign>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Told(IEnumerable<ConnectionSign> signs)
    {
        foreach (var sign in signs)
        {
            if (Id<Connection>.TryParse(sign.ConnectionId, out _))
                _signs.Writer.TryWrite(sign);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _signs.Reader.WaitToReadAsync(stoppingToken))
        {
            var batch = new List<ConnectionSign>();
            while (batch.Count < AtOnce && _signs.Reader.TryRead(out var sign))
                batch.Add(sign);
            foreach (var connection in batch.GroupBy(sign => GrainKeys.Of(sign.OrganisationId, sign.ConnectionId)))
                await ReportAsync(connection.Key, ConnectionReport.Of(connection));
        }
    }

    private async Task ReportAsync(string key, ConnectionReport report)
    {
        TenantContext.EnterSystem();
        try
        {
            await grains.GetGrain<IConnectionGrain>(key).ReportAsync(report);
        }
        catch (Exception failed)
        {
            Log.NotTold(logger, key, failed);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "How {Connection} did was not noted; the next exchange says it again.")]
        public static partial void NotTold(ILogger logger, string connection, Exception exception);
    }
}
