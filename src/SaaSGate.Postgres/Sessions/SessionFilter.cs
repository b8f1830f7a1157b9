namespace SaaSGate.Postgres.Sessions;

/// <summary>Which sessions a list holds.</summary>
/// <param name="LiveOnly">Only those with an open exchange.</param>
/// <param name="SkillId">Only those of this skill; null for all.</param>
public sealed record SessionFilter(bool LiveOnly = false, string? SkillId = null);
