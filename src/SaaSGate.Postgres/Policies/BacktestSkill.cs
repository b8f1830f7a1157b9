namespace SaaSGate.Postgres.Policies;

/// <summary>A skill, as policies see it.</summary>
/// <param name="Id">Its id, <c>skl_…</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels of now.</param>
public sealed record BacktestSkill(string Id, string Name, IReadOnlyList<string> Labels);
