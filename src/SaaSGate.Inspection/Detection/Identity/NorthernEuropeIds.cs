using static SaaSGate.Inspection.Detection.Identity.CheckDigits;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Ids of northern and eastern Europe.</summary>
internal static class NorthernEuropeIds
{
    private const Cue Tax = Cue.TaxId | Cue.Vat;

    public static IReadOnlyList<IdFormat> All { get; } =
    [
        new("se-personnummer", FindingTypes.NationalId, Cue.Nordic | Cue.NationalId, 0.95, 0.55, IsPersonnummer, "999999-9999", "99999999-9999"),
        new("se-personnummer", FindingTypes.NationalId, Cue.Nordic | Cue.NationalId, 0.9, 0.3, IsPersonnummer, "9999999999", "999999999999"),
        new("fi-hetu", FindingTypes.NationalId, Cue.Nordic | Cue.NationalId, 0.98, 0.75, IsHetu, "999999-999A", "999999A999A", "999999A9999"),
        new("fi-hetu", FindingTypes.NationalId, Cue.Nordic | Cue.NationalId, 0.9, 0.4, IsHetu, "999999-9999"),
        new("no-fodselsnummer", FindingTypes.NationalId, Cue.Nordic | Cue.NationalId, 0.95, 0.6, IsFodselsnummer, "99999999999", "999999 99999"),
        new("dk-cpr", FindingTypes.NationalId, Cue.Nordic | Cue.NationalId, 0.85, 0.35, IsDayFirst, "999999-9999"),
        new("dk-cpr", FindingTypes.NationalId, Cue.Nordic | Cue.NationalId, 0.8, 0.2, IsDayFirst, "9999999999"),
        new("pl-pesel", FindingTypes.NationalId, Cue.Poland | Cue.NationalId, 0.95, 0.45, IsPesel, "99999999999"),
        new("pl-nip", FindingTypes.TaxId, Cue.Poland | Tax, 0.95, 0.45, IsNip, "999-999-99-99", "999-99-99-999"),
        new("pl-nip", FindingTypes.TaxId, Cue.Poland | Tax, 0.9, 0, IsNip, "9999999999"),
        new("pl-regon", FindingTypes.TaxId, Cue.Poland | Cue.TaxId, 0.85, 0, id => Sum(id, 8, 9, 2, 3, 4, 5, 6, 7) % 11 % 10 == At(id, 8), "999999999"),
        new("cz-rodne-cislo", FindingTypes.NationalId, Cue.Czechia | Cue.NationalId, 0.95, 0.65, IsRodneCislo, "999999/9999"),
        new("cz-rodne-cislo", FindingTypes.NationalId, Cue.Czechia | Cue.NationalId, 0.85, 0.2, IsRodneCislo, "9999999999"),
        new("ro-cnp", FindingTypes.NationalId, Cue.Balkans | Cue.NationalId, 0.95, 0.55, IsCnp, "9999999999999"),
        new("bg-egn", FindingTypes.NationalId, Cue.Balkans | Cue.NationalId, 0.9, 0.2, IsEgn, "9999999999"),
        new("hr-oib", FindingTypes.NationalId, Cue.Balkans | Cue.NationalId | Tax, 0.9, 0.2, Mod11And10, "99999999999"),
        new("ee-lt-isikukood", FindingTypes.NationalId, Cue.Baltic | Cue.NationalId, 0.95, 0.45, IsIsikukood, "99999999999"),
        new("lv-personas-kods", FindingTypes.NationalId, Cue.Baltic | Cue.NationalId, 0.85, 0.3, id => IsDayFirst(id) || id.StartsWith("32"), "999999-99999"),
        new("hu-taj", FindingTypes.NationalId, Cue.Hungary | Cue.NationalId | Cue.Ssn, 0.9, 0.1, id => Sum(id, 3, 7, 3, 7, 3, 7, 3, 7) % 10 == At(id, 8), "999 999 999", "999-999-999", "999999999"),
        new("ru-snils", FindingTypes.NationalId, Cue.Russia | Cue.NationalId | Cue.Ssn, 0.95, 0.6, IsSnils, "999-999-999 99", "999-999-999-99"),
        new("ru-inn", FindingTypes.TaxId, Cue.Russia | Cue.TaxId, 0.9, 0, IsInn, "999999999999", "9999999999"),
    ];

