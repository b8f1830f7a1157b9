using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using Stripe;

namespace SaaSGate.ControlPlane.Billing;

/// <inheritdoc cref="IBillingGrain"/>
internal sealed class BillingGrain(BillingWork work, LiveNotices notices) : Grain, IBillingGrain
{
    private Id<Organisation> Organisation => Id<Organisation>.Parse(GrainKeys.OrganisationOf(this.GetPrimaryKeyString())!);

    public Task DoAsync() => DoAsync(readNow: false);

    public async Task<bool> RefreshAsync()
    {
        try
        {
            await DoAsync(readNow: true);
            return true;
        }
        catch (Exception failed) when (IsExpected(failed) || failed is UnknownPlanException)
        {
            return false;
        }
    }

    public async Task<string?> CustomerAsync()
    {
        try
        {
            return await work.CustomerAsync(Organisation, CancellationToken.None);
        }
        catch (Exception failed) when (IsExpected(failed))
        {
            return null;
        }
    }

    private static bool IsExpected(Exception failed) => failed is StripeException or HttpRequestException or OperationCanceledException or System.Data.DBConcurrencyException;

    private async Task DoAsync(bool readNow)
    {
        foreach (var told in await work.DoAsync(Organisation, readNow, CancellationToken.None))
            notices.FeedAdvanced(Organisation.Value, told);
    }
}
