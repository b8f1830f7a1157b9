namespace SaaSGate.ControlPlane.Scim;

/// <summary>A token for the directory.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="ExpiresInDays">1 to 730.</param>
internal sealed record CreateDirectoryToken(string Name, int ExpiresInDays);
