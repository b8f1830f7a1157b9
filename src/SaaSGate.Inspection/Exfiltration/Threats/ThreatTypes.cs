using System.Collections.Frozen;
using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Exfiltration.Threats;

/// <summary>Types that are judged over whole texts of a request, so no stream can be masked by them.</summary>
internal static class ThreatTypes
{
    /// <summary>What a rule with <c>then: hold</c> or <c>then: block</c> may ask for beside what detectors find.</summary>
    public static FrozenSet<string> All { get; } = FrozenSet.ToFrozenSet([FindingTypes.Injection, FindingTypes.SecretRequest, FindingTypes.Destination, FindingTypes.Bulk], StringComparer.Ordinal);

    /// <summary>What <see cref="FindingTypes.Bulk"/> counts: values that belong to one person. Names and places do not count; any page has many.</summary>
    public static FrozenSet<string> Personal { get; } = FrozenSet.ToFrozenSet(
    [
        FindingTypes.Email, FindingTypes.Phone, FindingTypes.CreditCard, FindingTypes.Iban, FindingTypes.BankAccount, FindingTypes.UsSsn, FindingTypes.NationalId, FindingTypes.TaxId, FindingTypes.Passport,
        FindingTypes.DriverLicense, FindingTypes.Mrn, FindingTypes.Address,
    ],
    StringComparer.Ordinal);
}
