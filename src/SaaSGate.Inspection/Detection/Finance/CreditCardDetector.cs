using System.Globalization;

namespace SaaSGate.Inspection.Detection.Finance;

/// <summary>Payment cards with a correct Luhn digit, in one run or in groups as on the card: 13 to 19 digits of a known issuer, or 12 to 19 after words that say so; there one with a wrong digit is a guess.</summary>
internal sealed class CreditCardDetector() : SingleKindDetector("credit-card", FindingTypes.CreditCard, 30)
{
    private const int MinDigits = 13, MinNamed = 12, MaxDigits = 19, MaxZeros = 16, Usual = 15, Group = 4;
    private const double Sure = 1, Likely = 0.8, Short = 0.6, Guessed = 0.4;
    private static readonly ContextWords Words = new("card", "visa", "mastercard", "maestro", "amex", "american express", "credit", "debit", "cc ", "cc:", "cc=", "cc#", "pan:", "pan=");

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        for (var at = from; ; at++)
        {
            at = DigitRuns.Next(text.Chars, at, Group);
            if (at < 0)
            {
                (found, settled) = (default, text.Length);
                return false;
            }
            var (end, score) = (-1, 0d);
            if (!Characters.ContinuesNumber(text, at))
                end = CardEnd(ref text, at, out score);
            if (text.Starved)
            {
                (found, settled) = (default, at);
                return false;
            }
            if (end < 0)
            {
                at = Characters.LastInside(text, at);
                continue;
            }
            (found, settled) = (new DetectedValue(Kind, at, end, score), end);
            return true;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => Characters.DigitsOf(value);

    /// <summary>The longest of the surest readings, or -1.</summary>
    private static int CardEnd(ref TextView text, int start, out double score)
    {
        score = 0;
        // A card is printed in groups of four or more; only the last may be shorter.
        for (var at = start + 1; at < start + Group; at++)
            if (!Characters.IsDigit(text.Peek(at)))
                return -1;
        var groups = DigitGroups.Read(ref text, start, MaxDigits, Separator);
        if (text.Starved || groups.Digits < MinNamed)
            return -1;
        var isNamed = Words.Precede(text, start);
        Span<char> digits = stackalloc char[MaxDigits];
        var (count, best) = (0, -1);
        for (var group = 0; group < groups.Count; group++)
        {
            if (count + groups.Size(group) > MaxDigits || (group > 0 && groups.Size(group - 1) < Group))
                break;
            for (var at = groups.End(group) - groups.Size(group); at < groups.End(group); at++)
                digits[count++] = text.Chars[at];
            var read = count < MinNamed ? 0 : Score(digits[..count], isNamed, isGrouped: group > 0);
            if (read > 0 && read >= score && EndsHere(ref text, groups.End(group)))
                (best, score) = (groups.End(group), read);
        }
        return best;
    }

    private static double Score(ReadOnlySpan<char> digits, bool isNamed, bool isGrouped) => (IsLuhn(digits), IsIssued(digits)) switch
    {
        (true, true) => isNamed || isGrouped || digits.Length >= Usual ? Sure : Short,
        (true, false) => isNamed ? Likely : 0,
        (false, true) => isNamed && digits.Length >= Usual ? Guessed : 0,
        _ => 0,
    };

    private static int Separator(ref TextView text, int at) => text.Peek(at) is var c && (Characters.IsSpace(c) || Characters.IsDash(c) || c == '.') ? 1 : 0;

    /// <summary>After a space another number may follow; a dash or a point would make one longer number, but for <c>.0</c> as programs write it.</summary>
    private static bool EndsHere(ref TextView text, int end)
    {
        var next = text.Peek(end);
        if (next == '.' && text.Peek(end + 1) == '0')
            return EndsInZeros(ref text, end + 1);
        return !Characters.IsWord(next) && !((Characters.IsDash(next) || next == '.') && Characters.IsDigit(text.Peek(end + 1)));
    }

    private static bool EndsInZeros(ref TextView text, int zero)
    {
        var end = zero;
        while (end - zero < MaxZeros && text.Peek(end) == '0')
            end++;
        var next = text.Peek(end);
        return !Characters.IsWord(next) && !((Characters.IsDash(next) || next == '.') && Characters.IsDigit(text.Peek(end + 1)));
    }

    private static bool IsLuhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? (2 * digit) - 9 : 2 * digit;
        }
        return sum % 10 == 0;
    }

    private static bool IsIssued(ReadOnlySpan<char> digits) => digits.Length >= MinDigits && IsIssued(int.Parse(digits[..6], CultureInfo.InvariantCulture), digits.Length);

    /// <summary>First six digits and lengths that the networks publish.</summary>
    private static bool IsIssued(int prefix, int length) => prefix switch
    {
        >= 400000 and < 500000 => length is 13 or 16 or 19, // Visa
        >= 510000 and < 560000 => length == 16, // Mastercard
        >= 222100 and < 272100 => length == 16, // Mastercard
        >= 340000 and < 350000 or >= 370000 and < 380000 => length == 15, // American Express
        >= 300000 and < 306000 or >= 360000 and < 370000 or >= 380000 and < 400000 => length is 14 or 16, // Diners Club
        >= 352800 and < 359000 => length is >= 16 and <= 19, // JCB
        >= 213100 and < 213200 or >= 180000 and < 180100 => length == 15, // JCB
        >= 220000 and < 220500 => length is >= 16 and <= 19, // Mir
        >= 601100 and < 601200 or >= 644000 and < 660000 => length is >= 16 and <= 19, // Discover
        >= 620000 and < 630000 => length is >= 16 and <= 19, // UnionPay
        >= 500000 and < 510000 or >= 560000 and < 600000 or >= 630000 and < 640000 or >= 670000 and < 680000 => length is 13 or 15 or 16 or 18 or 19, // Maestro
        >= 600000 and < 610000 => length == 16, // RuPay
        _ => false,
    };
}
