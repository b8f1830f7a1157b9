namespace SaaSGate.Postgres.Search;

/// <summary>A search that a person keeps.</summary>
public sealed record SavedSearchView
{
    /// <summary>Its id, <c>sea_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>What is searched for, as in the address of the page, without the question mark.</summary>
    public required string Query { get; init; }

    /// <summary>Whether everyone of the organisation sees it.</summary>
    public required bool Shared { get; init; }

    /// <summary>Who made it.</summary>
    public required NamedReference User { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts changes; the ETag.</summary>
    public required long Version { get; init; }
}
