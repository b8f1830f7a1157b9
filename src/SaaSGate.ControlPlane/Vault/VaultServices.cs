using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Vault;

namespace SaaSGate.ControlPlane.Vault;

/// <summary>Registration.</summary>
public static class VaultServices
{
    /// <summary>Adds <see cref="KeyVault"/>, configured from <see cref="VaultOptions"/>. Needs the database services.</summary>
    public static IServiceCollection AddVault(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<VaultOptions>().BindConfiguration(VaultOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<InstallationStore>();
        services.TryAddSingleton<KeyVault>();
        services.TryAddSingleton<FingerprintKeys>();
        services.TryAddSingleton<SealedValueStore>();
        services.TryAddSingleton<VaultRewrap>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyVault>());
        return services;
    }
}
