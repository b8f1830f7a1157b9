using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace SaaSGate.Postgres.Sessions;

/// <summary>One request and what became of it.</summary>
public record ExchangeSummary
{
    /// <summary>The exchange's id, <c>exc_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>When the request was recorded.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it is open.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether it is open now.</summary>
    public required bool Live { get; init; }

    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Path at Claude.</summary>
    public required string Path { get; init; }

    /// <summary>The model asked for.</summary>
    public required string? Model { get; init; }

    /// <summary>Whether a stream was asked for.</summary>
    public required bool Streaming { get; init; }

    /// <summary>HTTP status that the skill got; null before the answer began.</summary>
    public required int? Status { get; init; }

    /// <summary>allow, mask, hold or block.</summary>
    [AllowedValues("allow", "mask", "hold", "block")]
    public required string Decision { get; init; }

    /// <summary>The rule that decided.</summary>
    public required string? Rule { get; init; }

    /// <summary>The rule's severity.</summary>
    public required string? Severity { get; init; }

    /// <summary>The version of the policy that decided.</summary>
    public required long? PolicyVersion { get; init; }

    /// <summary>The approval that it waited for, if any.</summary>
    public required string? ApprovalId { get; init; }

    /// <summary>The exchange whose conversation this one goes on; null where it begins one. Two with the same one are a fork.</summary>
    public required string? ParentId { get; init; }

    /// <summary>How it ended; null while it is open.</summary>
    public required string? Outcome { get; init; }

    /// <summary>Code of the refusal, where there was one.</summary>
    public required string? Problem { get; init; }

    /// <summary>Claude's stop reason.</summary>
    public required string? StopReason { get; init; }

    /// <summary>Tokens sent, as Claude counted them.</summary>
    public required long? InputTokens { get; init; }

    /// <summary>Tokens answered.</summary>
    public required long? OutputTokens { get; init; }

    /// <summary>Size of the request as received, in bytes.</summary>
    public required long RequestBytes { get; init; }

    /// <summary>Size of the response as the skill got it, in bytes; null while it is open.</summary>
    public required long? ResponseBytes { get; init; }

    /// <summary>What was found in request and response.</summary>
    [JsonRequired]
    public IReadOnlyList<FindingView> Findings { get; init; } = [];

    /// <summary>Tool calls of the answer that were held or blocked, in order. They go with the bodies.</summary>
    [JsonRequired]
    public IReadOnlyList<WithheldCall> Withheld { get; init; } = [];
}
