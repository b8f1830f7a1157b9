using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Keeps a gateway's view of its organisations up to date: what has changed since it last was complete, then that it is complete.</summary>
internal sealed partial class ViewDesk(TenantViewStore views, TenantSnapshots snapshots, TimeProvider clock, ILogger<ViewDesk> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Serves one connection, for as long as it lasts.</summary>
    public async Task ServeAsync(BulkConnection connection)
    {
        var position = connection.ViewPosition;
        var complete = false;
        var removed = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var _ in connection.ViewSigns.ReadAllAsync(connection.Closing))
        {
            try
            {
                var before = position;
                position = await SendAsync(connection, position, removed);
                if (position > before || !complete)
                    await connection.SendAsync(new() { Complete = new() { Position = (ulong)position } });
                complete = true;
            }
            catch (Exception outage) when (Outage.Is(outage))
            {
                Log.Waits(logger, connection.Gateway.Id, outage);
                await Task.Delay(Pause, clock, connection.Closing);
                connection.ViewMoved();
            }
        }
    }

    private async Task<long> SendAsync(BulkConnection connection, long after, HashSet<string> removed)
    {
        var delta = await views.ReadDeltaAsync(connection.Gateway.RegionId, after, connection.Closing);
        foreach (var organisation in delta.Changed)
        {
            if (await snapshots.BuildAsync(organisation, connection.Gateway, connection.Closing) is { } snapshot)
            {
                await connection.SendAsync(new() { Snapshot = snapshot });
                // With its view the gateway lost its batches, and when it came none were told.
                if (removed.Remove(organisation.Id))
                    connection.BatchesLost();
            }
            else
            {
                await RemoveAsync(connection, organisation.Id, removed);
            }
        }

        foreach (var organisation in delta.Removed)
            await RemoveAsync(connection, organisation, removed);
        return delta.Position;
    }

    private static ValueTask RemoveAsync(BulkConnection connection, string organisationId, HashSet<string> removed)
    {
        removed.Add(organisationId);
        return connection.SendAsync(new BulkToGateway { Removed = new() { OrganisationId = organisationId } });
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The view of gateway {Gateway} waits: the database is out of reach.")]
        public static partial void Waits(ILogger logger, string gateway, Exception exception);
    }
}
