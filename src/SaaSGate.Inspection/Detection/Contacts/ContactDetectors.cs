namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>Detectors of what people and machines are reached by.</summary>
internal static class ContactDetectors
{
    public static IReadOnlyList<Detector> All { get; } = [new EmailDetector(), new PhoneDetector(), new NetworkAddressDetector(), new UrlDetector()];
}