    /// <summary>Coordination numbers add 60 to the day.</summary>
    private static bool IsPersonnummer(ReadOnlySpan<char> id)
    {
        var number = id[^10..];
        var day = Number(number[4..6]);
        return IsDate(Number(number[..2]), Number(number[2..4]), day > 60 ? day - 60 : day) && (id.Length == 10 || id[..2] is "18" or "19" or "20") && Luhn(number);
    }

    /// <summary>The mark tells the century: a dash is not part of the id here, a letter is.</summary>
    private static bool IsHetu(ReadOnlySpan<char> id)
    {
        var serial = id.Length == 10 ? id[6..9] : "ABCDEFUVWXY".Contains(id[6]) ? id[7..10] : default;
        return serial.Length == 3 && IsDayFirst(id) && "0123456789ABCDEFHJKLMNPRSTUVWXY"[(int)(((Number(id[..6]) * 1000) + Number(serial)) % 31)] == id[^1];
    }

    private static bool IsFodselsnummer(ReadOnlySpan<char> id)
    {
        var day = Number(id[..2]);
        return IsDate(Number(id[4..6]), Number(id[2..4]) % 40, day > 40 ? day - 40 : day)
            && Sum(id, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11 == 0 && Sum(id, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
    }

    /// <summary>Months are moved by 20 a century.</summary>
    private static bool IsPesel(ReadOnlySpan<char> id) =>
        IsDate(Number(id[..2]), Number(id[2..4]) % 20, Number(id[4..6])) && (10 - (Sum(id, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3) % 10)) % 10 == At(id, 10);

    private static bool IsNip(ReadOnlySpan<char> id) => id[0] != '0' && Sum(id, 6, 5, 7, 2, 3, 4, 5, 6, 7) % 11 == At(id, 9);

    private static bool IsRodneCislo(ReadOnlySpan<char> id)
    {
        var month = Number(id[2..4]) % 50;
        return IsDate(Number(id[..2]), month > 20 ? month - 20 : month, Number(id[4..6])) && (Number(id) % 11 == 0 || (id[9] == '0' && Number(id[..9]) % 11 == 10));
    }

    private static bool IsCnp(ReadOnlySpan<char> id)
    {
        var check = Sum(id, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11;
        return id[0] is >= '1' and <= '8' && IsYearFirst(id[1..7]) && Number(id[7..9]) is >= 1 and <= 52 && (check == 10 ? 1 : check) == At(id, 12);
    }

    private static bool IsEgn(ReadOnlySpan<char> id)
    {
        var month = Number(id[2..4]);
        return IsDate(Number(id[..2]), month > 40 ? month - 40 : month > 20 ? month - 20 : month, Number(id[4..6])) && Sum(id, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10 == At(id, 9);
    }

    private static bool IsIsikukood(ReadOnlySpan<char> id)
    {
        var check = Sum(id, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1) % 11;
        if (check == 10)
            check = Sum(id, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3) % 11 % 10;
        return id[0] is >= '1' and <= '8' && IsYearFirst(id[1..7]) && check == At(id, 10);
    }

    private static bool IsSnils(ReadOnlySpan<char> id) => Sum(id, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 101 % 100 == Number(id[9..]);

    private static bool IsInn(ReadOnlySpan<char> id) => id.Length == 10
        ? Sum(id, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == At(id, 9)
        : Sum(id, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == At(id, 10) && Sum(id, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == At(id, 11);
}
