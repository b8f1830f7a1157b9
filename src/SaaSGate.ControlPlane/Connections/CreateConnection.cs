namespace SaaSGate.ControlPlane.Connections;

/// <summary>A Claude endpoint that is to be registered.</summary>
/// <param name="Name">Unique in the organisation.</param>
/// <param name="BaseUrl">Where Claude answers, such as https://api.anthropic.com.</param>
/// <param name="Credential">The API key; kept encrypted and never shown again.</param>
internal sealed record CreateConnection(string Name, string BaseUrl, string Credential);
