using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Search;

/// <summary>
/// Words that this process has seen committed to an organisation's list of a month, so that they are not written again.
/// Forgetting costs a needless write; when there are too many, all are forgotten.
/// </summary>
internal sealed class KnownWords
{
    private const int Most = 300_000, ShortestWord = 4, LongestWord = 24;
    private readonly Dictionary<(string Organisation, DateOnly Month), Known> _known = [];
    private readonly System.Threading.Lock _gate = new();
    private int _count, _lists;

    /// <summary>
    /// Those of the documents' words that are not known and that people could mean: letters alone, neither short nor as long as only machines
    /// write them. Sorted: every transaction writes them in one order, and none waits for another's in a circle.
    /// </summary>
    public List<(DateOnly Month, string Word)> New(Id<Organisation> organisation, IEnumerable<SearchDocument> documents, Vocabulary vocabulary)
    {
        var found = new List<(DateOnly Month, string Word)>();
        lock (_gate)
        {
            foreach (var month in documents.GroupBy(document => new DateOnly(document.StartedAt.UtcDateTime.Year, document.StartedAt.UtcDateTime.Month, 1)))
            {
                var (known, seen) = (_known.GetValueOrDefault((organisation.Value, month.Key)), new bool[vocabulary.Count]);
                foreach (var document in month)
                {
                    foreach (var number in document.DifferentWords)
                    {
                        if (seen[number] || vocabulary.KnownIn(number) == known?.Number)
                            continue;
                        seen[number] = true;
                        var word = vocabulary[number];
                        if (word.Length is < ShortestWord or > LongestWord || !IsLetters(word))
                            continue;
                        if (known?.Words.Contains(word) == true)
                            vocabulary.KnownIn(number) = known.Number;
                        else
                            found.Add((month.Key, word));
                    }
                }
            }
        }

        return [.. found.OrderBy(word => word.Month).ThenBy(word => word.Word, StringComparer.Ordinal)];
    }

    public void Add(Id<Organisation> organisation, IReadOnlyCollection<(DateOnly Month, string Word)> words)
    {
        lock (_gate)
        {
            if ((_count += words.Count) > Most)
            {
                _known.Clear();
                _count = words.Count;
            }

            foreach (var (month, word) in words)
            {
                if (!_known.TryGetValue((organisation.Value, month), out var known))
                    _known[(organisation.Value, month)] = known = new(++_lists);
                known.Words.Add(word);
            }
        }
    }

    private static bool IsLetters(string word)
    {
        foreach (var character in word)
            if (!char.IsLetter(character))
                return false;
        return true;
    }

    /// <summary>Words of one month of one organisation.</summary>
    /// <param name="Number">Of no other list; where words are gathered it is noted for those that were found here, which are many.</param>
    private sealed record Known(int Number)
    {
        public HashSet<string> Words { get; } = new(StringComparer.Ordinal);
    }
}
