using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Identity;

/// <summary>By whom a person was signed in.</summary>
/// <param name="Organisation">The organisation that the sign-in opens, and none besides.</param>
/// <param name="Provider">Its identity provider.</param>
/// <param name="Subject">Whom the provider means: <c>sub</c>.</param>
/// <param name="Session">The provider's session: <c>sid</c>, where it gives one.</param>
public sealed record ProviderSignIn(Id<Organisation> Organisation, Id<IdentityProvider> Provider, string Subject, string? Session);
