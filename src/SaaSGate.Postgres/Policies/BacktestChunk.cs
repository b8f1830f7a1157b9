using System.Runtime.InteropServices;

namespace SaaSGate.Postgres.Policies;

/// <summary>Some sessions' exchanges with all that they are made of.</summary>
public sealed class BacktestChunk
{
    private readonly Dictionary<(string Session, DateOnly Month, int Number), byte[]> _blocks = [];
    private readonly Dictionary<string, float> _scores = new(StringComparer.Ordinal);

    /// <summary>The last of the sessions: the next chunk begins behind it.</summary>
    public required string LastSession { get; init; }

    /// <summary>By session, and in it by time.</summary>
    public required IReadOnlyList<BacktestExchange> Exchanges { get; init; }

    /// <summary>How sure detectors were of the values that labels stand for.</summary>
    public IReadOnlyDictionary<string, float> Scores => _scores;

    /// <summary>A block of a session, as recorded; null where it is gone.</summary>
    public byte[]? Block(string session, DateOnly month, int number) => _blocks.GetValueOrDefault((session, month, number));

    internal void Add(string session, DateOnly month, int number, byte[] body) => _blocks[(session, month, number)] = body;

    internal void AddScore(string label, float score)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_scores, label, out _);
        known = Math.Max(known, score);
    }
}
