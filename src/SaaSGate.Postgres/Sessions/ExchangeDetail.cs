namespace SaaSGate.Postgres.Sessions;

/// <summary>One exchange with its recorded request.</summary>
public sealed record ExchangeDetail : ExchangeSummary
{
    /// <summary>The session that it belongs to.</summary>
    public required string SessionId { get; init; }

    /// <summary>The recorded request body as text, masked.</summary>
    public required string Request { get; init; }

    /// <summary>Content type of the response; null before it began.</summary>
    public required string? ResponseContentType { get; init; }
}
