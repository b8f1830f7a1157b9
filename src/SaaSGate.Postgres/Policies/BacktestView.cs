using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Policies;

/// <summary>A version of a policy, run over recorded exchanges.</summary>
public sealed record BacktestView
{
    /// <summary>Its id, <c>bkt_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The policy, <c>pol_…</c>.</summary>
    public required string PolicyId { get; init; }

    /// <summary>The version that is tried in place of the one in force.</summary>
    public required long Version { get; init; }

    /// <summary>How many days back.</summary>
    public required int Days { get; init; }

    /// <summary>Exchanges that began from here are judged.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether it runs, has ended, and how.</summary>
    [AllowedValues("running", "done", "failed", "cancelled")]
    public required string State { get; init; }

    /// <summary>Exchanges to be judged.</summary>
    public required long Total { get; init; }

    /// <summary>Exchanges judged so far.</summary>
    public required long Judged { get; init; }

    /// <summary>Of these, those that would be decided more severely.</summary>
    public required long Stricter { get; init; }

    /// <summary>Those that would be decided less severely.</summary>
    public required long Milder { get; init; }

    /// <summary>Those that would be decided alike, by another rule.</summary>
    public required long Otherwise { get; init; }

    /// <summary>Those of which too little is left to judge.</summary>
    public required long Unread { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public required string? Message { get; init; }

    /// <summary>Who began it.</summary>
    public required string CreatedByName { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public required DateTimeOffset? EndedAt { get; init; }
}
