namespace SaaSGate.Postgres.Recording;

/// <summary>Something that a skill used.</summary>
/// <param name="Organisation">Whose skill.</param>
/// <param name="SkillId">The skill.</param>
/// <param name="Kind">tool, call, destination or model.</param>
/// <param name="Value">Its name, masked.</param>
internal readonly record struct FirstUse(string Organisation, string SkillId, string Kind, string Value);
