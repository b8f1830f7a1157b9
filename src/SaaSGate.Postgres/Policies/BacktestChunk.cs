namespace SaaSGate.Postgres.Policies;

/// <summary>Some sessions' exchanges with all that they are made of.</summary>
public sealed class BacktestChunk
{
    private readonly Dictionary<(string Session, DateOnly Month, int Number), byte[]> _blocks = [];
    private readonly Dictionary<string, List<BacktestFinding>> _findings = new(StringComparer.Ordinal);

    /// <summary>The last of the sessions: the next chunk begins behind it.</summary>
    public required string LastSession { get; init; }

    /// <summary>By session, and in it by time.</summary>
    public required IReadOnlyList<BacktestExchange> Exchanges { get; init; }

    /// <summary>A block of a session, as recorded; null where it is gone.</summary>
    public byte[]? Block(string session, DateOnly month, int number) => _blocks.GetValueOrDefault((session, month, number));

    /// <summary>What was found in the request of an exchange, in order.</summary>
    public IReadOnlyList<BacktestFinding> Findings(string exchange) => _findings.GetValueOrDefault(exchange) ?? [];

    internal void Add(string session, DateOnly month, int number, byte[] body) => _blocks[(session, month, number)] = body;

    internal void Add(BacktestFinding finding)
    {
        if (!_findings.TryGetValue(finding.ExchangeId, out var known))
            _findings[finding.ExchangeId] = known = [];
        known.Add(finding);
    }
}
