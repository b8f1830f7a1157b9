namespace SaaSGate.Inspection.Detection.Names;

/// <summary>Detectors of what people, places and organisations are called.</summary>
internal static class NameDetectors
{
    public static IReadOnlyList<Detector> All { get; } = [new NameDetector()];
}
