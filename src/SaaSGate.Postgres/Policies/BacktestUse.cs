namespace SaaSGate.Postgres.Policies;

/// <summary>What a skill used, and when first.</summary>
/// <param name="SkillId">The skill.</param>
/// <param name="Kind"><c>tool</c>, <c>call</c>, <c>destination</c> or <c>model</c>.</param>
/// <param name="Value">Its name, masked.</param>
/// <param name="FirstAt">When it was used first.</param>
public sealed record BacktestUse(string SkillId, string Kind, string Value, DateTimeOffset FirstAt);
