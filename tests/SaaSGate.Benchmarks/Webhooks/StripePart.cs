using SaaSGate.Benchmarks.Processes;
using SaaSGate.TestKit.Payments;

namespace SaaSGate.Benchmarks.Webhooks;

/// <summary>The Stripe that the product reads: as far away as Stripe is.</summary>
internal static class StripePart
{
    public const string Name = "stripe";

    public static readonly TimeSpan Away = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync()
    {
        await using var stripe = await StripeStandIn.StartAsync(TimeProvider.System);
        stripe.Faults.Waits = gone => Task.Delay(Away, gone);
        return await PartHost.ServeAsync(new { url = stripe.Address, secret = stripe.WebhookSecret });
    }
}
