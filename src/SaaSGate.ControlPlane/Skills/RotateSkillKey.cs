namespace SaaSGate.ControlPlane.Skills;

/// <summary>A key that is to take the place of another.</summary>
/// <param name="ExpiresInDays">1 to 90.</param>
/// <param name="OverlapHours">How long the old one works still: 0 to 168.</param>
internal sealed record RotateSkillKey(int ExpiresInDays, int OverlapHours = 24);
