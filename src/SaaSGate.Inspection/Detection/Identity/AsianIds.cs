using static SaaSGate.Inspection.Detection.Identity.CheckDigits;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Ids of Asia, Africa and Oceania.</summary>
internal static class AsianIds
{
    private const string TaiwanLetters = "ABCDEFGHJKLMNPQRSTUVXYWZIO";

    public static IReadOnlyList<IdFormat> All { get; } =
    [
        new("in-aadhaar", FindingTypes.NationalId, Cue.India | Cue.NationalId, 0.95, 0.45, IsAadhaar, "9999 9999 9999", "9999-9999-9999"),
        new("in-aadhaar", FindingTypes.NationalId, Cue.India | Cue.NationalId, 0.9, 0.2, IsAadhaar, "999999999999"),
        new("in-pan", FindingTypes.TaxId, Cue.India | Cue.TaxId, 0.95, 0.6, id => "PCHFATBLJG".Contains(id[3]), "AAAAA9999A"),
        new("in-gstin", FindingTypes.TaxId, Cue.India | Cue.TaxId | Cue.Vat, 0.95, 0.85, IsGstin, "99AAAAA9999A?A?"),
        new("in-voter-id", FindingTypes.NationalId, Cue.India, 0.85, 0, _ => true, "AAA9999999"),
        new("cn-resident-id", FindingTypes.NationalId, Cue.China | Cue.NationalId, 0.98, 0.85, IsResident, "99999999999999999?"),
        new("kr-rrn", FindingTypes.NationalId, Cue.Korea | Cue.NationalId, 0.95, 0.65, IsRrn, "999999-9999999"),
        new("kr-rrn", FindingTypes.NationalId, Cue.Korea | Cue.NationalId, 0.9, 0.3, IsRrn, "9999999999999"),
        new("kr-rrn", FindingTypes.NationalId, Cue.Korea | Cue.NationalId, 0.8, 0.4, IsNewRrn, "999999-9999999"),
        new("jp-my-number", FindingTypes.NationalId, Cue.Japan | Cue.NationalId, 0.9, 0.3, IsMyNumber, "9999 9999 9999", "9999-9999-9999", "999999999999"),
        new("sg-nric", FindingTypes.NationalId, Cue.Singapore | Cue.NationalId | Cue.TaxId, 0.95, 0.6, IsNric, "A9999999A"),
        new("hk-hkid", FindingTypes.NationalId, Cue.China | Cue.NationalId, 0.95, 0.7, IsHkid, "A999999(?)", "AA999999(?)"),
        new("hk-hkid", FindingTypes.NationalId, Cue.China | Cue.NationalId, 0.85, 0, IsHkid, "A999999?", "AA999999?"),
        new("tw-id", FindingTypes.NationalId, Cue.China | Cue.NationalId, 0.95, 0.45, IsTaiwanese, "A999999999"),
        new("th-id", FindingTypes.NationalId, Cue.SouthEastAsia | Cue.NationalId, 0.95, 0.65, IsThai, "9-9999-99999-99-9", "9 9999 99999 99 9"),
        new("th-id", FindingTypes.NationalId, Cue.SouthEastAsia | Cue.NationalId, 0.9, 0.2, IsThai, "9999999999999"),
        new("my-mykad", FindingTypes.NationalId, Cue.SouthEastAsia | Cue.NationalId, 0.9, 0.55, id => IsYearFirst(id) && Number(id[6..8]) is not (0 or (>= 17 and <= 20) or > 99), "999999-99-9999"),
        new("id-nik", FindingTypes.NationalId, Cue.SouthEastAsia | Cue.NationalId, 0.85, 0, IsNik, "9999999999999999"),
        new("pk-cnic", FindingTypes.NationalId, Cue.India | Cue.NationalId, 0.85, 0.45, id => id[0] is >= '1' and <= '7', "99999-9999999-9"),
        new("ae-emirates-id", FindingTypes.NationalId, Cue.Gulf | Cue.NationalId, 0.95, 0.85, id => id.StartsWith("784") && Luhn(id), "999-9999-9999999-9", "999 9999 9999999 9"),
        new("il-id", FindingTypes.NationalId, Cue.Israel | Cue.NationalId, 0.85, 0, Luhn, "999999999", "99999999-9"),
        new("tr-kimlik", FindingTypes.NationalId, Cue.Turkey | Cue.NationalId, 0.95, 0.4, IsKimlik, "99999999999"),
        new("za-id", FindingTypes.NationalId, Cue.SouthAfrica | Cue.NationalId, 0.95, 0.6, IsSouthAfrican, "9999999999999", "999999 9999 999", "999999 9999 99 9"),
        new("au-tfn", FindingTypes.TaxId, Cue.Australia | Cue.TaxId, 0.9, 0, id => Sum(id, 1, 4, 3, 7, 5, 8, 6, 9, 10) % 11 == 0, "999 999 999", "999999999", "999-999-999"),
        new("au-medicare", FindingTypes.NationalId, Cue.Australia, 0.9, 0.3, IsMedicare, "9999 99999 9", "9999-99999-9", "9999999999", "9999 99999 9 9", "99999999999"),
        new("au-abn", FindingTypes.TaxId, Cue.Australia | Cue.TaxId | Cue.Vat, 0.9, 0.4, id => Number(id) > 0 && (Sum(id, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19) - 10) % 89 == 0, "99 999 999 999"),
    ];

