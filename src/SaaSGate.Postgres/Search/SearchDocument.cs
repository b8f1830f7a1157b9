using System.Buffers;
using System.Buffers.Binary;

namespace SaaSGate.Postgres.Search;

/// <summary>
/// Gathers what is searched for of one exchange. Words become a tsvector: each once, with its places and their
/// weights. Beyond 16,383 words places are not told apart, and beyond half a megabyte of different words the rest is left out.
/// </summary>
/// <param name="vocabulary">The words of the batch; documents are gathered one after the other.</param>
internal sealed class SearchDocument(Vocabulary vocabulary) : ITextSink
{
    private const int LastPlace = 16383, MostPlaces = 255, MostCharacters = 1 << 18, MostHosts = 32, MostTools = 32, LongestTag = 256, Gap = 4;
    private static readonly SearchValues<char> AfterHost = SearchValues.Create("/:?#\\\"'`<>()[]{} \n\r\t,;");
    private readonly List<(int Word, int Place, TextPlace Kind)> _places = [];
    private readonly List<int> _words = [];
    private readonly HashSet<string> _tags = new(StringComparer.Ordinal);
    private int _place, _characters, _bytes, _hosts, _tools;

    public required string ExchangeId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required string SessionId { get; init; }

    public required string SkillId { get; init; }

    public long Bytes { get; set; }

    public long Tokens { get; set; }

    /// <summary>Millionths of a US dollar.</summary>
    public long Cost { get; set; }

    /// <summary>Numbers of the request's blocks whose words are here.</summary>
    public List<int> NewBlocks { get; } = [];

    public string[] Tags => [.. _tags];

    /// <summary>The different words: their numbers in the vocabulary.</summary>
    public IReadOnlyList<int> DifferentWords => _words;

    /// <summary>A fact: nothing when it is absent. Skills choose some of them, so only what an index takes stays: no control characters, and not more than 256 units.</summary>
    public void Tag(string kind, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        var plain = value.AsSpan().ContainsAnyInRange('\0', '\u001f') || value.Contains('\u007f', StringComparison.Ordinal) ? string.Concat(value.Where(unit => !char.IsControl(unit))) : value;
        if (plain.Length > LongestTag)
            plain = plain[..(char.IsHighSurrogate(plain[LongestTag - 1]) ? LongestTag - 1 : LongestTag)];
        if (plain.Length > 0)
            _tags.Add($"{kind}:{plain}");
    }

    public void Tool(string name)
    {
        if (_tools++ < MostTools)
            Tag("tool", name);
        Text(name, TextPlace.ToolInput);
    }

    public void Text(string text, TextPlace place)
    {
        if (place == TextPlace.ToolInput)
            Hosts(text);
        _place += Gap; // no phrase reaches from one text into the next
        Words.Of(text, (word, _, _) => Add(word, place));
    }

    /// <summary>As PostgreSQL receives a tsvector: how many words, then each in its order, a zero byte, how many places, and those (weight in the two upper bits).</summary>
    public SearchVector Vector()
    {
        // 1. The places of each word together, and the words in PostgreSQL's order.
        var starts = new int[_words.Count + 1];
        foreach (var (word, _, _) in _places)
            starts[word + 1]++;
        for (var i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];
        var (sorted, next) = (new ushort[_places.Count], starts[..^1]);
        foreach (var (word, place, kind) in _places)
            sorted[next[word]++] = (ushort)(('D' - (int)kind << 14) | place);
        var ranks = vocabulary.Ranks();
        var (keys, order) = (new int[_words.Count], new int[_words.Count]);
        for (var i = 0; i < order.Length; i++)
            (keys[i], order[i]) = (ranks[_words[i]], i);
        Array.Sort(keys, order);

        // 2. Their bytes.
        var bytes = new byte[sizeof(int) + _bytes + (_words.Count * 3) + (_places.Count * sizeof(ushort))];
        BinaryPrimitives.WriteInt32BigEndian(bytes, _words.Count);
        var at = sizeof(int);
        foreach (var word in order)
        {
            var text = vocabulary.Bytes(_words[word]);
            text.CopyTo(bytes.AsSpan(at));
            at += text.Length + 1;
            var counted = at;
            at += sizeof(ushort);
            var count = Write(sorted.AsSpan(starts[word]..starts[word + 1]), bytes, ref at);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(counted), count);
        }

        return new(bytes.AsMemory(0, at));
    }

    /// <summary>Writes a word's places, each once. Those that are not told apart are one, of the greatest weight.</summary>
    private static ushort Write(ReadOnlySpan<ushort> places, byte[] bytes, ref int at)
    {
        var count = 0;
        for (var i = 0; i < places.Length && count < MostPlaces; count++, at += sizeof(ushort))
        {
            var place = places[i++];
            if ((place & LastPlace) == LastPlace)
                for (; i < places.Length; i++)
                    place = Math.Max(place, places[i]);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), place);
        }

        return (ushort)count;
    }

    private void Add(ReadOnlySpan<char> text, TextPlace kind)
    {
        _place = Math.Min(_place + 1, LastPlace);
        var word = vocabulary.NumberOf(text);
        if (vocabulary.IsStopWord(word))
            return;
        ref var own = ref vocabulary.OwnNumber(word, this);
        if (own < 0)
        {
            if (_characters > MostCharacters)
                return;
            _characters += text.Length + 1;
            _bytes += vocabulary.Bytes(word).Length;
            own = _words.Count;
            _words.Add(word);
        }

        _places.Add((own, _place, kind));
    }

    /// <summary>Where tools are sent: the hosts of addresses.</summary>
    private void Hosts(string text)
    {
        for (var at = text.IndexOf("://", StringComparison.Ordinal); at >= 0 && _hosts < MostHosts; at = text.IndexOf("://", at, StringComparison.Ordinal))
        {
            at += 3;
            var rest = text.AsSpan(at);
            var end = rest.IndexOfAny(AfterHost);
            var host = end < 0 ? rest : rest[..end];
            if (host.LastIndexOf('@') is var user and >= 0)
                host = host[(user + 1)..];
            if (host.Length is > 0 and <= 253)
            {
                Tag("host", host.ToString().ToLowerInvariant());
                _hosts++;
            }
        }
    }
}
