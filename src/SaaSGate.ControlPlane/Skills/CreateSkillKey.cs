namespace SaaSGate.ControlPlane.Skills;

/// <summary>A key that is to be made for a skill.</summary>
/// <param name="ExpiresInDays">1 to 90.</param>
internal sealed record CreateSkillKey(int ExpiresInDays);
