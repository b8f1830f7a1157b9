using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Locks;
using Lock = SaaSGate.Contracts.Ids.Lock;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Keeps what gateways say that locks did there: of organisations that their region serves, and no others.</summary>
internal sealed partial class StopEffectDesk(LockStore locks, RegionDirectory directory, LiveNotices notices, ILogger<StopEffectDesk> logger)
{
    private const int LongestRun = 64;

    public async Task TakeAsync(BulkConnection connection, StopEffects told)
    {
        try
        {
            if (told.Run.Length is 0 or > LongestRun || !told.Run.All(char.IsAsciiLetterOrDigit))
                return;
            foreach (var effect in told.Effects)
            {
                if (!Id<Organisation>.TryParse(effect.OrganisationId, out var organisation) || !Id<Lock>.TryParse(effect.LockId, out var id)
                    || effect.StreamsCut > int.MaxValue || effect.HeldDropped > int.MaxValue
                    || !await directory.ServesAsync(connection.Gateway.RegionId, organisation.Value, connection.Closing))
                    continue;
                var appended = await locks.ReportAsync(
                    new(organisation, id.Value, connection.Gateway, told.Run, (long)effect.StreamsCut, (long)effect.HeldDropped), connection.Closing);
                if (appended is not null)
                    notices.FeedAdvanced([appended]);
            }
        }
        catch (Exception failed) when (!connection.Closing.IsCancellationRequested)
        {
            // It says it again over its next connection.
            Log.Failed(logger, connection.Gateway.Id, failed);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "What locks did at gateway {Gateway} could not be kept.")]
        public static partial void Failed(ILogger logger, string gateway, Exception exception);
    }
}
