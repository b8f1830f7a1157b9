namespace SaaSGate.ControlPlane.Identity;

/// <summary>A passkey of a person.</summary>
/// <param name="Id">Its credential id, base64url.</param>
/// <param name="Name">What the person calls it.</param>
/// <param name="CreatedAt">When it was added.</param>
internal sealed record OwnPasskey(string Id, string Name, DateTimeOffset CreatedAt);
