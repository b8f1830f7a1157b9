using static SaaSGate.Inspection.Detection.Identity.CheckDigits;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Value added tax numbers with the prefix of their country, of the European Union, Great Britain and Switzerland.</summary>
internal static class VatNumbers
{
    /// <summary>Whether the length fits the country.</summary>
    public static bool IsPossible(ReadOnlySpan<char> id)
    {
        if (id.Length < 8)
            return false;
        var number = id[2..];
        var digits = 0;
        foreach (var c in number)
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        return id[..2] switch
        {
            "DK" or "FI" or "HU" or "LU" or "MT" or "SI" => number.Length == 8 && digits == 8,
            "DE" or "EE" or "EL" or "GR" or "PT" => number.Length == 9 && digits == 9,
            "PL" or "SK" or "BE" => number.Length == 10 && digits == 10,
            "HR" or "IT" or "LV" => number.Length == 11 && digits == 11,
            "SE" => number.Length == 12 && digits == 12,
            "BG" => number.Length is 9 or 10 && digits == number.Length,
            "CZ" => number.Length is >= 8 and <= 10 && digits == number.Length,
            "LT" or "GB" or "XI" => number.Length is 9 or 12 && digits == number.Length,
            "RO" => number.Length is >= 6 and <= 10 && digits == number.Length,
            "AT" => number.Length == 9 && number[0] == 'U' && digits == 8,
            "CY" => number.Length == 9 && digits == 8 && char.IsAsciiLetter(number[8]),
            "ES" => number.Length == 9 && digits >= 7,
            "FR" => number.Length == 11 && Number(number[2..]) >= 0,
            "IE" => number.Length is 8 or 9 && digits >= 6,
            "NL" => number.Length == 12 && digits == 11 && number[9] == 'B',
            "CH" => id.StartsWith("CHE") && id.Length >= 12 && Number(id[3..12]) >= 0,
            _ => false,
        };
    }

    /// <summary>Whether the check digits are right, where the country has published how.</summary>
    public static bool IsValid(ReadOnlySpan<char> id)
    {
        if (!IsPossible(id))
            return false;
        var number = id[2..];
        return id[..2] switch
        {
            "AT" => (10 - ((CrossSum(number[1..8]) + 4) % 10)) % 10 == At(number, 8),
            "BE" => number[0] is '0' or '1' && 97 - (Number(number[..8]) % 97) == Number(number[8..]),
            "DE" => number[0] != '0' && Mod11And10(number),
            "HR" => Mod11And10(number),
            "DK" => Sum(number, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0,
            "EE" => (10 - (Sum(number, 3, 7, 1, 3, 7, 1, 3, 7) % 10)) % 10 == At(number, 8),
            "EL" or "GR" => Sum(number, 256, 128, 64, 32, 16, 8, 4, 2) % 11 % 10 == At(number, 8),
            "FI" => Sum(number, 7, 9, 10, 5, 8, 4, 2, 1) % 11 == 0,
            "FR" => Number(number[..2]) is >= 0 and var key && (12 + (3 * (Number(number[2..]) % 97))) % 97 == key,
            "HU" => Sum(number, 9, 7, 3, 1, 9, 7, 3, 1) % 10 == 0,
            "IT" => Luhn(number),
            "LU" => Number(number[..6]) % 89 == Number(number[6..]),
            "MT" => Sum(number, 3, 4, 6, 7, 8, 9) % 37 is var rest && 37 - rest == Number(number[6..]),
            "NL" => Sum(number, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0 || IsSoleTrader(id),
            "PL" => Sum(number, 6, 5, 7, 2, 3, 4, 5, 6, 7) % 11 == At(number, 9),
            "PT" => (11 - (Sum(number, 9, 8, 7, 6, 5, 4, 3, 2) % 11)) is var check && (check > 9 ? 0 : check) == At(number, 8),
            "SE" => number.EndsWith("01") && Luhn(number[..10]),
            "SI" => (11 - (Sum(number, 8, 7, 6, 5, 4, 3, 2) % 11)) % 10 == At(number, 7),
            "SK" => Number(number) % 11 == 0,
            "BG" => number.Length == 9 && Bulgarian(number) == At(number, 8),
            "CY" => (char)('A' + (Cypriot(number) % 26)) == number[8],
            "CZ" => number.Length == 8 && (11 - (Sum(number, 8, 7, 6, 5, 4, 3, 2) % 11)) % 10 == At(number, 7),
            "RO" => Sum(number[..^1].ToString().PadLeft(9, '0'), 7, 5, 3, 2, 1, 7, 5, 3, 2) * 10 % 11 % 10 == At(number, number.Length - 1) && number.Length >= 8,
            "GB" or "XI" => Sum(number, 8, 7, 6, 5, 4, 3, 2) + (int)Number(number[7..9]) is var sum && (sum % 97 == 0 || (sum + 55) % 97 == 0),
            "CH" => (11 - (Sum(id[3..], 5, 4, 3, 2, 7, 6, 5, 4) % 11)) % 11 == At(id, 11),
            "IE" => IsIrish(number),
            "ES" => WesternEuropeIds.IsSpanish(number),
            _ => false,
        };
    }

    private static int CrossSum(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
            sum += i % 2 == 0 ? At(digits, i) : (2 * At(digits, i) / 10) + (2 * At(digits, i) % 10);
        return sum;
    }

    /// <summary>Since 2020 sole traders have numbers of their own: mod 97 over letters as numbers.</summary>
    private static bool IsSoleTrader(ReadOnlySpan<char> id)
    {
        var rest = 0;
        foreach (var c in id)
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + (c - 'A' + 10)) % 97;
        return rest == 1;
    }

    private static int Bulgarian(ReadOnlySpan<char> number)
    {
        var check = Sum(number, 1, 2, 3, 4, 5, 6, 7, 8) % 11;
        return check < 10 ? check : Sum(number, 3, 4, 5, 6, 7, 8, 9, 10) % 11 % 10;
    }

    private static int Cypriot(ReadOnlySpan<char> number)
    {
        ReadOnlySpan<int> odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
        var sum = 0;
        for (var i = 0; i < 8; i++)
            sum += i % 2 == 0 ? odd[At(number, i)] : At(number, i);
        return sum;
    }

    private static bool IsIrish(ReadOnlySpan<char> number)
    {
        if (Number(number[..7]) < 0 || !char.IsAsciiLetter(number[7]))
            return false;
        var sum = Sum(number, 8, 7, 6, 5, 4, 3, 2) + (number.Length > 8 && number[8] != 'W' ? 9 * (number[8] - 'A' + 1) : 0);
        return "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23] == number[7];
    }
}
