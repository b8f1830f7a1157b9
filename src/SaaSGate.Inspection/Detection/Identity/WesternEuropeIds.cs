using static SaaSGate.Inspection.Detection.Identity.CheckDigits;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Ids of western and southern Europe.</summary>
internal static class WesternEuropeIds
{
    private const string SpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE";

    private static readonly byte[] ItalianOdd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    public static IReadOnlyList<IdFormat> All { get; } =
    [
        new("es-dni", FindingTypes.NationalId, Cue.Spain | Cue.NationalId | Cue.TaxId, 0.9, 0.45, IsDni, "99999999A", "99999999-A", "99.999.999-A", "99.999.999A", "99999999 A"),
        new("es-nie", FindingTypes.NationalId, Cue.Spain | Cue.NationalId | Cue.TaxId, 0.9, 0.55, IsNie, "A9999999A", "A-9999999-A", "A9999999-A"),
        new("es-cif", FindingTypes.TaxId, Cue.Spain | Cue.TaxId | Cue.Vat, 0.85, 0, IsCif, "A99999999", "A-99999999", "A9999999A"),
        new("it-codice-fiscale", FindingTypes.NationalId, Cue.Italy | Cue.NationalId | Cue.TaxId, 0.98, 0.9, IsCodiceFiscale, "AAAAAA99A99A999A"),
        new("fr-nir", FindingTypes.NationalId, Cue.France | Cue.NationalId | Cue.Ssn, 0.98, 0.85, IsNir, "9 99 99 99 999 999 99", "9 99 99 9A 999 999 99", "9999999999999 99"),
        new("fr-nir", FindingTypes.NationalId, Cue.France | Cue.NationalId | Cue.Ssn, 0.98, 0.75, IsNir, "999999999999999", "999999A99999999"),
        new("fr-siret", FindingTypes.TaxId, Cue.France | Cue.TaxId, 0.85, 0, Luhn, "999 999 999", "999999999", "999 999 999 99999", "99999999999999"),
        new("de-steuer-id", FindingTypes.TaxId, Cue.Germany | Cue.TaxId, 0.95, 0.3, IsSteuerId, "99999999999", "99 999 999 999"),
        new("de-rentenversicherung", FindingTypes.NationalId, Cue.Germany | Cue.NationalId | Cue.Ssn, 0.95, 0.65, IsPension, "99999999A999", "99 999999 A 999", "99 999999 A999"),
        new("nl-bsn", FindingTypes.NationalId, Cue.Netherlands | Cue.NationalId | Cue.TaxId, 0.9, 0.2, IsBsn, "999999999", "9999.99.999", "999 999 999"),
        new("be-rijksregister", FindingTypes.NationalId, Cue.Belgium | Cue.NationalId, 0.98, 0.85, IsBelgian, "99.99.99-999.99", "99.99.99-999-99"),
        new("be-rijksregister", FindingTypes.NationalId, Cue.Belgium | Cue.NationalId, 0.95, 0.55, IsBelgian, "99999999999", "99 99 99 999 99"),
        new("pt-nif", FindingTypes.TaxId, Cue.Portugal | Cue.TaxId | Cue.Vat, 0.9, 0, IsNif, "999999999", "999 999 999"),
        new("ch-ahv", FindingTypes.NationalId, Cue.Switzerland | Cue.NationalId | Cue.Ssn, 0.98, 0.85, IsAhv, "999.9999.9999.99"),
        new("ch-ahv", FindingTypes.NationalId, Cue.Switzerland | Cue.NationalId | Cue.Ssn, 0.95, 0.55, IsAhv, "9999999999999", "999 9999 9999 99"),
        new("at-svnr", FindingTypes.NationalId, Cue.Austria | Cue.NationalId | Cue.Germany | Cue.Ssn, 0.9, 0.2, IsSvnr, "9999 999999", "9999999999"),
        new("gr-amka", FindingTypes.NationalId, Cue.Greece | Cue.NationalId | Cue.Ssn, 0.9, 0.4, id => IsDayFirst(id) && Luhn(id), "99999999999"),
        new("gr-afm", FindingTypes.TaxId, Cue.Greece | Cue.TaxId | Cue.Vat, 0.85, 0, id => Sum(id, 256, 128, 64, 32, 16, 8, 4, 2) % 11 % 10 == At(id, 8), "999999999"),
    ];

    /// <summary>A number of a person or a company.</summary>
    public static bool IsSpanish(ReadOnlySpan<char> id) =>
        char.IsAsciiLetter(id[0]) ? Number(id[1..8]) >= 0 && ((id[0] >= 'X' && char.IsAsciiLetter(id[8]) && IsNie(id)) || IsCif(id)) : Number(id[..8]) >= 0 && IsDni(id);

