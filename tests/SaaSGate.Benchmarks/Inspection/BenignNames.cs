using System.Globalization;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>
/// Names that do stand in benign prompts, which the corpus does not label: people read all prompts for them without knowing
/// what is found there. Kept are places and types, no text. Where a reader could hold two types right (a country that stands
/// for its team), both are. Names of another kind (products, events, works) are <c>MISC</c>.
/// Which prompts are held out follows from the labels too: whoever changes labels trains the tagger anew.
/// </summary>
internal sealed class BenignNames
{
    private readonly Dictionary<string, List<Span>> _prompts = [];

    /// <summary>The types that are labelled.</summary>
    public static IReadOnlySet<string> Labelled { get; } = new HashSet<string> { "PERSON", "LOCATION", "ORG", "NRP", "ADDRESS" };

    /// <summary>Reads lines such as <c>00264 49-63:ORG 82-89:ORG/LOCATION</c>: the prompt's number, then UTF-16 offsets.</summary>
    public BenignNames()
    {
        using var stream = typeof(BenignNames).Assembly.GetManifestResourceStream("benign-names.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (line.Split(' ') is [var prompt, .. var names])
                _prompts.Add(BenignTruth.Prefix + prompt, [.. names.Select(Name)]);
    }

    /// <summary>Whether a name that was found stands there: shares at least half of itself and of a name of its type, or is a place within an address.</summary>
    public bool Holds(string id, Span found) =>
        _prompts.TryGetValue(id, out var names) && names.Exists(name =>
            (Types(name).Contains(found.Type) && found.Meets(name))
            || (found.Type == "LOCATION" && Types(name)[0] == "ADDRESS" && name.Start <= found.Start && found.End <= name.End));

    /// <summary>Whether no name stands in a prompt.</summary>
    public bool AreNone(string id) => !_prompts.ContainsKey(id);

    /// <summary>Names in a prompt that are of one labelled type.</summary>
    public IEnumerable<Span> Certain(string id) => _prompts.GetValueOrDefault(id, []).Where(name => Labelled.Contains(name.Type));

    /// <summary>Names in a prompt that could be of two types.</summary>
    public IEnumerable<Span> Unsure(string id) => _prompts.GetValueOrDefault(id, []).Where(name => Types(name).Length > 1);

    /// <summary>Names of a type in a prompt; what could be of two types is its first.</summary>
    public IEnumerable<Span> Of(string id, string type) => _prompts.GetValueOrDefault(id, []).Where(name => Types(name)[0] == type);

    /// <summary>Whether a name is found, as any of its types.</summary>
    public static bool IsFound(Span name, IEnumerable<Span> found) => found.Any(span => Types(name).Contains(span.Type) && span.Meets(name));

    private static string[] Types(Span name) => name.Type.Split('/');

    private static Span Name(string written) => written.Split('-', ':') is [var start, var end, var type]
        ? new Span(int.Parse(start, CultureInfo.InvariantCulture), int.Parse(end, CultureInfo.InvariantCulture), type)
        : throw new FormatException($"“{written}” is no name: START-END:TYPE.");
}
