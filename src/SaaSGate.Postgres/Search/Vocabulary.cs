using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.Postgres.Search;

/// <summary>
/// The different words of documents, each kept once, and room to gather one document after the other: documents have most of their words in common.
/// It goes from batch to batch (see <see cref="Vocabularies"/>). For one thread.
/// </summary>
internal sealed class Vocabulary
{
    /// <summary>The number of words that tell no text from another.</summary>
    public const int StopWord = -1;

    private const int FirstSlots = 1024;
    private readonly Dictionary<string, int> _others = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly List<Entry> _words = [];
    private readonly List<Own> _own = []; // apart from the rest: looked at for each word of a text
    private readonly List<int> _knownIn = [];

    // Open addressing. Whoever chooses words cannot choose them so that they share a slot: the factor, which is odd, is of chance.
    private readonly ulong _spread = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
    private (ulong Letters, int Number)[] _short = new (ulong, int)[FirstSlots];
    private int _shorts, _document;

    public Vocabulary() => _byText = _others.GetAlternateLookup<ReadOnlySpan<char>>();

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

    /// <summary>
    /// A word's number: one that is new gets the next, and words that tell no text from another have <see cref="StopWord"/>. Most words are short: their
    /// letters are one number, and no text is compared.
    /// </summary>
    public int NumberOf(ReadOnlySpan<char> word)
    {
        int number;
        if (LettersOf(word) is not (> 0 and var letters))
        {
            if (!_byText.TryGetValue(word, out number))
                _others.Add(word.ToString(), number = Add(word));
            return number;
        }

        ref var slot = ref SlotOf(letters);
        if (slot.Letters == letters)
            return slot.Number;
        slot = (letters, number = Add(word));
        if (++_shorts * 2 > _short.Length)
            Widen();
        return number;
    }

    /// <summary>What the present document knows of a word; its number is -1 when it has none yet.</summary>
    public ref Own OwnOf(int number)
    {
        ref var own = ref CollectionsMarshal.AsSpan(_own)[number];
        if (own.Document != _document)
            own = new() { Document = _document, Number = -1 };
        return ref own;
    }

    /// <summary>Of which list of known words this one was seen in last (see <see cref="KnownWords"/>), or 0.</summary>
    public ref int KnownIn(int number) => ref CollectionsMarshal.AsSpan(_knownIn)[number];

    /// <summary>Up to eight ASCII letters and digits as one number; 0 for any other word.</summary>
    private static ulong LettersOf(ReadOnlySpan<char> word)
    {
        if (word.Length > sizeof(ulong))
            return 0;
        var (letters, all) = (0UL, 0);
        foreach (var letter in word)
            (letters, all) = ((letters << 8) | letter, all | letter);
        return all < 0x80 ? letters : 0;
    }

    /// <summary>Where a short word is, or would be.</summary>
    private ref (ulong Letters, int Number) SlotOf(ulong letters)
    {
        var at = (int)((letters * _spread) >> (64 - BitOperations.Log2((uint)_short.Length)));
        while (_short[at].Letters != 0 && _short[at].Letters != letters)
            at = (at + 1) & (_short.Length - 1);
        return ref _short[at];
    }

    private void Widen()
    {
        var before = _short;
        _short = new (ulong, int)[before.Length * 2];
        foreach (var each in before)
            if (each.Letters != 0)
                SlotOf(each.Letters) = each;
    }

    private int Add(ReadOnlySpan<char> word)
    {
        if (StopWords.Contains(word))
            return StopWord;
        var text = word.ToString();
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> beginning = stackalloc byte[sizeof(ulong)];
        beginning.Clear();
        bytes.AsSpan(0, Math.Min(bytes.Length, sizeof(ulong))).CopyTo(beginning);
        _words.Add(new(text, bytes, BinaryPrimitives.ReadUInt64BigEndian(beginning)));
        _own.Add(default);
        _knownIn.Add(0);
        return _words.Count - 1;
    }

    /// <summary>A word in a document.</summary>
    public struct Own
    {
        /// <summary>Which document this is about.</summary>
        public int Document;

        /// <summary>Its number there.</summary>
        public int Number;

        /// <summary>Where it stood last, with the weight.</summary>
        public ushort Place;
    }

    private readonly record struct Entry(string Text, byte[] Bytes, ulong Beginning);
}
