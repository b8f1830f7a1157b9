using System.Collections.Concurrent;

namespace SaaSGate.Postgres.Search;

/// <summary>
/// Vocabularies that wait for their next batch, no more than were ever used at the same time. One that has grown large is let go: what one skill sends once
/// would take its room for ever.
/// </summary>
internal sealed class Vocabularies
{
    private const int MostWords = 50_000;
    private readonly ConcurrentBag<Vocabulary> _waiting = [];

    public Vocabulary Take() => _waiting.TryTake(out var vocabulary) ? vocabulary : new();

    /// <summary>Takes one back. No document that was gathered with it asks for its words any more.</summary>
    public void Return(Vocabulary vocabulary)
    {
        if (vocabulary.Count <= MostWords)
            _waiting.Add(vocabulary);
    }
}
