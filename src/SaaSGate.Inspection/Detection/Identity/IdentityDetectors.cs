namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Detectors of what states and registers know people and things by.</summary>
internal static class IdentityDetectors
{
    public static IReadOnlyList<Detector> All { get; } = [new IdDetector(IdCatalog.All), new DateDetector(), new AgeDetector(), new AddressDetector(), new MachineReadableDetector()];
}
