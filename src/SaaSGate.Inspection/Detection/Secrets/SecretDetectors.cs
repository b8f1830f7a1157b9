namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>Detectors of what opens doors: keys, tokens, passwords.</summary>
internal static class SecretDetectors
{
    public static IReadOnlyList<Detector> All { get; } = [new ApiKeyDetector()];
}