    private static bool IsAadhaar(ReadOnlySpan<char> id) => id[0] is >= '2' and <= '9' && Verhoeff(id);

    private static bool IsGstin(ReadOnlySpan<char> id)
    {
        var sum = 0;
        for (var i = 0; i < 14; i++)
        {
            var product = (char.IsAsciiDigit(id[i]) ? id[i] - '0' : id[i] - 'A' + 10) * (i % 2 == 0 ? 1 : 2);
            sum += (product / 36) + (product % 36);
        }
        var check = (36 - (sum % 36)) % 36;
        return Number(id[..2]) is >= 1 and <= 38 && id[13] == 'Z' && id[14] == (char)(check < 10 ? '0' + check : 'A' + check - 10);
    }

    private static bool IsResident(ReadOnlySpan<char> id) =>
        id[0] is >= '1' and <= '8' && id[6..8] is "19" or "20" && IsDate(Number(id[6..10]), Number(id[10..12]), Number(id[12..14])) && (id[17] == 'X' || char.IsAsciiDigit(id[17])) && Mod11And2(id);

    private static bool IsRrn(ReadOnlySpan<char> id) => IsNewRrn(id) && (11 - (Sum(id, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5) % 11)) % 10 == At(id, 12);

    /// <summary>Since 2020 the last digits are drawn at random.</summary>
    private static bool IsNewRrn(ReadOnlySpan<char> id) => IsYearFirst(id) && id[6] is >= '1' and <= '8';

    private static bool IsMyNumber(ReadOnlySpan<char> id)
    {
        var rest = Sum(id, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
        return (rest <= 1 ? 0 : 11 - rest) == At(id, 11);
    }

    private static bool IsNric(ReadOnlySpan<char> id)
    {
        var offset = id[0] switch { 'S' or 'F' => 0, 'T' or 'G' => 4, 'M' => 3, _ => -1 };
        if (offset < 0)
            return false;
        var letters = id[0] is 'S' or 'T' ? "JZIHGFEDCBA" : id[0] == 'M' ? "XWUTRQPNJLK" : "XWUTRQPNMLK";
        return letters[(Sum(id[1..], 2, 7, 6, 5, 4, 3, 2) + offset) % 11] == id[8];
    }

    private static bool IsHkid(ReadOnlySpan<char> id)
    {
        var sum = id.Length == 8 ? 9 * 36 : 9 * (id[0] - 'A' + 10);
        for (var i = 0; i < 7; i++)
            sum += (8 - i) * (char.IsAsciiDigit(id[^(8 - i)]) ? id[^(8 - i)] - '0' : id[^(8 - i)] - 'A' + 10);
        var check = (11 - (sum % 11)) % 11;
        return id[^1] == (check == 10 ? 'A' : (char)('0' + check));
    }

    private static bool IsTaiwanese(ReadOnlySpan<char> id)
    {
        var letter = TaiwanLetters.IndexOf(id[0]) + 10;
        return id[1] is '1' or '2' or '8' or '9' && ((letter / 10) + (letter % 10 * 9) + Sum(id[1..], 8, 7, 6, 5, 4, 3, 2, 1, 1)) % 10 == 0;
    }

    private static bool IsThai(ReadOnlySpan<char> id) => id[0] is >= '1' and <= '8' && (11 - (Sum(id, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11)) % 10 == At(id, 12);

    private static bool IsNik(ReadOnlySpan<char> id) => Number(id[..2]) is >= 11 and <= 94 && IsDate(0, Number(id[8..10]), Number(id[6..8]) % 40) && Number(id[12..]) > 0;

    private static bool IsKimlik(ReadOnlySpan<char> id) =>
        id[0] != '0' && ((Sum(id, 7, -1, 7, -1, 7, -1, 7, -1, 7) % 10) + 10) % 10 == At(id, 9) && Sum(id, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1) % 10 == At(id, 10);

    private static bool IsSouthAfrican(ReadOnlySpan<char> id) => IsYearFirst(id) && id[10] is '0' or '1' or '2' && Luhn(id);

    private static bool IsMedicare(ReadOnlySpan<char> id) => id[0] is >= '2' and <= '6' && Sum(id, 1, 3, 7, 9, 1, 3, 7, 9) % 10 == At(id, 8);
}
