using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SaaSGate.Postgres.Exports;

namespace SaaSGate.ControlPlane.Exports;

/// <summary>Registration.</summary>
internal static class ExportServices
{
    public static IServiceCollection AddExports(this IServiceCollection services)
    {
        services.TryAddSingleton<ExportStore>();
        services.TryAddSingleton<GuardedHttp>();
        services.TryAddSingleton<ExportSender>();
        services.AddHostedService<ExportPump>();
        return services;
    }
}
