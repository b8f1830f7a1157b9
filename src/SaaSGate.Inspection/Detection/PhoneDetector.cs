namespace SaaSGate.Inspection.Detection;

/// <summary>
/// Phone numbers: international with a country code in use, and North American as they are written locally. Runs of digits
/// without marks count only after words such as "phone".
/// </summary>
internal sealed class PhoneDetector : Detector
{
    private const int MaxDigits = 15, MinInternational = 8;
    private static readonly ContextWords Words =
        new("phone", "tel", "mobile", "cell", "call", "fax", "whatsapp", "sms", "dial", "reach", "contact", "text me", "text us", "hotline", "voicemail");

    public override string Name => "phone";

    public override string Type => FindingTypes.Phone;

    public override int Rank => 20;

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
            var end = text.Chars[at] == '+' ? International(ref text, at + 1) : Local(ref text, at);
            if (end > 0)
                end = PhoneGrammar.ExtensionEnd(ref text, end);
            if (text.Starved)
            {
                (found, settled) = (default, at);
                return false;
            }
            if (end < 0)
                continue;
            (found, settled) = (new DetectedValue(at, end, 0.9), end);
            return true;
        }
    }

    /// <summary>Digits without extension; North American numbers get their country code.</summary>
    public override string Normalise(ReadOnlySpan<char> value)
    {
        var extension = value.IndexOfAny('x', 'X', 'e');
        var digits = Characters.DigitsOf(extension < 0 ? value : value[..extension]);
        if (digits.StartsWith("00", StringComparison.Ordinal))
            digits = digits[2..];
        return digits.Length == 10 && !value.StartsWith("+") ? "1" + digits : digits;
    }

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
        var bracket = text.Chars[at] == '(';
        var number = bracket ? at + 1 : at;
        if (!Characters.IsDigit(text.Peek(number)))
            return -1;
        var groups = DigitGroups.Read(ref text, number, MaxDigits, PhoneGrammar.Separator);
        if (text.Starved)
            return -1;
        if (text.Chars[number..].StartsWith("00") && groups.Count > 1)
            return International(ref text, number + 2);
        var skip = groups.Count > 1 && groups.Size(0) == 1 && text.Chars[number] == '1' ? 1 : 0;
        var area = skip == 0 ? number : groups.End(0) + 1;
        var rest = groups.Count - skip;
        var (last, plain) = (groups.Size(skip), rest > 1 ? groups.Size(skip + 1) : 0, rest > 2 ? groups.Size(skip + 2) : 0) switch
        {
            (3, 3, 4) => (skip + 2, IsNorthAmerican(text, area, bracket || skip == 1, groups.End(skip), groups.End(skip + 1))),
            (3, 7, _) => (skip + 1, bracket),
            (3, 4, _) when skip == 0 => (1, false),
            (10, _, _) when IsExchange(text, number) => (skip, false),
            (11, _, _) when text.Chars[number] == '1' && IsExchange(text, number + 1) => (0, false),
            _ => (-1, false),
        };
        if (last < 0 || !(plain || Words.Precede(text, at)))
            return -1;
        return PhoneGrammar.EndsHere(ref text, groups.End(last)) ? groups.End(last) : -1;
    }

    /// <summary>Area code and exchange of ten digits can exist; those of a time stamp cannot.</summary>
    private static bool IsExchange(TextView text, int number) => text.Chars[number] is not ('0' or '1') && text.Chars[number + 3] is not ('0' or '1');

    /// <summary>Three, three and four digits: with spaces alone only where area and exchange can exist.</summary>
    private static bool IsNorthAmerican(TextView text, int area, bool marked, int areaEnd, int exchangeEnd)
    {
        while (area < areaEnd && !Characters.IsDigit(text.Chars[area]))
            area++;
        if (marked)
            return true;
        if (text.Chars[area] is '0' or '1')
            return false;
        return !(Characters.IsSpace(text.Chars[areaEnd]) && Characters.IsSpace(text.Chars[exchangeEnd])) || text.Chars[exchangeEnd - 3] is not ('0' or '1');
    }
}
