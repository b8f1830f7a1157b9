namespace SaaSGate.ControlPlane.Notifications;

/// <summary>What came of a test of a channel.</summary>
/// <param name="Error">What went wrong; null when it was taken.</param>
internal sealed record ChannelTest(string? Error);
