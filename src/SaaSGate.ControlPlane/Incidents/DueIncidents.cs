using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Incidents;

namespace SaaSGate.ControlPlane.Incidents;

/// <summary>
/// Opens incidents that rules have made due, as soon as the records of what matched are committed. In the background: no record waits for it. What is
/// left undone, for whatever reason, maintenance does within a minute; each is opened once, however often it is tried.
/// </summary>
internal sealed partial class DueIncidents(DueIncidentStore due, IGrainFactory grains, ILogger<DueIncidents> logger) : BackgroundService
{
    private const int Capacity = 4096, AtOnce = 500;

    private readonly Channel<Id<Organisation>> _told = Channel.CreateBounded<Id<Organisation>>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Some of this organisation are due.</summary>
    public void Told(Id<Organisation> organisation) => _told.Writer.TryWrite(organisation);

    /// <summary>Opens what is due in all organisations. What fails does not keep the rest.</summary>
    public async Task OpenAllAsync(CancellationToken cancellationToken)
    {
        foreach (var organisation in await due.ListOrganisationsAsync(cancellationToken))
            await TryOpenAsync(Id<Organisation>.Parse(organisation), cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _told.Reader.WaitToReadAsync(stoppingToken))
        {
            var organisations = new HashSet<Id<Organisation>>();
            while (organisations.Count < Capacity && _told.Reader.TryRead(out var organisation))
                organisations.Add(organisation);
            foreach (var organisation in organisations)
                await TryOpenAsync(organisation, stoppingToken);
        }
    }

    private async Task TryOpenAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        TenantContext.EnterSystem();
        try
        {
            // One that cannot be opened does not keep the others of its lot.
            Exception? failure = null;
            List<string> lot;
            do
            {
                lot = await due.ListAsync(organisation, AtOnce, cancellationToken);
                foreach (var id in lot)
                    failure = await OpenAsync(organisation, id) ?? failure;
            }
            while (lot.Count == AtOnce && failure is null);
            if (failure is not null)
                Log.NotOpened(logger, organisation.Value, failure);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotOpened(logger, organisation.Value, failed);
        }
    }

    /// <returns>What kept it from being opened.</returns>
    private async Task<Exception?> OpenAsync(Id<Organisation> organisation, string id)
    {
        try
        {
            await grains.GetGrain<IIncidentGrain>(GrainKeys.Of(organisation.Value, id)).OpenDueAsync();
            return null;
        }
        catch (Exception failed)
        {
            return failed;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Incidents that rules of {Organisation} open are not all open; it is tried again within a minute.")]
        public static partial void NotOpened(ILogger logger, string organisation, Exception exception);
    }
}
