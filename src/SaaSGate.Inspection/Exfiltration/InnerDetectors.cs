using System.Collections.Frozen;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Detection.Contacts;
using SaaSGate.Inspection.Detection.Finance;
using SaaSGate.Inspection.Detection.Identity;
using SaaSGate.Inspection.Detection.Secrets;

namespace SaaSGate.Inspection.Exfiltration;

/// <summary>Says whether a text that was decoded holds what other detectors are sure of. For one text, like a detector.</summary>
internal sealed class InnerDetectors
{
    private const double Sure = 0.5;

    private static readonly FrozenSet<string> Types = FrozenSet.ToFrozenSet(
    [
        FindingTypes.Email, FindingTypes.Phone, FindingTypes.CreditCard, FindingTypes.Iban, FindingTypes.BankAccount, FindingTypes.Crypto, FindingTypes.UsSsn, FindingTypes.NationalId, FindingTypes.TaxId,
        FindingTypes.Passport, FindingTypes.DriverLicense, FindingTypes.Mrn, FindingTypes.ApiKey, FindingTypes.Password,
    ]);

    private readonly Detector[] _detectors =
        [.. from detector in (Detector[])[.. ContactDetectors.All, .. FinanceDetectors.All, .. IdentityDetectors.All, .. SecretDetectors.All]
            let limited = detector.Limit(Types)
            where limited is not null
            select limited.ForText()];

    /// <summary>Whether anything is found.</summary>
    public bool Find(ReadOnlySpan<char> text)
    {
        foreach (var detector in _detectors)
        {
            detector.Reset();
            for (var from = 0; detector.TryFind(new TextView(text, final: true), from, out var found, out _); from = found.End)
                if (found.Score >= Sure && Types.Contains(found.Kind.Type))
                    return true;
        }
        return false;
    }
}
