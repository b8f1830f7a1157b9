namespace SaaSGate.Postgres.Organisations;

/// <summary>What of a role can be changed.</summary>
/// <param name="Description">What it is for.</param>
/// <param name="Permissions">What who has it may do, each once.</param>
public sealed record RoleDraft(string Description, IReadOnlyList<string> Permissions);
