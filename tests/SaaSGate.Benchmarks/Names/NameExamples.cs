using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Detection.Names;

namespace SaaSGate.Benchmarks.Names;

/// <summary>
/// Makes examples of texts with the same code that reads texts later. What a corpus does not mark is not known: there a token
/// may be part of a name of any type that the corpus leaves out.
/// </summary>
internal sealed class NameExamples(NameLexicon lexicon, NameCorpus corpus)
{
    /// <summary>What hardly occurs where it is not marked is taken as absent there, so that few examples do not spread.</summary>
    private static readonly string[] Rare = ["ADDRESS", "TITLE"];

    /// <summary>Shapes of names that the silver corpus leaves out too often.</summary>
    private static readonly NameShape[] Capitals = [NameShape.Capitalised, NameShape.Upper, NameShape.MixedCase, NameShape.Initial, NameShape.FourDigits];

    private static readonly uint AnyTag = (1u << NameTags.Count) - 1;
    private readonly List<string> _sources = [.. corpus.Types.Keys, NameTemplates.Source, SilverRows.Source];

    /// <summary>Segments of a text that can hold names.</summary>
    public IEnumerable<NameExample> Of(NameRow row)
    {
        var open = corpus.Types.TryGetValue(row.Source, out var marked) ? OpenTags(marked) : 0;
        var segment = new NameSegment(lexicon);
        segment.Reset();
        var examples = new List<NameExample>();
        var text = new TextView(row.Text, final: true);
        var (from, before) = (0, NameTags.Outside);
        Span<uint> features = stackalloc uint[NameFeatures.Max];
        while (segment.TryRead(ref text, ref from))
        {
            var count = segment.Count;
            var example = new NameExample(_sources.IndexOf(row.Source), before, new uint[count][], new int[count], new int[count], new uint[count], new uint[count]);
            for (var i = 0; i < count; i++)
            {
                var (length, own, around) = NameFeatures.Read(row.Text, segment, i, features);
                (example.Features[i], example.Own[i], example.Around[i]) = (features[..length].ToArray(), own, around);
                example.Allowed[i] = Allowed(row, segment[i], i == 0 ? before : Only(example.Allowed[i - 1]), open);
                example.Possible[i] = NameTags.Possible(segment[i]);
                example.Allowed[i] = (example.Allowed[i] & example.Possible[i]) is > 0 and var both ? both : example.Allowed[i];
                example.Possible[i] |= example.Allowed[i];
            }
            examples.Add(example);
            before = Only(example.Allowed[^1]);
            from = segment.Take(count);
        }
        return examples;
    }

    private static uint Allowed(NameRow row, in NameToken token, int before, uint open)
    {
        var (start, end) = (token.Start, token.End);
        foreach (var span in row.Spans)
            if (start < span.End && end > span.Start && Array.IndexOf(NameTags.Types, span.Type) is >= 0 and var type)
            {
                var goesOn = start > span.Start && before > 0 && NameTags.TypeOf(before) == type;
                return 1u << (goesOn ? NameTags.Inside(type) : NameTags.Begin(type));
            }
        foreach (var span in row.Ignored)
            if (start < span.End && end > span.Start)
                return AnyTag;
        if (row.Source == SilverRows.Source && (token.Bits & WordBits.OftenSmall) == 0 && Capitals.Contains(token.Shape))
            return AnyTag;
        return 1 | open;
    }

    /// <summary>The tag that is certain; outside where none is.</summary>
    private static int Only(uint allowed) => uint.IsPow2(allowed) ? System.Numerics.BitOperations.Log2(allowed) : NameTags.Outside;

    private static uint OpenTags(HashSet<string> marked)
    {
        var open = 0u;
        for (var type = 0; type < NameTags.Types.Length; type++)
            if (!marked.Contains(NameTags.Types[type]) && !Rare.Contains(NameTags.Types[type]))
                open |= (1u << NameTags.Begin(type)) | (1u << NameTags.Inside(type));
        return open;
    }
}
