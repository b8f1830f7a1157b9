namespace SaaSGate.ControlPlane.Skills;

/// <summary>A key that is to be made for a skill.</summary>
/// <param name="ExpiresInDays">1 to 90.</param>
/// <param name="Networks">Where it may be used from, as CIDR (<c>203.0.113.0/24</c>); anywhere when absent.</param>
internal sealed record CreateSkillKey(int ExpiresInDays, IReadOnlyList<string>? Networks = null);
