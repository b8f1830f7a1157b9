namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>The arithmetic behind the check digits of ids. Ids come as digits and upper-case letters without marks.</summary>
internal static class CheckDigits
{
    private static readonly byte[] VerhoeffProducts =
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 0, 6, 7, 8, 9, 5, 2, 3, 4, 0, 1, 7, 8, 9, 5, 6, 3, 4, 0, 1, 2, 8, 9, 5, 6, 7, 4, 0, 1, 2, 3, 9, 5, 6, 7, 8,
        5, 9, 8, 7, 6, 0, 4, 3, 2, 1, 6, 5, 9, 8, 7, 1, 0, 4, 3, 2, 7, 6, 5, 9, 8, 2, 1, 0, 4, 3, 8, 7, 6, 5, 9, 3, 2, 1, 0, 4, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
    ];

    private static readonly byte[] VerhoeffShuffle = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

    public static int At(ReadOnlySpan<char> id, int index) => id[index] - '0';

    /// <summary>The number that digits stand for; -1 where one is none.</summary>
    public static long Number(ReadOnlySpan<char> digits)
    {
        var number = 0L;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c))
                return -1;
            number = (number * 10) + (c - '0');
        }
        return number;
    }

    /// <summary>Sum of the first digits, each times its weight.</summary>
    public static int Sum(ReadOnlySpan<char> id, params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
            sum += weights[i] * At(id, i);
        return sum;
    }

    public static bool Luhn(ReadOnlySpan<char> digits) => LuhnSum(digits) % 10 == 0;

    public static int LuhnSum(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? (2 * digit) - 9 : 2 * digit;
        }
        return sum;
    }

    public static bool Verhoeff(ReadOnlySpan<char> digits)
    {
        var check = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            for (var times = i % 8; times > 0; times--)
                digit = VerhoeffShuffle[digit];
            check = VerhoeffProducts[(check * 10) + digit];
        }
        return check == 0;
    }

    /// <summary>ISO 7064 mod 11,10.</summary>
    public static bool Mod11And10(ReadOnlySpan<char> digits)
    {
        var check = 10;
        foreach (var c in digits[..^1])
        {
            var sum = (c - '0' + check) % 10;
            check = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (11 - check) % 10 == At(digits, digits.Length - 1);
    }

    /// <summary>ISO 7064 mod 11,2; the last may be an X for ten.</summary>
    public static bool Mod11And2(ReadOnlySpan<char> id)
    {
        var check = 0;
        foreach (var c in id[..^1])
            check = (check + (c - '0')) * 2 % 11;
        return (12 - check) % 11 == (id[^1] == 'X' ? 10 : At(id, id.Length - 1));
    }

    /// <summary>Whether a day exists; of years only the last two digits count, so each fourth has its leap day.</summary>
    public static bool IsDate(long year, long month, long day) =>
        month is >= 1 and <= 12 && day >= 1 && day <= (month == 2 ? (year % 4 == 0 ? 29 : 28) : month is 4 or 6 or 9 or 11 ? 30 : 31);

    /// <summary>Whether six digits are a date written year, month, day.</summary>
    public static bool IsYearFirst(ReadOnlySpan<char> digits) => IsDate(Number(digits[..2]), Number(digits[2..4]), Number(digits[4..6]));

    /// <summary>Whether six digits are a date written day, month, year.</summary>
    public static bool IsDayFirst(ReadOnlySpan<char> digits) => IsDate(Number(digits[4..6]), Number(digits[2..4]), Number(digits[..2]));
}
