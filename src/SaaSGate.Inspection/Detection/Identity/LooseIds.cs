namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Ids without a layout of their own: only words before them, or what they begin with, tell what they are.</summary>
internal static class LooseIds
{
    public static IReadOnlyList<IdFormat> All { get; } =
    [
        new("vat-id", FindingTypes.TaxId, Cue.Vat | Cue.TaxId, 0.95, 0.65, VatNumbers.IsValid, IdFormat.Any),
        new("vat-id", FindingTypes.TaxId, Cue.Vat, 0.75, 0, VatNumbers.IsPossible, IdFormat.Any),
        new("vin", FindingTypes.Vin, Cue.Vin, 0.95, 0.75, VehicleIds.IsChecked, IdFormat.Unspaced),
        new("vin", FindingTypes.Vin, Cue.Vin, 0.8, 0, VehicleIds.IsPossible, IdFormat.Unspaced),
        new("medical-record", FindingTypes.Mrn, Cue.Mrn, 0.9, 0.85, id => id.StartsWith("MRN") && Has(id[3..], 4, 12, 4, 2), IdFormat.Unspaced),
        new("medical-record", FindingTypes.Mrn, Cue.Mrn, 0.85, 0.5, id => id.StartsWith("MED") && Has(id[3..], 6, 12, 6, 0), IdFormat.Unspaced),
        new("medical-record", FindingTypes.Mrn, Cue.Mrn, 0.85, 0, id => Has(id, 4, 14, 4, 5), IdFormat.Unspaced),
        new("passport", FindingTypes.Passport, Cue.Passport, 0.85, 0, id => Has(id, 6, 12, 5, 3), IdFormat.Unspaced),
        new("driver-license", FindingTypes.DriverLicense, Cue.License, 0.8, 0, id => Has(id, 5, 18, 4, 8), IdFormat.Unspaced, "A999 9999 9999", "A9999 99999 99999", "AA 99 99 99 A", "99 999 999"),
        new("national-id", FindingTypes.NationalId, Cue.NationalId, 0.6, 0, id => Has(id, 6, 18, 5, 4), IdFormat.Unspaced),
        new("national-id", FindingTypes.NationalId, Cue.India | Cue.Britain | Cue.Nordic | Cue.Brazil | Cue.Korea, 0.55, 0, id => Has(id, 9, 14, 8, 1), IdFormat.Unspaced, "9999 9999 9999"),
        new("tax-id", FindingTypes.TaxId, Cue.TaxId | Cue.Ein, 0.6, 0, id => Has(id, 7, 16, 5, 6), IdFormat.Unspaced),
        new("zip", FindingTypes.Zip, Cue.ZipLabel, 0.75, 0, id => Has(id, 4, 8, 2, 4), IdFormat.Any),
        new("record-id", FindingTypes.Id, Cue.Record, 0.4, 0, id => Has(id, 4, 20, 3, 10), IdFormat.Unspaced),
    ];

    private static bool Has(ReadOnlySpan<char> id, int least, int most, int digits, int letters)
    {
        if (id.Length < least || id.Length > most)
            return false;
        var count = 0;
        foreach (var c in id)
            count += char.IsAsciiDigit(c) ? 1 : 0;
        return count >= digits && id.Length - count <= letters;
    }
}
