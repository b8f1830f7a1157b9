namespace SaaSGate.ControlPlane.Federation;

/// <summary>What an identity provider said when it was asked now.</summary>
/// <param name="Problem">What is wrong, in words; null when all is well.</param>
/// <param name="AuthorizationEndpoint">Where people are sent.</param>
/// <param name="Keys">How many keys it signs with.</param>
internal sealed record ProviderTest(string? Problem, string? AuthorizationEndpoint, int Keys);
