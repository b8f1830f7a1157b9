namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>What a SAML provider has said, while it waits for its browser.</summary>
/// <param name="ProviderVersion">The version of the provider by which it was believed.</param>
/// <param name="Statement">What it said.</param>
internal sealed record SamlKept(long ProviderVersion, SamlStatement? Statement);
