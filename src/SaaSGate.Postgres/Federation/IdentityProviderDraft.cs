namespace SaaSGate.Postgres.Federation;

/// <summary>What of an identity provider people change.</summary>
/// <param name="Name">Its name, unique in the organisation.</param>
/// <param name="ClientId">SaaSGate's name there; empty for SAML.</param>
/// <param name="SecretSealed">SaaSGate's secret there; null leaves it as it is.</param>
/// <param name="HasSecret">Whether there is one; false takes it away.</param>
/// <param name="Scopes">What is asked for.</param>
/// <param name="Authority">PEM that its certificate must lead to; null for public ones.</param>
/// <param name="GroupClaim">The claim that names groups.</param>
/// <param name="GroupRoles">What their people may do.</param>
/// <param name="DefaultRoles">What everybody may do whom it signs in.</param>
/// <param name="CreatesMembers">Whether who is not known becomes a member.</param>
/// <param name="TrustsAddresses">Whether addresses hold that it does not say it has verified.</param>
/// <param name="Enabled">Whether it signs anybody in.</param>
/// <param name="SsoUrl">SAML: where people are sent; null until it is known.</param>
/// <param name="Certificates">SAML: PEM with the keys that it signs with; null until they are known.</param>
public sealed record IdentityProviderDraft(
    string Name, string ClientId, byte[]? SecretSealed, bool HasSecret, IReadOnlyList<string> Scopes, string? Authority, string GroupClaim, IReadOnlyList<GroupRoles> GroupRoles,
    IReadOnlyList<string> DefaultRoles, bool CreatesMembers, bool TrustsAddresses, bool Enabled, string? SsoUrl = null, string? Certificates = null);
