using System.Text.Json.Serialization;

namespace SaaSGate.Postgres.Search;

/// <summary>A turn that was found.</summary>
public sealed record SearchHit
{
    /// <summary>The exchange, <c>exc_…</c>.</summary>
    public required string ExchangeId { get; init; }

    /// <summary>Its session, <c>ses_…</c>.</summary>
    public required string SessionId { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>First words of the session, masked.</summary>
    public required string? SessionTitle { get; init; }

    /// <summary>The name that the skill gave the session.</summary>
    public required string? SessionName { get; init; }

    /// <summary>Exchanges of the session.</summary>
    public required int SessionExchanges { get; init; }

    /// <summary>The skill's id.</summary>
    public required string SkillId { get; init; }

    /// <summary>The skill's name then.</summary>
    public required string SkillName { get; init; }

    /// <summary>Name of the person who owned the skill then.</summary>
    public required string OwnerName { get; init; }

    /// <summary>The model asked for.</summary>
    public required string? Model { get; init; }

    /// <summary>allow, mask, hold or block.</summary>
    public required string Decision { get; init; }

    /// <summary>The rule that decided.</summary>
    public required string? Rule { get; init; }

    /// <summary>How it ended; null while it is open.</summary>
    public required string? Outcome { get; init; }

    /// <summary>Request and response together, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Tokens in and out.</summary>
    public required long Tokens { get; init; }

    /// <summary>What the tokens cost by the price list, in millionths of a US dollar; 0 where the model's price is not known.</summary>
    public required long Cost { get; init; }

    /// <summary>Types of what was found in it.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>Tools that Claude called in it.</summary>
    public required IReadOnlyList<string> Tools { get; init; }

    /// <summary>Where the snippet stands: <c>tool_input</c>, <c>answer</c>, <c>given</c> or <c>thought</c>; null when there is none.</summary>
    [JsonRequired]
    public string? Place { get; init; }

    /// <summary>Some of its text around what was looked for.</summary>
    [JsonRequired]
    public IReadOnlyList<SnippetPart> Snippet { get; init; } = [];
}
