using SaaSGate.Contracts.Recording;

namespace SaaSGate.Postgres.Evidence;

/// <summary>What was sent and answered in an exchange, masked.</summary>
public sealed record ProvenContent
{
    /// <summary>The exchange.</summary>
    public required string ExchangeId { get; init; }

    /// <summary>Its salts.</summary>
    public required ExchangeSalts Salts { get; init; }

    /// <summary>The request without its blocks; null where bodies were deleted.</summary>
    public required byte[]? Skeleton { get; init; }

    /// <summary>The request's blocks.</summary>
    public required IReadOnlyList<ProvenBlock> Blocks { get; init; }

    /// <summary>The response; null while the exchange is open.</summary>
    public required byte[]? Response { get; init; }

    /// <summary>When its pieces came.</summary>
    public required byte[]? Timing { get; init; }

    /// <summary>Content type of the response.</summary>
    public required string? ResponseContentType { get; init; }

    /// <summary>What was found in the request.</summary>
    public required IReadOnlyList<RecordedFinding> RequestFindings { get; init; }

    /// <summary>What was found in the response.</summary>
    public required IReadOnlyList<RecordedFinding> ResponseFindings { get; init; }
}
