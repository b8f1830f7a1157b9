using Microsoft.Extensions.Logging;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Hosting;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Lets an approval's grain know that its row has moved, so that it ends a hold on the second. Nothing waits for it: the sweep ends what it misses.</summary>
internal sealed partial class ApprovalClocks(IGrainFactory grains, ILogger<ApprovalClocks> logger)
{
    public void Moved(string organisationId, string approvalId) => _ = RefreshAsync(GrainKeys.Of(organisationId, approvalId));

    private async Task RefreshAsync(string key)
    {
        // Whoever moved it, a partner perhaps: its clock is SaaSGate's own.
        TenantContext.EnterSystem();
        try
        {
            await grains.GetGrain<IApprovalGrain>(key).RefreshAsync();
        }
        catch (Exception failed)
        {
            Log.Missed(logger, key, failed);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "The clock of {Approval} was not set; the sweep will end it.")]
        public static partial void Missed(ILogger logger, string approval, Exception exception);
    }
}
