using System.Text.Json;

namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>What a SAML provider has said about somebody who signs in, and was signed.</summary>
/// <param name="Subject">The NameID.</param>
/// <param name="Claims">An object with claims, named as in OpenID Connect; groups under the name that the provider is set to.</param>
/// <param name="Session">The provider's session, where it gives one.</param>
/// <param name="ProvenAt">When the person showed the provider who they are.</param>
/// <param name="Until">When the sign-in is over at the latest; null where the provider does not say.</param>
internal sealed record SamlStatement(string Subject, JsonElement Claims, string? Session, DateTimeOffset ProvenAt, DateTimeOffset? Until);
