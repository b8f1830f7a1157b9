using Microsoft.Extensions.DependencyInjection;

namespace SaaSGate.Postgres;

/// <summary>Registration.</summary>
public static class PostgresServices
{
    /// <summary>Adds <see cref="SaaSGateDatabase"/>, <see cref="TenantDatabase"/> and <see cref="PlatformDatabase"/>.</summary>
    public static IServiceCollection AddPostgres(this IServiceCollection services, DatabaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(_ => new SaaSGateDatabase(options));
        services.AddSingleton(provider => provider.GetRequiredService<SaaSGateDatabase>().Tenants);
        services.AddSingleton(provider => provider.GetRequiredService<SaaSGateDatabase>().Platform);
        return services;
    }
}
