namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>Metadata of a SAML provider, to be read.</summary>
/// <param name="Metadata">Its XML.</param>
internal sealed record ReadSamlMetadata(string Metadata);
