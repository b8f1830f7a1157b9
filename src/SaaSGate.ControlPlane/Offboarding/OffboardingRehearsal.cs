using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Federation;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Offboarding;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Offboarding;

/// <summary>
/// Goes once through what stops a person's skills, as the process starts, on nobody. The first word that somebody has left finds compiled what it takes: else its
/// streams would run on for as long as that lasts, which is about a quarter of a second.
/// </summary>
internal sealed partial class OffboardingRehearsal(
    OffboardingStore offboardings, DirectoryUserStore directory, SecurityEvents events, TimeProvider clock, ILogger<OffboardingRehearsal> logger) : BackgroundService
{
    /// <summary>Changes nothing, and stops nobody.</summary>
    public async Task RehearseAsync(CancellationToken cancellationToken)
    {
        await offboardings.RehearseAsync(cancellationToken);
        await directory.ChangeAsync(
            Id<Organisation>.New(clock), Id<User>.New(clock).Value, null, _ => throw new InvalidOperationException("Nobody is there to be changed."), new("", "", null), new("", ""), cancellationToken);
        await events.RehearseAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        try
        {
            await RehearseAsync(stoppingToken);
        }
        catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
        {
            Log.Failed(logger, failed);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The rehearsal of a leaving failed: the first person who leaves may be stopped a quarter of a second later than others.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