    private static bool IsDni(ReadOnlySpan<char> id) => SpanishLetters[(int)(Number(id[..8]) % 23)] == id[8];

    private static bool IsNie(ReadOnlySpan<char> id) =>
        id[0] is >= 'X' and <= 'Z' && SpanishLetters[(int)((((id[0] - 'X') * 10_000_000) + Number(id[1..8])) % 23)] == id[8];

    private static bool IsCif(ReadOnlySpan<char> id)
    {
        if (!"ABCDEFGHJNPQRSUVW".Contains(id[0]))
            return false;
        var sum = 0;
        for (var i = 1; i < 8; i++)
            sum += i % 2 == 0 ? At(id, i) : (2 * At(id, i) % 10) + (2 * At(id, i) / 10);
        var check = (10 - (sum % 10)) % 10;
        return id[8] == check + '0' || id[8] == "JABCDEFGHI"[check];
    }

    private static bool IsCodiceFiscale(ReadOnlySpan<char> id)
    {
        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var value = char.IsAsciiDigit(id[i]) ? id[i] - '0' : id[i] - 'A';
            sum += i % 2 == 0 ? ItalianOdd[value] : value;
        }
        return "ABCDEHLMPRST".Contains(id[8]) && Number(id[9..11]) % 40 is >= 1 and <= 31 && 'A' + (sum % 26) == id[15];
    }

    /// <summary>Sex, year and month of birth, place, count; the key is what 97 lacks. Corsica has letters for its departments.</summary>
    private static bool IsNir(ReadOnlySpan<char> id)
    {
        if (id[0] is not ('1' or '2' or '3' or '4' or '7' or '8') || Number(id[3..5]) is not ((>= 1 and <= 12) or (>= 20 and <= 42) or (>= 50 and <= 99)))
            return false;
        Span<char> number = stackalloc char[13];
        id[..13].CopyTo(number);
        var corsica = number[6] switch { 'A' => 1_000_000L, 'B' => 2_000_000L, _ => 0 };
        if (corsica > 0)
            number[6] = '0';
        return Number(number) is >= 0 and var value && 97 - ((value - corsica) % 97) == Number(id[13..]);
    }

    /// <summary>One digit stands twice or three times among the first ten, as the tax office draws them.</summary>
    private static bool IsSteuerId(ReadOnlySpan<char> id)
    {
        Span<int> counts = stackalloc int[10];
        foreach (var c in id[..10])
            counts[c - '0']++;
        var repeated = 0;
        foreach (var count in counts)
            repeated += count > 1 ? count > 3 ? 9 : 1 : 0;
        return id[0] != '0' && repeated == 1 && Mod11And10(id);
    }

    private static bool IsPension(ReadOnlySpan<char> id)
    {
        if (!IsDayFirst(id[2..8]) || Number(id[..2]) == 0)
            return false;
        // The letter counts as two digits, and products count digit by digit.
        ReadOnlySpan<int> weights = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
        ReadOnlySpan<char> digits = $"{id[..8]}{id[8] - 'A' + 1:00}{id[9..11]}";
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
            sum += (weights[i] * At(digits, i) / 10) + (weights[i] * At(digits, i) % 10);
        return sum % 10 == At(id, 11);
    }

    private static bool IsBsn(ReadOnlySpan<char> id) => Number(id) > 9_999_999 && Sum(id, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0;

    private static bool IsBelgian(ReadOnlySpan<char> id) =>
        Number(id[2..4]) % 20 <= 12 && Number(id[4..6]) <= 31 && Number(id[9..]) is var key && (97 - (Number(id[..9]) % 97) == key || 97 - ((2_000_000_000 + Number(id[..9])) % 97) == key);

    private static bool IsNif(ReadOnlySpan<char> id) => id[0] != '0' && (11 - (Sum(id, 9, 8, 7, 6, 5, 4, 3, 2) % 11)) is var check && (check > 9 ? 0 : check) == At(id, 8);

    private static bool IsAhv(ReadOnlySpan<char> id) => id.StartsWith("756") && (10 - (Sum(id, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3) % 10)) % 10 == At(id, 12);

    private static bool IsSvnr(ReadOnlySpan<char> id) =>
        id[0] != '0' && Number(id[4..6]) is >= 1 and <= 31 && Number(id[6..8]) is >= 1 and <= 15 && Sum(id, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6) % 11 == At(id, 3);
}
