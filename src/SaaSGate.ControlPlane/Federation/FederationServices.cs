using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SaaSGate.ControlPlane.Exports;
using SaaSGate.ControlPlane.Federation.Saml;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Registration.</summary>
internal static class FederationServices
{
    public static IServiceCollection AddFederation(this IServiceCollection services)
    {
        services.AddOptions<FederationOptions>().BindConfiguration(FederationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<GuardedHttp>();
        services.TryAddSingleton<IdentityProviderStore>();
        services.TryAddSingleton<DomainStore>();
        services.TryAddSingleton<LinkedIdentityStore>();
        services.TryAddSingleton<SignInAttemptStore>();
        services.TryAddSingleton<EventStreamStore>();
        services.TryAddSingleton<SamlAssertionStore>();
        services.TryAddSingleton<DomainProof>();
        services.TryAddSingleton<ProviderLinks>();
        services.TryAddSingleton<KeySets>();
        services.TryAddSingleton<ProviderDirectory>();
        services.TryAddSingleton<ProviderTokens>();
        services.TryAddSingleton<ProviderCalls>();
        services.TryAddSingleton<ProviderEnds>();
        services.TryAddSingleton<SignInStarts>();
        services.TryAddSingleton<BackchannelLogout>();
        services.TryAddSingleton<EventTransmitter>();
        services.TryAddSingleton<SecurityEvents>();
        services.TryAddSingleton<EventKeys>();
        services.AddHostedService(provider => provider.GetRequiredService<EventKeys>());
        services.TryAddSingleton<EventPolls>();
        services.AddHostedService(provider => provider.GetRequiredService<EventPolls>());
        services.TryAddSingleton<SignInRefusals>();
        services.TryAddSingleton<SignInReturns>();
        services.TryAddSingleton<OidcAnswers>();
        services.TryAddSingleton<SamlResponses>();
        services.TryAddSingleton<SamlAnswers>();
        services.AddScoped<ProviderSignIns>();
        return services;
    }
}
