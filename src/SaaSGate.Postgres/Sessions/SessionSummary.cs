namespace SaaSGate.Postgres.Sessions;

/// <summary>One run of a skill, as a list shows it.</summary>
public record SessionSummary
{
    /// <summary>The session's id, <c>ses_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The skill's id.</summary>
    public required string SkillId { get; init; }

    /// <summary>The skill's name when the session began.</summary>
    public required string SkillName { get; init; }

    /// <summary>Name of the person who owned the skill then.</summary>
    public required string OwnerName { get; init; }

    /// <summary>The name that the skill gave the session, if it did.</summary>
    public required string? Name { get; init; }

    /// <summary>First words of the first prompt, masked.</summary>
    public required string? Title { get; init; }

    /// <summary>When the first exchange began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When something last happened.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>Whether an exchange is open now.</summary>
    public required bool Live { get; init; }

    /// <summary>Exchanges so far.</summary>
    public required int Exchanges { get; init; }

    /// <summary>Findings so far.</summary>
    public required int Findings { get; init; }

    /// <summary>Tokens sent to Claude, as Claude counted them.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Tokens that Claude answered.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>The model asked for last.</summary>
    public required string? Model { get; init; }

    /// <summary>Decision on the last exchange: allow, mask, hold or block.</summary>
    public required string? LastDecision { get; init; }

    /// <summary>Outcome of the last exchange; null while it is open.</summary>
    public required string? LastOutcome { get; init; }
}
