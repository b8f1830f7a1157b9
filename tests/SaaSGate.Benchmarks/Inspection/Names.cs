using SaaSGate.Inspection;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>Types that only the trained tagger finds.</summary>
internal static class Names
{
    public static readonly string[] Types = ["PERSON", "TITLE", "LOCATION", "ORG", "NRP", "AGE"];

    /// <summary>All other types that are found.</summary>
    public static IReadOnlyList<string> Others { get; } = [.. TextInspector.Types.Except(Types, StringComparer.Ordinal)];
}
