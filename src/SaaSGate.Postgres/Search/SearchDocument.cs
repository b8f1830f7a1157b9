using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SaaSGate.Postgres.Search;

/// <summary>
/// Gathers what is searched for of one exchange. Words become a tsvector: each once, with its places and their
/// weights. Beyond 16,383 words places are not told apart, and beyond half a megabyte of different words the rest is left out.
/// </summary>
internal sealed class SearchDocument : ITextSink
{
    private const int LastPlace = 16383, MostPlaces = 255, MostCharacters = 1 << 18, MostHosts = 32, MostTools = 32, LongestTag = 256, Gap = 4;
    private static readonly SearchValues<char> AfterHost = SearchValues.Create("/:?#\\\"'`<>()[]{} \n\r\t,;");
    private readonly Vocabulary _vocabulary;
    private readonly HashSet<string> _tags = new(StringComparer.Ordinal);
    private int _place, _characters, _bytes, _hosts, _tools;

    /// <summary>Begins to gather. Documents are gathered one after the other: the one before is closed.</summary>
    /// <param name="vocabulary">The words of the batch.</param>
    public SearchDocument(Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        vocabulary.Begin();
    }

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

    /// <summary>The different words of a closed document: their numbers in the vocabulary.</summary>
    public IReadOnlyList<int> DifferentWords { get; private set; } = [];

    /// <summary>The words of a closed document.</summary>
    public SearchVector Vector { get; private set; } = SearchVector.Empty;

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

    public void Text(ReadOnlySpan<char> text, TextPlace place)
    {
        if (place == TextPlace.ToolInput)
            Hosts(text);
        _place += Gap; // no phrase reaches from one text into the next
        Words.Of(text, (word, _, _) => Add(word, place));
    }

    /// <summary>
    /// Ends gathering, and makes the words' vector as PostgreSQL receives a tsvector: how many words, then each in its order, a zero byte, how many
    /// places, and those (weight in the two upper bits).
    /// </summary>
    public void Close()
    {
        // 1. The places of each word together.
        var words = CollectionsMarshal.AsSpan(_vocabulary.Different);
        var places = CollectionsMarshal.AsSpan(_vocabulary.Places);
        var room = ArrayPool<int>.Shared.Rent((words.Length * 2) + 1);
        var ends = room.AsSpan(0, words.Length + 1);
        var order = room.AsSpan(words.Length + 1, words.Length);
        ends.Clear();
        foreach (var (word, _) in places)
            ends[word + 1]++;
        for (var i = 1; i < ends.Length; i++)
            ends[i] += ends[i - 1];
        var sorted = ArrayPool<ushort>.Shared.Rent(places.Length);
        foreach (var (word, place) in places)
            sorted[ends[word]++] = place;

        // 2. The words in PostgreSQL's order, which is that of their bytes.
        var beginnings = ArrayPool<ulong>.Shared.Rent(words.Length);
        for (var i = 0; i < words.Length; i++)
            (beginnings[i], order[i]) = (_vocabulary.Beginning(words[i]), i);
        beginnings.AsSpan(0, words.Length).Sort(order);
        for (int from = 0, to = 1; from < words.Length; from = to++)
        {
            while (to < words.Length && beginnings[to] == beginnings[from])
                to++;
            if (to - from > 1)
                order[from..to].Sort((one, other) => BytesOf(one).SequenceCompareTo(BytesOf(other)));
        }

        // 3. Their bytes.
        var bytes = new byte[sizeof(int) + _bytes + (words.Length * 3) + (places.Length * sizeof(ushort))];
        BinaryPrimitives.WriteInt32BigEndian(bytes, words.Length);
        var next = sizeof(int);
        foreach (var word in order)
        {
            var text = BytesOf(word);
            text.CopyTo(bytes.AsSpan(next));
            next += text.Length + 1;
            var counted = next;
            next += sizeof(ushort);
            var count = Write(sorted.AsSpan((word == 0 ? 0 : ends[word - 1])..ends[word]), bytes, ref next);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(counted), count);
        }

        (Vector, DifferentWords) = (new(bytes.AsMemory(0, next)), words.ToArray());
        ArrayPool<int>.Shared.Return(room);
        ArrayPool<ushort>.Shared.Return(sorted);
        ArrayPool<ulong>.Shared.Return(beginnings);
    }

    private ReadOnlySpan<byte> BytesOf(int own) => _vocabulary.Bytes(_vocabulary.Different[own]);

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
        var word = _vocabulary.NumberOf(text);
        if (word == Vocabulary.StopWord)
            return;
        ref var own = ref _vocabulary.OwnOf(word);
        if (own.Number < 0)
        {
            if (_characters > MostCharacters)
                return;
            _characters += text.Length + 1;
            _bytes += _vocabulary.Bytes(word).Length;
            own.Number = _vocabulary.Different.Count;
            _vocabulary.Different.Add(word);
        }

        // Behind the last place that is told from others only a greater weight is news.
        var place = (ushort)(('D' - (int)kind << 14) | _place);
        if (_place == LastPlace && (own.Place & LastPlace) == LastPlace && place <= own.Place)
            return;
        own.Place = place;
        _vocabulary.Places.Add((own.Number, place));
    }

    /// <summary>Where tools are sent: the hosts of addresses.</summary>
    private void Hosts(ReadOnlySpan<char> text)
    {
        while (_hosts < MostHosts && text.IndexOf("://") is var at and >= 0)
        {
            text = text[(at + 3)..];
            var end = text.IndexOfAny(AfterHost);
            var host = end < 0 ? text : text[..end];
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
