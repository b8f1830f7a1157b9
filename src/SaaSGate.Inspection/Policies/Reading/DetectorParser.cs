using System.Text.RegularExpressions;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Detection.Tenant;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>
/// Reads the detectors of a policy's own, and tries each on its samples: one that does not find what its author expects is
/// refused.
/// </summary>
internal sealed partial class DetectorParser(List<PolicyError> errors)
{
    /// <summary>In one policy: its document's size allows no more than some ten thousand.</summary>
    public const int MaxEntries = 20_000;

    private const int MaxDetectors = 50, MaxSamples = 50, MaxSample = 4000, MaxTypeLength = 32;

    private static readonly HashSet<string> TakenNames = [.. BuiltInDetectors.All.SelectMany(detector => detector.Kinds).Select(kind => kind.Detector)];

    public IReadOnlyList<Detector> Parse(YamlObject root)
    {
        var detectors = new List<Detector>();
        var names = new HashSet<string>(TakenNames, StringComparer.Ordinal);
        foreach (var member in root.Objects("detectors", "a detector", MaxDetectors))
        {
            var before = errors.Count;
            var detector = Read(member, names);
            member.RefuseRest();
            if (detector is not null && errors.Count == before)
                detectors.Add(detector);
        }
        return detectors;
    }

    private static Detector? Read(YamlObject member, HashSet<string> names)
    {
        var (name, type) = (member.Text("name", required: true), member.Text("type", required: true));
        if (name is not null && !Name().IsMatch(name))
            member.Refuse("name", $"'{name}' is no name for a detector. Use lower-case letters, digits and single dashes: 'project-names'.");
        else if (name is not null && !names.Add(name))
            member.Refuse("name", $"There is a detector named '{name}' already. Choose another name.");
        if (type is not null && !Type().IsMatch(type))
            member.Refuse("type", $"'{type}' is no type. Use 2 to {MaxTypeLength} capital letters, digits and underscores: 'PROJECT'.");
        else if (type is not null && (BuiltInDetectors.Types.Contains(type) || FindingTypes.Common.Contains(type)))
            member.Refuse("type", $"'{type}' is a type that the product itself finds. Choose a name of your own: 'OUR_{type}'.");
        var detector = Make(member, name ?? "", type ?? "");
        foreach (var sample in member.Objects("samples", "a sample", MaxSamples))
            Try(sample, detector);
        return detector;
    }

    private static Detector? Make(YamlObject member, string name, string type)
    {
        var pattern = member.Text("pattern");
        var entries = member.Words("dictionary", MaxEntries, EntryTable.MaxLength, EntryTable.MinLength);
        member.Know("whole_words");
        var (wholeWords, matchCase) = (!member.Has("whole_words") || member.Flag("whole_words"), member.Flag("match_case"));
        if (pattern is not null == member.Has("dictionary"))
        {
            member.Refuse("name", "A detector needs a 'dictionary' or a 'pattern', and not both. Write 'dictionary: [Bluebird, Red Falcon]' or \"pattern: 'EMP-[0-9]{6}'\".");
            return null;
        }
        if (pattern is null)
            return new DictionaryDetector(name, type, entries, wholeWords, matchCase);
        if (member.Has("whole_words") || member.Has("match_case"))
            member.Refuse(member.Has("whole_words") ? "whole_words" : "match_case", "'whole_words' and 'match_case' belong to a dictionary. In a pattern write \\b for the edge of a word, and (?i) at its beginning to ignore case.");
        var detector = PatternDetector.Create(name, type, pattern, out var refusal);
        if (detector is null)
            member.Refuse("pattern", refusal);
        return detector;
    }

    private static void Try(YamlObject sample, Detector? detector)
    {
        var text = sample.Text("text", required: true);
        var expected = sample.Words("finds", MaxSample, MaxSample);
        if (!sample.Has("finds"))
            sample.Refuse("finds", "'finds' is missing in a sample. List what the detector must find in its text, in order; 'finds: []' for nothing.");
        sample.RefuseRest();
        if (text?.Length > MaxSample)
            sample.Refuse("text", $"The text is longer than {MaxSample} characters. Shorten it.");
        if (text is null || text.Length > MaxSample || detector is null)
            return;
        var found = Find(detector, text);
        if (!found.SequenceEqual(expected))
            sample.Refuse("finds", $"In this sample the detector finds {Show(found)}, not {Show(expected)}. Correct the detector or the sample.");
    }

    private static List<string> Find(Detector detector, string text)
    {
        var found = new List<string>();
        for (var from = 0; detector.TryFind(new TextView(text, final: true), from, out var value, out _); from = value.End)
            found.Add(text[value.Start..value.End]);
        return found;
    }

    private static string Show(IReadOnlyList<string> values) => values.Count == 0 ? "nothing" : string.Join(", ", values.Select(value => $"'{value}'"));

    [GeneratedRegex("^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Name();

    [GeneratedRegex("^[A-Z][A-Z0-9_]{1,31}$")]
    private static partial Regex Type();
}
