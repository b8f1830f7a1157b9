using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection;

/// <summary>The detectors that come with the product, by the type they find.</summary>
internal static class BuiltInDetectors
{
    public static IReadOnlyList<Detector> All { get; } = [new EmailDetector(), new PhoneDetector(), new CreditCardDetector(), new UsSsnDetector(), new ApiKeyDetector()];

    public static FrozenSet<string> Types { get; } = All.Select(detector => detector.Type).ToFrozenSet(StringComparer.Ordinal);
}
