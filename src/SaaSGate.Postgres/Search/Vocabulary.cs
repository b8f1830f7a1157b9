using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace SaaSGate.Postgres.Search;

/// <summary>
/// The different words of documents, each kept once, and room to gather one document after the other: documents have most of their words in common.
/// It goes from batch to batch (see <see cref="Vocabularies"/>). For one thread.
/// </summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly List<Entry> _words = [];
    private int _document;

    public Vocabulary() => _byText = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>How many words are known.</summary>
    public int Count => _words.Count;

    /// <summary>Where the words of the present document stand: each its own number in the document, place and weight. Few more than places are told apart, however long it is.</summary>
    public List<(int Word, ushort Place)> Places { get; } = [];

    /// <summary>The different words of the present document: their numbers here.</summary>
    public List<int> Different { get; } = [];

    /// <summary>A word by its number.</summary>
    public string this[int number] => _words[number].Text;

    /// <summary>A word's bytes (UTF-8).</summary>
    public ReadOnlySpan<byte> Bytes(int number) => _words[number].Bytes;

    /// <summary>The first eight of a word's bytes, so that their order is that of the words, as far as these tell them apart.</summary>
    public ulong Beginning(int number) => _words[number].Beginning;

    /// <summary>Begins the next document.</summary>
    public void Begin()
    {
        _document++;
        Places.Clear();
        Different.Clear();
    }

    /// <summary>A word's number: one that is new gets the next.</summary>
    public int NumberOf(ReadOnlySpan<char> word)
    {
        if (_byText.TryGetValue(word, out var number))
            return number;
        var text = word.ToString();
        _numbers.Add(text, number = _words.Count);
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> beginning = stackalloc byte[sizeof(ulong)];
        beginning.Clear();
        bytes.AsSpan(0, Math.Min(bytes.Length, sizeof(ulong))).CopyTo(beginning);
        _words.Add(new() { Text = text, Bytes = bytes, Beginning = BinaryPrimitives.ReadUInt64BigEndian(beginning), IsStopWord = StopWords.Contains(text) });
        return number;
    }

    /// <summary>Whether a word tells no text from another.</summary>
    public bool IsStopWord(int number) => _words[number].IsStopWord;

    /// <summary>What the present document knows of a word; its number is -1 when it has none yet.</summary>
    public ref Own OwnOf(int number)
    {
        ref var word = ref CollectionsMarshal.AsSpan(_words)[number];
        if (word.Document != _document)
            (word.Document, word.Own) = (_document, new() { Number = -1 });
        return ref word.Own;
    }

    /// <summary>A word in a document.</summary>
    public struct Own
    {
        /// <summary>Its number there.</summary>
        public int Number;

        /// <summary>Where it stood last, with the weight.</summary>
        public ushort Place;
    }

    private struct Entry
    {
        public required string Text;
        public required byte[] Bytes;
        public required ulong Beginning;
        public required bool IsStopWord;
        public int Document;
        public Own Own;
    }
}
