using SaaSGate.Inspection;
using SaaSGate.Inspection.Detection;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>The detectors that were trained on labelled texts, and that cost more than all others together.</summary>
internal static class Tagger
{
    /// <summary>Names of persons, places and organisations: what false findings are counted of.</summary>
    public static readonly string[] Names = ["PERSON", "LOCATION", "ORG"];

    /// <summary>Its names in findings.</summary>
    public static IReadOnlySet<string> Detectors { get; } = Kinds().Select(kind => kind.Detector).ToHashSet(StringComparer.Ordinal);

    /// <summary>Types that it never finds.</summary>
    public static IReadOnlySet<string> OtherTypes { get; } = TextInspector.Types.Except(Kinds().Select(kind => kind.Type), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);

    public static bool Is(Detector detector) => detector.GetType().Namespace!.EndsWith(".Names", StringComparison.Ordinal);

    private static IEnumerable<ValueKind> Kinds() => BuiltInDetectors.All.Where(Is).SelectMany(detector => detector.Kinds);
}
