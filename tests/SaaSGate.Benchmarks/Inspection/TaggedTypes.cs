using SaaSGate.Inspection;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>Types that only the trained tagger finds: names, places, organisations and what stands with them.</summary>
internal static class TaggedTypes
{
    public static readonly string[] All = ["PERSON", "TITLE", "LOCATION", "ORG", "NRP", "AGE"];

    /// <summary>Structured types and secrets: all others that are found.</summary>
    public static IReadOnlySet<string> Others { get; } = TextInspector.Types.Except(All, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
}
