namespace SaaSGate.Postgres.BlastRadius;

/// <summary>A decision that was made.</summary>
/// <param name="Decision">allow, mask, hold or block; of what a person decided approved, denied and the like.</param>
/// <param name="Rule">The rule that said so; null where none did.</param>
/// <param name="DecidedByName">The person who decided a held request; null where no person did.</param>
/// <param name="Exchanges">About how many exchanges.</param>
public sealed record BlastDecision(string Decision, string? Rule, string? DecidedByName, int Exchanges);
