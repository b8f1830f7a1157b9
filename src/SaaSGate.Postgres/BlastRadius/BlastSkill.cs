namespace SaaSGate.Postgres.BlastRadius;

/// <summary>A skill within a blast radius.</summary>
/// <param name="Id">The skill, <c>skl_…</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="OwnerName">Who owns it now.</param>
/// <param name="Exchanges">Its exchanges.</param>
/// <param name="Sessions">Its sessions.</param>
public sealed record BlastSkill(string Id, string Name, string OwnerName, int Exchanges, int Sessions);
