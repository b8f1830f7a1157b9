using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Retention;

namespace SaaSGate.ControlPlane.Retention;

/// <summary>Registration.</summary>
internal static class RetentionServices
{
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.TryAddSingleton<RetentionStore>();
        services.TryAddSingleton<RetentionReportStore>();
        services.TryAddSingleton<LegalHoldStore>();
        services.TryAddSingleton<RetentionSweep>();
        services.TryAddSingleton<RetentionRest>();
        services.TryAddSingleton<RetentionWork>();
        services.TryAddSingleton<AbandonedExchanges>();
        return services;
    }
}
