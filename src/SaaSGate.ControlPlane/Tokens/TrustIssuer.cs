namespace SaaSGate.ControlPlane.Tokens;

/// <summary>An issuer that is to be trusted.</summary>
/// <param name="Name">For people, unique in the organisation.</param>
/// <param name="Issuer">The exact <c>iss</c> of its tokens: an address that begins with https://.</param>
/// <param name="Audience">The exact <c>aud</c>; <c>saasgate:</c> and the organisation's id when absent.</param>
/// <param name="KeysAddress">Of its keys (JWKS); when absent, what its document of discovery says.</param>
internal sealed record TrustIssuer(string Name, string Issuer, string? Audience = null, string? KeysAddress = null);
