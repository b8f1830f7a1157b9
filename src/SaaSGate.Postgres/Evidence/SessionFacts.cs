namespace SaaSGate.Postgres.Evidence;

/// <summary>A session, for those who read the report.</summary>
/// <param name="SkillName">The skill's name then.</param>
/// <param name="OwnerName">Who owned it then.</param>
/// <param name="Name">The name that the skill gave it.</param>
/// <param name="Title">First words of the first prompt.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="LastAt">When something last happened.</param>
public sealed record SessionFacts(string SkillName, string OwnerName, string? Name, string? Title, DateTimeOffset StartedAt, DateTimeOffset LastAt);
