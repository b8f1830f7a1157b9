namespace SaaSGate.ControlPlane.Organisations;

/// <summary>Somebody has opened the link of an invitation.</summary>
/// <param name="Token">What stands behind its #.</param>
internal sealed record FindInvitation(string Token);
