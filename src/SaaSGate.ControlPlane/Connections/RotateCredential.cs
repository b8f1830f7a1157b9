namespace SaaSGate.ControlPlane.Connections;

/// <summary>A credential to use from now on. It is held against the upstream first.</summary>
/// <param name="Credential">The API key or token; kept encrypted and never shown again.</param>
/// <param name="Kind">api_key or oauth_token; api_key without it.</param>
/// <param name="DropOld">Whether the one before is forgotten at once, as after a leak; otherwise it is kept until told.</param>
internal sealed record RotateCredential(string Credential, string? Kind = null, bool DropOld = false);
