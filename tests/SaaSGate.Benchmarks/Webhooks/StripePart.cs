using SaaSGate.Benchmarks.Processes;
using SaaSGate.TestKit.Payments;

namespace SaaSGate.Benchmarks.Webhooks;

/// <summary>The Stripe that the product reads.</summary>
internal static class StripePart
{
    public const string Name = "stripe";

    public static async Task<int> RunAsync()
    {
        await using var stripe = await StripeStandIn.StartAsync(TimeProvider.System);
        return await PartHost.ServeAsync(new { url = stripe.Address, secret = stripe.WebhookSecret });
    }
}
