namespace SaaSGate.Inspection.Policies;

/// <summary>
/// What rules ask that is not in the body. What is missing here cannot be answered: then the condition counts as met, so that
/// nothing passes because somebody forgot to say; only for rules that allow it counts as not met.
/// </summary>
public sealed record RequestFacts
{
    /// <summary>Nothing is known.</summary>
    public static RequestFacts None { get; } = new();

    /// <summary>Id of the skill (<c>skl_…</c>); an inspector knows it itself.</summary>
    public string? SkillId { get; init; }

    /// <summary>Name of the skill, by which exceptions may name it.</summary>
    public string? SkillName { get; init; }

    /// <summary>Labels of the skill.</summary>
    public IReadOnlyList<string>? SkillLabels { get; init; }

    /// <summary>When the request came.</summary>
    public DateTimeOffset? UtcNow { get; init; }

    /// <summary>Which door it came through. Of a request the body's family counts; a tool call has none of its own.</summary>
    public EndpointFamily? Endpoint { get; init; }

    /// <summary>The model of the request that a tool call answers. Of a request the body's own counts.</summary>
    public string? Model { get; init; }

    /// <summary>What the skill has used before. With it, an inspection tells what is new, whether a rule asks or not.</summary>
    public ISeenThings? Seen { get; init; }
}
