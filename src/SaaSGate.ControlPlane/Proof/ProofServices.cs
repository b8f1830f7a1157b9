using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SaaSGate.ControlPlane.Evidence;
using SaaSGate.Postgres.Evidence;
using SaaSGate.Postgres.Proof;

namespace SaaSGate.ControlPlane.Proof;

/// <summary>Registration.</summary>
internal static class ProofServices
{
    public static IServiceCollection AddProof(this IServiceCollection services)
    {
        services.TryAddSingleton<SigningKeyStore>();
        services.TryAddSingleton<CheckpointStore>();
        services.TryAddSingleton<SigningKeys>();
        services.TryAddSingleton<CheckpointMaker>();
        services.TryAddSingleton<EvidenceStore>();
        services.TryAddSingleton<EvidenceSource>();
        services.TryAddSingleton<EvidenceWork>();
        return services;
    }
}
