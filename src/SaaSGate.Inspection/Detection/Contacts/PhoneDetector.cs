namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>
/// Phone numbers: international with a country code in use, and as they are written inside a country.
/// </summary>
internal sealed class PhoneDetector() : SingleKindDetector("phone", FindingTypes.Phone, 20)
{
    private const int MaxDigits = 15, MinInternational = 8;

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        for (var at = from; ; at++)
        {
            var next = text.Chars[at..].IndexOfAny(PhoneGrammar.Openers);
            if (next < 0)
            {
                (found, settled) = (default, text.Length);
                return false;
            }
            at += next;
            if (text.Before(at) is '+' or '$' or '€' or '£' || Characters.ContinuesNumber(text, at))
                continue;
            var plus = PhoneGrammar.Plus(ref text, at);
            var end = plus > 0 ? International(ref text, at + plus) : text.Chars[at] == '%' ? -1 : Local(ref text, at);
            if (end > 0)
                end = PhoneGrammar.ExtensionEnd(ref text, end);
            if (text.Starved)
            {
                (found, settled) = (default, at);
                return false;
            }
            if (end < 0)
                continue;
            (found, settled) = (new DetectedValue(Kind, at, end, 0.9), end);
            return true;
        }
    }

    /// <summary>Digits without extension; North American numbers get their country code.</summary>
    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value)
    {
        var extension = value.IndexOfAny('x', 'X', 'e');
        var digits = Characters.DigitsOf(extension < 0 ? value : value[..extension]);
        if (digits.StartsWith("00", StringComparison.Ordinal))
            digits = digits[2..];
        return digits.Length == 10 && value[0] is not ('+' or '%') ? "1" + digits : digits;
    }

    /// <summary>Where a number with its country code ends; -1 where there is none.</summary>
    private static int International(ref TextView text, int number)
    {
        if (text.Peek(number) == '(')
            number++;
        if (text.Peek(number) is < '1' or > '9')
            return -1;
        var groups = DigitGroups.Read(ref text, number, MaxDigits, PhoneGrammar.Separator);
        if (text.Starved || !PhoneGrammar.IsCountry(text.Chars[number..Math.Min(text.Length, number + 4)]))
            return -1;
        var (digits, end) = (0, -1);
        for (var group = 0; group < groups.Count && digits + groups.Size(group) <= MaxDigits; group++)
        {
            digits += groups.Size(group);
            if (text.Chars[number] == '1' ? digits == 11 : digits >= MinInternational)
                end = groups.End(group);
        }
        return end >= 0 && PhoneGrammar.EndsHere(ref text, end) ? end : -1;
    }

    private static int Local(ref TextView text, int at)
    {
        if (text.Chars[at] == '0' && text.Peek(at + 1) == '0' && International(ref text, at + 2) is > 0 and var end)
            return end;
        return text.Starved ? -1 : LocalPhone.End(ref text, at);
    }
}
