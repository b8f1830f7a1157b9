using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Evidence;

/// <summary>What is anywhere in <see cref="EvidenceFiles.Records"/>, read before the chains are followed: what seems missing may stand elsewhere, or be deleted by a later record.</summary>
internal sealed class RecordIndex
{
    private static readonly SessionDeletions Nothing = new();

    private readonly HashSet<(string Session, long Sequence)> _places = [];
    private readonly HashSet<string> _ended = [];
    private readonly Dictionary<string, SessionDeletions> _deletions = [];

    public List<EvidenceDeletion> Deletions { get; } = [];

    public void Add(RecordLine line)
    {
        _places.Add((line.SessionId, line.Sequence));
        if (line.Kind == ChainRecord.ExchangeKind)
            _ended.Add(line.Exchange!);
        if (line.Kind != ChainRecord.DeletionKind)
            return;
        try
        {
            Deletions.Add(SessionDeletions.Describe(line));
            if (!_deletions.TryGetValue(line.SessionId, out var deletions))
                _deletions[line.SessionId] = deletions = new();
            deletions.Add(line.Record);
        }
        catch (Exception malformed) when (malformed is FormatException or KeyNotFoundException or InvalidOperationException)
        {
            // It deletes nothing; what it does not explain is then missing.
        }
    }

    public bool Has(string session, long sequence) => _places.Contains((session, sequence));

    public bool HasEnded(string exchange) => _ended.Contains(exchange);

    public SessionDeletions Of(string session) => _deletions.GetValueOrDefault(session, Nothing);
}
