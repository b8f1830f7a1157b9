using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SaaSGate.Postgres.Billing;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>Registration.</summary>
internal static class BillingServices
{
    public static IServiceCollection AddBilling(this IServiceCollection services)
    {
        services.AddOptions<BillingOptions>().BindConfiguration(BillingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(PlanCatalogue.Load());
        services.TryAddSingleton<BillingStore>();
        services.TryAddSingleton<StripeEventStore>();
        services.TryAddSingleton<UsageStore>();
        services.TryAddSingleton<StripeApi>();
        services.TryAddSingleton<StripeSync>();
        services.TryAddSingleton<StripeInbox>();
        services.TryAddSingleton<Checkouts>();
        services.TryAddSingleton<UsageCost>();
        services.TryAddSingleton<UsageSender>();
        services.TryAddSingleton<UsageReconciler>();
        services.TryAddSingleton<MeterErrors>();
        services.TryAddSingleton<BillingWork>();
        services.TryAddSingleton<BillingPump>();
        services.AddHostedService(provider => provider.GetRequiredService<BillingPump>());
        return services;
    }
}
