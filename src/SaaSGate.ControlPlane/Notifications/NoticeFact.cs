namespace SaaSGate.ControlPlane.Notifications;

/// <summary>A line of a notice.</summary>
/// <param name="Name">What.</param>
/// <param name="Value">Its value, fit to leave.</param>
internal sealed record NoticeFact(string Name, string Value);
