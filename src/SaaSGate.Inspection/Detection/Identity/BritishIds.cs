using static SaaSGate.Inspection.Detection.Identity.CheckDigits;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Ids of the United Kingdom and Ireland.</summary>
internal static class BritishIds
{
    public static IReadOnlyList<IdFormat> All { get; } =
    [
        new("uk-nhs", FindingTypes.NationalId, Cue.Britain | Cue.NationalId, 0.9, 0.4, IsNhs, "999 999 9999", "999-999-9999", "9999999999"),
        new("uk-nino", FindingTypes.NationalId, Cue.Britain | Cue.NationalId | Cue.TaxId, 0.95, 0.75, IsNino, "AA 99 99 99 A", "AA-99-99-99-A"),
        new("uk-nino", FindingTypes.NationalId, Cue.Britain | Cue.NationalId | Cue.TaxId, 0.9, 0.55, IsNino, "AA999999A", "AA 999999 A"),
        new("uk-utr", FindingTypes.TaxId, Cue.Britain | Cue.TaxId, 0.85, 0, IsUtr, "9999999999", "99999 99999"),
        new("uk-driving-licence", FindingTypes.DriverLicense, Cue.License, 0.95, 0.7, IsLicence, "AAAAA999999A?9AA", "AAAAA999999A?AAA", "AAAA9999999A?9AA", "AAA99999999A?9AA", "AA999999999A?9AA"),
        new("ie-pps", FindingTypes.NationalId, Cue.Ireland | Cue.NationalId | Cue.TaxId, 0.9, 0.4, IsPps, "9999999A", "9999999AA"),
    ];

    private static bool IsNhs(ReadOnlySpan<char> id) => (11 - (Sum(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11)) % 11 == At(id, 9);

    private static bool IsNino(ReadOnlySpan<char> id) =>
        !"DFIQUV".Contains(id[0]) && !"DFIQUVO".Contains(id[1]) && id[..2] is not ("BG" or "GB" or "NK" or "KN" or "TN" or "NT" or "ZZ") && id[8] is >= 'A' and <= 'D';

    private static bool IsUtr(ReadOnlySpan<char> id) => "21987654321"[Sum(id[1..], 6, 7, 8, 9, 10, 5, 4, 3, 2) % 11] == id[0];

    /// <summary>Five of the surname, filled up with nines; decade, month (50 more for women), day and year of birth.</summary>
    private static bool IsLicence(ReadOnlySpan<char> id) => IsDate(0, Number(id[6..8]) is > 50 and var month ? month - 50 : Number(id[6..8]), Number(id[8..10]));

    private static bool IsPps(ReadOnlySpan<char> id)
    {
        var sum = Sum(id, 8, 7, 6, 5, 4, 3, 2) + (id.Length > 8 && id[8] != 'W' ? 9 * (id[8] - 'A' + 1) : 0);
        return "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23] == id[7];
    }
}
