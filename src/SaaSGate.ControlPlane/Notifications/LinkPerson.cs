namespace SaaSGate.ControlPlane.Notifications;

/// <summary>A person says who they are on the other side of a channel.</summary>
/// <param name="Ticket">What that side was given to open.</param>
internal sealed record LinkPerson(string Ticket);
