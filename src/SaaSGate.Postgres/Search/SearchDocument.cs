using System.Buffers;
using System.Globalization;
using System.Text;

namespace SaaSGate.Postgres.Search;

/// <summary>
/// Gathers what is searched for of one exchange. Words become the text of a tsvector: each once, with its places and their
/// weights. Beyond 16,383 words places are not told apart, and beyond half a megabyte of different words the rest is left out.
/// </summary>
internal sealed class SearchDocument : ITextSink
{
    private const int LastPlace = 16383, MostPlaces = 255, MostCharacters = 1 << 18, MostHosts = 32, MostTools = 32, Gap = 4;
    private static readonly SearchValues<char> AfterHost = SearchValues.Create("/:?#\\\"'`<>()[]{} \n\r\t,;");
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly List<(int Word, int Place, TextPlace Kind)> _places = [];
    private readonly List<string> _words = [];
    private readonly HashSet<string> _tags = new(StringComparer.Ordinal);
    private int _place, _characters, _hosts, _tools;

    public SearchDocument() => _byText = _known.GetAlternateLookup<ReadOnlySpan<char>>();

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

    /// <summary>The different words.</summary>
    public IReadOnlyList<string> DifferentWords => _words;

    /// <summary>A fact: nothing when it is absent.</summary>
    public void Tag(string kind, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            _tags.Add($"{kind}:{value}");
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

    /// <summary>As PostgreSQL reads a tsvector, in its order. The words are letters and digits alone, so nothing needs quoting.</summary>
    public string Vector()
    {
        var starts = new int[_words.Count + 1];
        foreach (var (word, _, _) in _places)
            starts[word + 1]++;
        for (var i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];
        var (sorted, next) = (new (int Place, TextPlace Kind)[_places.Count], starts[..^1]);
        foreach (var (word, place, kind) in _places)
            sorted[next[word]++] = (place, kind);
        var (words, order) = (_words.ToArray(), Enumerable.Range(0, _words.Count).ToArray());
        Array.Sort(words, order, StringComparer.Ordinal);
        var text = new StringBuilder(_characters + (_places.Count * 5));
        for (var at = 0; at < order.Length; at++)
        {
            var word = order[at];
            text.Append(words[at]);
            var last = Math.Min(starts[word + 1], starts[word] + MostPlaces);
            for (var i = starts[word]; i < last; i++)
            {
                text.Append(i == starts[word] ? ':' : ',').Append(CultureInfo.InvariantCulture, $"{sorted[i].Place}");
                if (sorted[i].Kind != TextPlace.Thought)
                    text.Append((char)sorted[i].Kind);
            }

            text.Append(' ');
        }

        return text.ToString();
    }

    private void Add(ReadOnlySpan<char> word, TextPlace kind)
    {
        _place = Math.Min(_place + 1, LastPlace);
        if (StopWords.Contains(word))
            return;
        if (!_byText.TryGetValue(word, out var known))
        {
            if (_characters > MostCharacters)
                return;
            _characters += word.Length + 1;
            known = _words.Count;
            _words.Add(word.ToString());
            _byText[word] = known;
        }

        _places.Add((known, _place, kind));
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
