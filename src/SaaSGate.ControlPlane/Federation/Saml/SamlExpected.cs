namespace SaaSGate.ControlPlane.Federation.Saml;

/// <summary>What an answer must be.</summary>
/// <param name="RequestId">The request that it answers.</param>
/// <param name="Audience">SaaSGate's entity id there.</param>
/// <param name="Recipient">The address that it is sent to.</param>
internal sealed record SamlExpected(string RequestId, string Audience, string Recipient);
