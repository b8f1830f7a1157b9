namespace SaaSGate.Postgres.Exposure;

/// <summary>A session that saw a value.</summary>
public sealed record ExposedSession
{
    /// <summary>The session's id, <c>ses_…</c>.</summary>
    public required string SessionId { get; init; }

    /// <summary>First words of its first prompt, masked.</summary>
    public required string? Title { get; init; }

    /// <summary>The skill's id.</summary>
    public required string SkillId { get; init; }

    /// <summary>The skill's name when the session began.</summary>
    public required string SkillName { get; init; }

    /// <summary>Name of the person who owned the skill then.</summary>
    public required string OwnerName { get; init; }

    /// <summary>When the exchange began that saw it first.</summary>
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When the exchange began that saw it last.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>The exchange that saw it first, <c>exc_…</c>.</summary>
    public required string ExchangeId { get; init; }

    /// <summary>Where it stood: <c>request</c>, <c>response</c> or both.</summary>
    public required IReadOnlyList<string> Directions { get; init; }

    /// <summary>How often it was found; each turn sends the conversation again.</summary>
    public required int Findings { get; init; }

    /// <summary>How many exchanges saw it.</summary>
    public required int Exchanges { get; init; }

    /// <summary>What was decided about those: allow, mask, hold, block.</summary>
    public required IReadOnlyList<string> Decisions { get; init; }

    /// <summary>Hosts that tools were sent to in the session from then on.</summary>
    public required IReadOnlyList<string> Destinations { get; init; }
}
