using System.Collections.Frozen;
using SaaSGate.Inspection.Detection.Contacts;
using SaaSGate.Inspection.Detection.Finance;
using SaaSGate.Inspection.Detection.Identity;
using SaaSGate.Inspection.Detection.Names;
using SaaSGate.Inspection.Detection.Secrets;
using SaaSGate.Inspection.Exfiltration;

namespace SaaSGate.Inspection.Detection;

/// <summary>The detectors that come with the product.</summary>
internal static class BuiltInDetectors
{
    public static IReadOnlyList<Detector> All { get; } =
    [
        .. ContactDetectors.All, .. FinanceDetectors.All, .. IdentityDetectors.All, .. SecretDetectors.All, .. NameDetectors.All, .. ExfiltrationDetectors.All,
    ];

    /// <summary>The types that they find.</summary>
    public static FrozenSet<string> Types { get; } = All.SelectMany(detector => detector.Kinds).Select(kind => kind.Type).ToFrozenSet(StringComparer.Ordinal);
}
