namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>What the metadata of a SAML provider says about it.</summary>
/// <param name="Issuer">Its entity id.</param>
/// <param name="SsoUrl">Where people are sent.</param>
/// <param name="Certificates">PEM with the keys that it signs with.</param>
internal sealed record SamlProviderFacts(string Issuer, string SsoUrl, string Certificates);
