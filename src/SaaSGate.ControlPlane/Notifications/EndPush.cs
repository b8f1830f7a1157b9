namespace SaaSGate.ControlPlane.Notifications;

/// <summary>A browser that is told no longer.</summary>
/// <param name="Endpoint">What it subscribed with.</param>
internal sealed record EndPush(string Endpoint);
