using static SaaSGate.Inspection.Detection.Identity.CheckDigits;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Ids of the United States.</summary>
internal static class UnitedStatesIds
{
    private const Cue Tax = Cue.TaxId | Cue.Ein;

    public static IReadOnlyList<IdFormat> All { get; } =
    [
        new("us-ssn", FindingTypes.UsSsn, Cue.Ssn | Cue.NationalId, 0.95, 0.85, IsSsn, "999-99-9999"),
        new("us-ssn", FindingTypes.UsSsn, Cue.Ssn, 0.9, 0, IsSsn, "999 99 9999", "999.99.9999", "999999999", "999-999999", "99999-9999"),
        new("us-ssn", FindingTypes.UsSsn, Cue.Ssn, 0.75, 0, IsNamedSsn, "999-99-9999"),
        new("us-itin", FindingTypes.TaxId, Cue.Itin | Cue.TaxId, 0.9, 0.5, IsItin, "999-99-9999"),
        new("us-itin", FindingTypes.TaxId, Cue.Itin, 0.85, 0, IsItin, "999999999", "999 99 9999"),
        new("us-ein", FindingTypes.TaxId, Tax, 0.85, 0.3, IsEin, "99-9999999"),
        new("us-ein", FindingTypes.TaxId, Tax, 0.7, 0, IsEin, "999999999"),
        new("us-npi", FindingTypes.Npi, Cue.Npi, 0.95, 0.3, IsNpi, "9999999999"),
        new("us-npi", FindingTypes.Npi, Cue.Npi, 0.7, 0, _ => true, "9999999999"),
        new("us-zip", FindingTypes.Zip, Cue.Zip, 0.8, 0, _ => true, "99999", "99999-9999"),
    ];

    private static bool IsSsn(ReadOnlySpan<char> id) => Number(id[..3]) is not (0 or 666 or >= 900) && Number(id[3..5]) != 0 && Number(id[5..]) != 0;

    /// <summary>Numbers that were never given out stand in forms all the same, often as an example.</summary>
    private static bool IsNamedSsn(ReadOnlySpan<char> id) => Number(id[..3]) >= 900 && Number(id[3..5]) != 0 && Number(id[5..]) != 0;

    private static bool IsItin(ReadOnlySpan<char> id) => id[0] == '9' && Number(id[3..5]) is (>= 50 and <= 65) or (>= 70 and <= 88) or (>= 90 and <= 92) or >= 94;

    /// <summary>Prefixes that the campuses of the revenue service give out.</summary>
    private static bool IsEin(ReadOnlySpan<char> id) => Number(id[..2]) is not (0 or 7 or 8 or 9 or 17 or 18 or 19 or 28 or 29 or 49 or 69 or 70 or 78 or 79 or 89 or 96 or 97);

    /// <summary>The Luhn digit counts the prefix 80840 of health cards in the United States, which adds 24.</summary>
    private static bool IsNpi(ReadOnlySpan<char> id) => id[0] is '1' or '2' && (LuhnSum(id) + 24) % 10 == 0;
}
