namespace SaaSGate.ControlPlane.Identity;

/// <summary>A person has shown who they are.</summary>
/// <param name="Until">Until when that counts for what asks for a fresh sign-in.</param>
internal sealed record SteppedUp(DateTimeOffset Until);
