namespace SaaSGate.Postgres.Policies;

/// <summary>What scopes and exceptions of policies ask of a skill.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels.</param>
public sealed record PolicySkill(string Name, IReadOnlyList<string> Labels);
