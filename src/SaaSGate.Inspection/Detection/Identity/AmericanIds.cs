using static SaaSGate.Inspection.Detection.Identity.CheckDigits;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Ids of the Americas but for the United States.</summary>
internal static class AmericanIds
{
    private const string CurpAlphabet = "0123456789ABCDEFGHIJKLMN\u00D1OPQRSTUVWXYZ", RfcAlphabet = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ \u00D1";

    public static IReadOnlyList<IdFormat> All { get; } =
    [
        new("br-cpf", FindingTypes.NationalId, Cue.Brazil | Cue.NationalId | Cue.TaxId, 0.98, 0.8, IsCpf, "999.999.999-99"),
        new("br-cpf", FindingTypes.NationalId, Cue.Brazil | Cue.NationalId | Cue.TaxId, 0.95, 0.4, IsCpf, "99999999999", "999999999-99"),
        new("br-cnpj", FindingTypes.TaxId, Cue.Brazil | Cue.TaxId, 0.98, 0.85, IsCnpj, "99.999.999/9999-99"),
        new("br-cnpj", FindingTypes.TaxId, Cue.Brazil | Cue.TaxId, 0.95, 0.4, IsCnpj, "99999999999999"),
        new("ca-sin", FindingTypes.NationalId, Cue.Canada | Cue.NationalId | Cue.TaxId, 0.95, 0.4, IsSin, "999-999-999", "999 999 999"),
        new("ca-sin", FindingTypes.NationalId, Cue.Canada | Cue.NationalId | Cue.TaxId, 0.85, 0, IsSin, "999999999"),
        new("mx-curp", FindingTypes.NationalId, Cue.SpanishAmerica | Cue.NationalId, 0.98, 0.9, IsCurp, "AAAA999999AAAAAA?9"),
        new("mx-rfc", FindingTypes.TaxId, Cue.SpanishAmerica | Cue.TaxId, 0.95, 0.7, IsRfc, "AAAA999999???", "AAA999999???", "AAAA-999999-???", "AAAA 999999 ???"),
        new("cl-rut", FindingTypes.NationalId, Cue.SpanishAmerica | Cue.NationalId | Cue.TaxId, 0.95, 0.6, IsRut, "99.999.999-?", "9.999.999-?"),
        new("cl-rut", FindingTypes.NationalId, Cue.SpanishAmerica | Cue.NationalId | Cue.TaxId, 0.9, 0.4, IsRut, "99999999-?", "9999999-?"),
        new("ar-cuit", FindingTypes.TaxId, Cue.SpanishAmerica | Cue.TaxId, 0.95, 0.6, IsCuit, "99-99999999-9"),
        new("ar-cuit", FindingTypes.TaxId, Cue.SpanishAmerica | Cue.TaxId, 0.9, 0.2, IsCuit, "99999999999"),
    ];

    private static bool IsCpf(ReadOnlySpan<char> id) =>
        id.ContainsAnyExcept(id[0]) && Sum(id, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10 == At(id, 9) && Sum(id, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10 == At(id, 10);

    private static bool IsCnpj(ReadOnlySpan<char> id) =>
        id.ContainsAnyExcept(id[0]) && Rest(Sum(id, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) == At(id, 12) && Rest(Sum(id, 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) == At(id, 13);

    private static int Rest(int sum) => sum % 11 < 2 ? 0 : 11 - (sum % 11);

    private static bool IsSin(ReadOnlySpan<char> id) => id[0] is not ('0' or '8') && Luhn(id);

    private static bool IsCurp(ReadOnlySpan<char> id)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++)
            sum += CurpAlphabet.IndexOf(id[i]) * (18 - i);
        return IsYearFirst(id[4..10]) && id[10] is 'H' or 'M' or 'X' && (10 - (sum % 10)) % 10 == At(id, 17);
    }

    private static bool IsRfc(ReadOnlySpan<char> id)
    {
        var sum = id.Length == 12 ? 13 * RfcAlphabet.IndexOf(' ') : 0;
        for (var i = 0; i < id.Length - 1; i++)
            sum += RfcAlphabet.IndexOf(id[i]) * (id.Length - i);
        var check = sum % 11;
        return IsYearFirst(id[^9..^3]) && id[^1] == (check == 0 ? '0' : check == 1 ? 'A' : (char)('0' + 11 - check));
    }

    private static bool IsRut(ReadOnlySpan<char> id)
    {
        var (sum, weight) = (0, 2);
        for (var i = id.Length - 2; i >= 0; i--)
        {
            sum += weight * At(id, i);
            weight = weight == 7 ? 2 : weight + 1;
        }
        return "0K987654321"[sum % 11] == id[^1];
    }

    private static bool IsCuit(ReadOnlySpan<char> id) =>
        Number(id[..2]) is 20 or 23 or 24 or 25 or 26 or 27 or 30 or 33 or 34 && (11 - (Sum(id, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11)) % 11 == At(id, 10);
}
