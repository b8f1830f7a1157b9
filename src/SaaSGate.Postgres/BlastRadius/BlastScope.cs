namespace SaaSGate.Postgres.BlastRadius;

/// <summary>Whose doings a blast radius is of; what is null does not narrow it.</summary>
/// <param name="SkillId">A skill.</param>
/// <param name="OwnerId">Who owned the skill then.</param>
/// <param name="KeyId">A credential of a skill.</param>
/// <param name="IncidentId">Sessions that an incident gathers.</param>
/// <param name="From">From when on.</param>
/// <param name="To">Until when, not itself included.</param>
public sealed record BlastScope(string? SkillId, string? OwnerId, string? KeyId, string? IncidentId, DateTimeOffset From, DateTimeOffset To);
