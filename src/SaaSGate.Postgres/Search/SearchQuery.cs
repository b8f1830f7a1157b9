namespace SaaSGate.Postgres.Search;

/// <summary>What is searched for.</summary>
public sealed record SearchQuery
{
    /// <summary>Words, phrases, beginnings, exclusions, as typed; null for any text.</summary>
    public string? Text { get; init; }

    /// <summary>The same, of what tools are called with.</summary>
    public string? ToolInput { get; init; }

    /// <summary>By kind (<c>skill</c>, <c>owner</c>, <c>label</c>, <c>model</c>, <c>tool</c>, <c>rule</c>, <c>finding</c>, <c>decision</c>, <c>outcome</c>, <c>host</c>): one of these is enough.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Tags { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Not earlier.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Earlier.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Request and response together, in bytes.</summary>
    public long? LeastBytes { get; init; }

    /// <inheritdoc cref="LeastBytes"/>
    public long? MostBytes { get; init; }

    /// <summary>Tokens in and out.</summary>
    public long? LeastTokens { get; init; }

    /// <inheritdoc cref="LeastTokens"/>
    public long? MostTokens { get; init; }

    /// <summary>What the tokens cost by the price list, in millionths of a US dollar.</summary>
    public long? LeastCost { get; init; }

    /// <inheritdoc cref="LeastCost"/>
    public long? MostCost { get; init; }
}
