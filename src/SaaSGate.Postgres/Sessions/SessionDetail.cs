namespace SaaSGate.Postgres.Sessions;

/// <summary>One run of a skill with all of its exchanges.</summary>
public sealed record SessionDetail : SessionSummary
{
    /// <summary>The person who owned the skill then.</summary>
    public required string OwnerUserId { get; init; }

    /// <summary>The person who owns the skill now.</summary>
    public required NamedReference OwnerNow { get; init; }

    /// <summary>Name of the skill's connection.</summary>
    public required string ConnectionName { get; init; }

    /// <summary>The region whose gateway served the session.</summary>
    public required string? RegionId { get; init; }

    /// <summary>The gateway that served the last exchange.</summary>
    public required string? GatewayId { get; init; }

    /// <summary>Every exchange, oldest first.</summary>
    public required IReadOnlyList<ExchangeSummary> ExchangesList { get; init; }
}
