using System.Runtime.InteropServices;
using System.Text;

namespace SaaSGate.Postgres.Search;

/// <summary>The different words of a batch's documents, each kept once: documents of one batch have most of them in common. For one thread.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly List<Entry> _words = [];
    private int[] _ranks = [];

    public Vocabulary() => _byText = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>How many words are known.</summary>
    public int Count => _words.Count;

    /// <summary>A word by its number.</summary>
    public string this[int number] => _words[number].Text;

    /// <summary>A word's bytes (UTF-8).</summary>
    public ReadOnlySpan<byte> Bytes(int number) => _words[number].Bytes;

    /// <summary>A word's number: one that is new gets the next.</summary>
    public int NumberOf(ReadOnlySpan<char> word)
    {
        if (_byText.TryGetValue(word, out var number))
            return number;
        var text = word.ToString();
        _numbers.Add(text, number = _words.Count);
        _words.Add(new() { Text = text, Bytes = Encoding.UTF8.GetBytes(text), IsStopWord = StopWords.Contains(text) });
        return number;
    }

    /// <summary>Whether a word tells no text from another.</summary>
    public bool IsStopWord(int number) => _words[number].IsStopWord;

    /// <summary>A document's own number of a word, kept with it as long as that document is the last that asks; -1 when it has none.</summary>
    public ref int OwnNumber(int number, SearchDocument document)
    {
        ref var word = ref CollectionsMarshal.AsSpan(_words)[number];
        if (word.Asker != document)
            (word.Asker, word.OwnNumber) = (document, -1);
        return ref word.OwnNumber;
    }

    /// <summary>The place of each word in PostgreSQL's order, which is that of its bytes.</summary>
    public ReadOnlySpan<int> Ranks()
    {
        if (_ranks.Length != Count)
        {
            var order = Enumerable.Range(0, Count).ToArray();
            Array.Sort(order, (one, other) => Bytes(one).SequenceCompareTo(Bytes(other)));
            _ranks = new int[Count];
            for (var i = 0; i < order.Length; i++)
                _ranks[order[i]] = i;
        }

        return _ranks;
    }

    private struct Entry
    {
        public required string Text;
        public required byte[] Bytes;
        public required bool IsStopWord;
        public SearchDocument? Asker;
        public int OwnNumber;
    }
}
