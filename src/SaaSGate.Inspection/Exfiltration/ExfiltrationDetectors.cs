using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Exfiltration;

/// <summary>Detectors of data that leaves in disguise.</summary>
internal static class ExfiltrationDetectors
{
    public static IReadOnlyList<Detector> All { get; } = [new ExfilUrlDetector(), new EncodedRunDetector(), new DisguisedTextDetector(), new HiddenTextDetector()];
}
