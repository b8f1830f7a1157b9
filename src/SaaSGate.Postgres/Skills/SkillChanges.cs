namespace SaaSGate.Postgres.Skills;

/// <summary>What of a skill is to change; null stays.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Labels">Labels by which policies choose it.</param>
/// <param name="OwnerUserId">Who answers for it.</param>
public sealed record SkillChanges(string? Purpose, IReadOnlyList<string>? Labels, string? OwnerUserId);
