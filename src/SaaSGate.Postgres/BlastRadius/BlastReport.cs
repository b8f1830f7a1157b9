namespace SaaSGate.Postgres.BlastRadius;

/// <summary>What was touched, by whom, and where it went.</summary>
public sealed record BlastReport
{
    /// <summary>From when on.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when, not itself included.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Exchanges in that time.</summary>
    public required int Exchanges { get; init; }

    /// <summary>Sessions that they belong to.</summary>
    public required int Sessions { get; init; }

    /// <summary>Bytes of requests and responses.</summary>
    public required long Bytes { get; init; }

    /// <summary>Tokens in and out, as Claude counted them.</summary>
    public required long Tokens { get; init; }

    /// <summary>Skills, the busiest first; at most 50. So are the lists that follow.</summary>
    public required IReadOnlyList<BlastSkill> Skills { get; init; }

    /// <summary>Personal values, by type.</summary>
    public required IReadOnlyList<BlastValues> Values { get; init; }

    /// <summary>Hosts that answers named, or sent tools to.</summary>
    public required IReadOnlyList<BlastDestination> Destinations { get; init; }

    /// <summary>Tools that answers called.</summary>
    public required IReadOnlyList<BlastCount> Tools { get; init; }

    /// <summary>Models that were asked.</summary>
    public required IReadOnlyList<BlastCount> Models { get; init; }

    /// <summary>Who decided what.</summary>
    public required IReadOnlyList<BlastDecision> Decisions { get; init; }

    /// <summary>Seconds between two steps of volume.</summary>
    public required int StepSeconds { get; init; }

    /// <summary>Volume over time; steps without exchanges are left out.</summary>
    public required IReadOnlyList<BlastStep> Volume { get; init; }

    /// <summary>Which skill saw how many values of which type.</summary>
    public required IReadOnlyList<BlastFlow> Seen { get; init; }

    /// <summary>In how many sessions values of a type were seen, and a host named at that time or later.</summary>
    public required IReadOnlyList<BlastFlow> Sent { get; init; }
}
