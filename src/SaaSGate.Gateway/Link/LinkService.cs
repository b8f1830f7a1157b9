using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Problems;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Leases;

namespace SaaSGate.Gateway.Link;

/// <summary>Keeps both connections of the region link up, and cuts every exchange when the lease runs out.</summary>
internal sealed partial class LinkService(
    GatewayIdentity identity, ControlLink control, BulkLink bulk, Lease lease, LeaseKeeper leases, ExchangeRegistry exchanges, TimeProvider clock, ILogger<LinkService> log)
    : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(KeepConnectedAsync(stoppingToken), WatchLeaseAsync(stoppingToken));

    private async Task KeepConnectedAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            using var round = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            await Task.WhenAll(KeepUpAsync("control", control.RunAsync, round), KeepUpAsync("bulk", bulk.RunAsync, round));
            if (stopping.IsCancellationRequested)
                return;

            // This gateway knows stops or snapshots that the control plane's database has lost. Both connections are down: nobody writes to what is dropped.
            Log.Anew(log);
            leases.StartAnew();
            exchanges.CutAll(GatewayProblems.LeaseExpired);
            await Task.Delay(FirstPause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task KeepUpAsync(string name, Func<ChannelBase, CancellationToken, Task> run, CancellationTokenSource round)
    {
        var stopping = round.Token;
        var pause = FirstPause;
        while (!stopping.IsCancellationRequested)
        {
            var since = clock.GetTimestamp();
            try
            {
                using var channel = LinkChannels.Open(identity);
                await run(channel, stopping);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (RpcException ahead) when (ahead.StatusCode == StatusCode.OutOfRange)
            {
                await round.CancelAsync();
                return;
            }
            catch (Exception broken)
            {
                Log.Lost(log, name, broken is RpcException rpc ? rpc.StatusCode.ToString() : broken.GetType().Name, broken is InvalidOperationException ? broken.Message : "");
            }
            pause = clock.GetElapsedTime(since) > LongestPause ? FirstPause : pause;
            await Task.Delay(pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        }
    }

    /// <summary>Streams in which nothing moves are cut here; those that move notice the lease before their next write.</summary>
    private async Task WatchLeaseAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var left = lease.Left;
            if (left == TimeSpan.Zero)
                exchanges.CutAll(GatewayProblems.LeaseExpired);
            var next = left == TimeSpan.Zero ? FirstPause : left;
            await Task.Delay(next, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Error, "The control plane's logs are behind this gateway: its database has lost rows. The lease ends; stops and view are read anew")]
        public static partial void Anew(ILogger log);

        [LoggerMessage(1, LogLevel.Warning, "The {Connection} connection to the control plane is down ({Kind}) {Detail}; it is tried again")]
        public static partial void Lost(ILogger log, string connection, string kind, string detail);
    }
}
