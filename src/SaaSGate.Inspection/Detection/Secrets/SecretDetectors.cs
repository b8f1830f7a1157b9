namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>Detectors of what opens doors: keys, tokens, passwords.</summary>
internal static class SecretDetectors
{
    public static IReadOnlyList<Detector> All { get; } =
        [new ApiKeyDetector(), new MarkedKeyDetector(), new AssignedKeyDetector(), new HttpCredentialsDetector(), new PasswordDetector(), new UrlPasswordDetector()];
}
