namespace SaaSGate.ControlPlane.Skills;

/// <summary>Who stops or resumes a skill, and why.</summary>
/// <param name="Reason">For everyone who meets the lock later; not needed to resume.</param>
/// <param name="ActorId">Who.</param>
/// <param name="ActorName">Name of who.</param>
[GenerateSerializer, Immutable, Alias("skill-command")]
internal sealed record SkillCommand([property: Id(0)] string? Reason, [property: Id(1)] string ActorId, [property: Id(2)] string ActorName);
