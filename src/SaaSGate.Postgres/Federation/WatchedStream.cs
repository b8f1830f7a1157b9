using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Federation;

/// <summary>A stream of security events whose keys are to be at hand.</summary>
/// <param name="Organisation">Whose.</param>
/// <param name="Provider">The identity provider that it belongs to.</param>
/// <param name="ProviderVersion">The version of that one's settings.</param>
/// <param name="Version">The version of its settings.</param>
/// <param name="Issuer">The transmitter.</param>
/// <param name="KeysAddress">Of its keys; null where its configuration says it.</param>
public sealed record WatchedStream(Id<Organisation> Organisation, Id<IdentityProvider> Provider, long ProviderVersion, long Version, string Issuer, string? KeysAddress);
