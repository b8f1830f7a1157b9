namespace SaaSGate.ControlPlane.Notifications;

/// <summary>A person is nobody on the other side of a channel any more.</summary>
/// <param name="ChannelId">The channel.</param>
internal sealed record EndLink(string ChannelId);
