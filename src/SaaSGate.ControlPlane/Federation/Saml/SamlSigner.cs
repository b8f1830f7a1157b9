namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>A certificate whose key signs what a SAML provider says.</summary>
/// <param name="Subject">Whose it says it is.</param>
/// <param name="Thumbprint">SHA-256 of it, in hexadecimal digits.</param>
/// <param name="NotBefore">From when it is valid.</param>
/// <param name="NotAfter">Until when it is valid. Its key counts beyond that; the provider is likely to change it before.</param>
internal sealed record SamlSigner(string Subject, string Thumbprint, DateTimeOffset NotBefore, DateTimeOffset NotAfter);
