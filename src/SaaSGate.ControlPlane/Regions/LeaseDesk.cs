using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>
/// Grants leases from what PostgreSQL says at that moment, and from nothing else. While PostgreSQL is out of reach nothing is
/// granted; the connection stays, and the next renewal after it is back is served.
/// </summary>
internal sealed partial class LeaseDesk(GatewayStore store, GatewayNews news, IOptions<RegionLinkOptions> options, TimeProvider clock, ILogger<LeaseDesk> logger)
{
    /// <summary>Serves one connection's renewals in order, for as long as it lasts.</summary>
    public async Task ServeAsync(ControlConnection connection, ChannelReader<LeaseRenewal> renewals)
    {
        var lease = options.Value.Lease;
        var outage = false;
        await foreach (var renewal in renewals.ReadAllAsync(connection.Closing))
        {
            // A grant that took longer than half a lease would help nobody; the next renewal is due already.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(connection.Closing);
            patience.CancelAfter(lease / 2);
            try
            {
                if (!await GrantAsync(connection, renewal, lease, patience.Token))
                    return;
                outage = false;
            }
            catch (Exception failed) when (!connection.Closing.IsCancellationRequested && (Outage.Is(failed) || failed is OperationCanceledException))
            {
                if (!outage)
                    Log.NoLease(logger, connection.Gateway.Id, failed);
                outage = true;
            }
        }
    }

    private async Task<bool> GrantAsync(ControlConnection connection, LeaseRenewal renewal, TimeSpan lease, CancellationToken cancellationToken)
    {
        var gateway = connection.Gateway;
        var read = await store.RenewAsync(gateway, renewal, cancellationToken);
        if (read is null)
        {
            connection.Close(CloseReason.Revoked);
            return false;
        }

        if (read.SpoolLossIsNew)
        {
            Log.SpoolWentBack(logger, gateway.Id, renewal.SpoolSequence);
            news.SpoolLost(gateway, renewal.SpoolSequence);
        }

        if (read.Ahead)
        {
            Log.Ahead(logger, gateway.Id, renewal.StopPosition, renewal.ViewPosition);
            connection.Close(CloseReason.Ahead);
            return false;
        }

        // A spool that went back would have records under sequences that are taken: what they tell would be in no history.
        if (read.SpoolLost)
        {
            connection.Send(new() { SpoolLost = new() });
            return true;
        }

        // More stops than one message holds go ahead of the grant: a lease never starts with stops missing.
        while (read.More)
        {
            connection.Send(new() { Stops = new() { Stops_ = { read.Stops } } });
            read = await store.ReadOnAsync(gateway.RegionId, read, cancellationToken);
        }

        connection.Grant(new()
        {
            Number = renewal.Number,
            StopPosition = (ulong)read.StopPosition,
            ViewPosition = (ulong)read.ViewPosition,
            LeaseMilliseconds = (uint)lease.TotalMilliseconds,
            Stops = { read.Stops },
            At = UnixMicroseconds.Of(clock.GetUtcNow()),
        });
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Gateway {Gateway} gets no lease: the database is out of reach.")]
        public static partial void NoLease(ILogger logger, string gateway, Exception exception);

        [LoggerMessage(LogLevel.Error, "Gateway {Gateway} gets no lease: it has seen stops up to {Stop} and views up to {View}, and the database has lost the newest. It begins anew.")]
        public static partial void Ahead(ILogger logger, string gateway, ulong stop, ulong view);

        [LoggerMessage(LogLevel.Error, "The spool of gateway {Gateway} went back to {Sequence}, or is another: what it had recorded since the last acknowledgement is lost. There is no lease for a spool that went back; restart a gateway that goes on with it.")]
        public static partial void SpoolWentBack(ILogger logger, string gateway, ulong sequence);
    }
}
