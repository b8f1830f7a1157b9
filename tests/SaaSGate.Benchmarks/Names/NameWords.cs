using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Detection.Names;

namespace SaaSGate.Benchmarks.Names;

/// <summary>Makes the lexicon: lists of names, and how words are written in the corpora.</summary>
internal sealed class NameWords
{
    /// <summary>What is known already, or is a name in small letters too.</summary>
    private const uint Settled = WordBits.Plain | WordBits.Joint | WordBits.CommonName | WordBits.UsCity | WordBits.City | WordBits.Country | WordBits.Street | WordBits.Date | WordBits.Title | WordBits.OrgWord;

    private const int LeastPlain = 3;
    private const double MostInName = 0.002, MostBeginning = 0.004;
    private readonly Dictionary<uint, uint> _bits = [];
    private readonly Dictionary<uint, Use> _uses = [];

    /// <summary>What is known, in an order that is always the same.</summary>
    public List<KeyValuePair<uint, ushort>> All => [.. _bits.Where(word => word.Value != 0).Select(word => new KeyValuePair<uint, ushort>(word.Key, (ushort)word.Value)).OrderBy(word => word.Key)];

    public static NameWords Of(NameCorpus corpus)
    {
        var words = new NameWords();
        words.AddList(WordBits.FirstName, corpus.List("first-names.phileas.txt"));
        words.AddList(WordBits.FirstName | WordBits.CommonName, corpus.List("first-names-female.stdlib.txt"));
        words.AddList(WordBits.FirstName | WordBits.CommonName, corpus.List("first-names-male.stdlib.txt"));
        words.AddList(WordBits.CommonName, corpus.List("well-known-names.redact-pii-light.json"));
        words.AddList(WordBits.Surname, corpus.List("surnames.phileas.txt"));
        words.AddList(WordBits.UsCity, corpus.List("cities-us.phileas.txt"));
        words.AddList(WordBits.UsCity, corpus.List("counties-us.phileas.txt"));
        words.AddOwnLists();
        foreach (var row in corpus.Rows.Where(row => !row.IsHeldBack))
            words.Count(row.Text, row.Spans);
        foreach (var text in corpus.PlainTexts())
            words.Count(text, []);
        words.Judge();
        words.AddSmall();
        words.JoinTitles();
        return words;
    }

    private void AddOwnLists()
    {
        using var stream = typeof(NameWords).Assembly.GetManifestResourceStream("words.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#') && line.Split(": ", 2) is [var name, var entries])
                AddList(Bit(name), entries.Split(", "));
    }

    /// <summary>
    /// Words of the language that the corpora have too seldom: written small they are part of no name. What stands in a list of names
    /// that people bear is left alone.
    /// </summary>
    private void AddSmall()
    {
        using var stream = typeof(NameWords).Assembly.GetManifestResourceStream("small.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#') && line.Split(": ", 2) is [var name, var entries])
                foreach (var word in entries.Split(", ").SelectMany(entry => Endings.Of(entry, name)))
                {
                    var hash = NameHash.Of(word);
                    var bits = _bits.GetValueOrDefault(hash);
                    if ((bits & Settled) == 0 && _uses.GetValueOrDefault(hash).InName == 0)
                        _bits[hash] = bits | WordBits.Plain | WordBits.SeenSmall | WordBits.OftenSmall;
                }
    }

    /// <summary>Words of job titles go on with one that has begun, however seldom the corpora have them.</summary>
    private void JoinTitles()
    {
        using var stream = typeof(NameWords).Assembly.GetManifestResourceStream("parts.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (line.Split(": ", 2) is ["Job" or "Field" or "Role", var entries])
                foreach (var token in Read(entries))
                    if (token.Shape == NameShape.Lower && (_bits.GetValueOrDefault(token.Word) & WordBits.Plain) != 0)
                        _bits[token.Word] = (_bits[token.Word] & ~WordBits.Plain) | WordBits.Joint;
    }

    private static uint Bit(string name) => name switch
    {
        "Country" => WordBits.Country,
        "City" => WordBits.City,
        "Nationality" => WordBits.Nationality,
        "OrgWord" => WordBits.OrgWord,
        "Street" => WordBits.Street,
        "Title" => WordBits.Title,
        "Company" => WordBits.Company,
        "Date" => WordBits.Date,
        _ => throw new InvalidDataException($"No list is called {name}."),
    };

    private void AddList(uint bit, IEnumerable<string> entries)
    {
        foreach (var entry in entries)
        {
            var tokens = Read(entry.Trim());
            if (tokens.Count is 0 or > 3)
                continue;
            var hash = tokens.Skip(1).Aggregate(tokens[0].Word, (before, token) => NameHash.Join(before, token.Word));
            _bits[hash] = _bits.GetValueOrDefault(hash) | bit;
        }
    }

    private void Count(string text, NameSpan[] spans)
    {
        var after = new NameToken();
        foreach (var token in Read(text))
        {
            var use = _uses.GetValueOrDefault(token.Word);
            var inside = Array.FindIndex(spans, span => NameTags.Types.Contains(span.Type) && token.Start < span.End && token.End > span.Start);
            if (token.Shape is NameShape.Lower or NameShape.Mark or NameShape.Stop)
                use = use with { Small = use.Small + 1, InName = use.InName + (inside >= 0 ? 1 : 0), Begins = use.Begins + (inside >= 0 && token.Start <= spans[inside].Start ? 1 : 0), IsMark = token.Shape != NameShape.Lower };
            else if (after.Shape is not (NameShape.Edge or NameShape.Stop or NameShape.NewLine))
                use = use with { Large = use.Large + 1 };
            _uses[token.Word] = use;
            after = token;
        }
    }

    private void Judge()
    {
        foreach (var (word, use) in _uses)
        {
            var bits = use.Small == 0 || use.IsMark ? 0 : use.Small >= 3 && use.Small > 2 * use.Large ? WordBits.SeenSmall | WordBits.OftenSmall
                : use.Small > use.Large ? WordBits.OftenSmall : WordBits.SeenSmall;
            if (use.Small >= (use.IsMark ? 1 : LeastPlain) && use.Begins <= use.Small * MostBeginning)
                bits |= use.InName <= use.Small * MostInName ? WordBits.Plain : WordBits.Joint;
            if (bits != 0)
                _bits[word] = _bits.GetValueOrDefault(word) | bits;
        }
    }

    private static List<NameToken> Read(string text)
    {
        var tokens = new List<NameToken>();
        var view = new TextView(text, final: true);
        for (var token = NameTokens.Read(ref view, 0, default); token.Shape != NameShape.Edge; token = NameTokens.Read(ref view, token.End, token))
            tokens.Add(token);
        return tokens;
    }

    private readonly record struct Use(int Small, int Large, int InName, int Begins, bool IsMark);
}
