namespace SaaSGate.ControlPlane.Skills;

/// <summary>What of a skill is to change; absent fields stay.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Labels">Labels by which policies choose it.</param>
/// <param name="OwnerUserId">Who answers for it.</param>
internal sealed record UpdateSkill(string? Purpose = null, IReadOnlyList<string>? Labels = null, string? OwnerUserId = null);
