using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SaaSGate.Postgres.Policies;

/// <summary>Why an exchange was decided as it was, from what its record says.</summary>
public sealed record ExchangeExplanation
{
    /// <summary>The exchange, <c>exc_…</c>.</summary>
    public required string ExchangeId { get; init; }

    /// <summary>Its session, <c>ses_…</c>.</summary>
    public required string SessionId { get; init; }

    /// <summary>What was decided.</summary>
    [AllowedValues("allow", "mask", "hold", "block", "lock")]
    public required string Decision { get; init; }

    /// <summary>The rule that decided; null where none matched.</summary>
    public required string? Rule { get; init; }

    /// <summary>The policy of that rule.</summary>
    public required string? PolicyId { get; init; }

    /// <summary>Its version.</summary>
    public required long? PolicyVersion { get; init; }

    /// <summary>One or two sentences: what matched, and why this one decided.</summary>
    [JsonRequired]
    public string Why { get; init; } = "";

    /// <summary>What was in force, in the order of merging; empty where the record does not tell.</summary>
    [JsonRequired]
    public IReadOnlyList<AppliedPolicy> Policies { get; init; } = [];

    /// <summary>Rules that matched, in the order in which they were asked.</summary>
    [JsonRequired]
    public IReadOnlyList<RuleMatchView> Matches { get; init; } = [];
}
