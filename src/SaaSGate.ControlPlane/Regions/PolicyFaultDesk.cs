using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Keeps what gateways say of policies that they could not put in force.</summary>
internal sealed partial class PolicyFaultDesk(PolicyFaultStore faults, RegionDirectory directory, LiveNotices notices, ILogger<PolicyFaultDesk> logger)
{
    private const int MostFaults = 1000, LongestMessage = 1000;

    public async Task TakeAsync(BulkConnection connection, PolicyFaults told)
    {
        try
        {
            if (!Id<Organisation>.TryParse(told.OrganisationId, out var organisation) || !await directory.ServesAsync(connection.Gateway.RegionId, organisation.Value, connection.Closing))
                return;
            var rows = told.Faults.Take(MostFaults).DistinctBy(fault => fault.PolicyId).Select(fault => (
                fault.PolicyId, (long)fault.Version, fault.KeptVersion == 0 ? (long?)null : (long)fault.KeptVersion,
                RecordText.Clean(fault.Message.Length > LongestMessage ? fault.Message[..LongestMessage] : fault.Message))).ToList();
            foreach (var appended in await faults.ReplaceAsync(organisation, new Actor(connection.Gateway.Id, connection.Gateway.Name), rows, connection.Closing))
                notices.FeedAdvanced(organisation.Value, appended);
        }
        catch (Exception failed) when (!connection.Closing.IsCancellationRequested)
        {
            Log.Failed(logger, connection.Gateway.Id, failed);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "What gateway {Gateway} says of policies that it cannot read could not be kept.")]
        public static partial void Failed(ILogger logger, string gateway, Exception exception);
    }
}
