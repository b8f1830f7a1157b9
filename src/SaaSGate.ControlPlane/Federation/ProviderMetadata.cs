namespace SaaSGate.ControlPlane.Federation;

/// <summary>What an identity provider says about itself (OpenID Connect Discovery 1.0, section 3).</summary>
/// <param name="Authorization">Where people are sent.</param>
/// <param name="Token">Where codes are exchanged.</param>
/// <param name="Keys">Where its keys are.</param>
/// <param name="UserInfo">Where it says more about a person; may be absent.</param>
/// <param name="NamesItself">Whether it says <c>iss</c> when people come back (RFC 9207).</param>
/// <param name="TakesBasic">Whether a client's secret goes into the Authorization header; otherwise into the form.</param>
internal sealed record ProviderMetadata(Uri Authorization, Uri Token, Uri Keys, Uri? UserInfo, bool NamesItself, bool TakesBasic);
