namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>
/// Phone numbers: international with a country code in use, and as they are written inside a country.
/// </summary>
internal sealed class PhoneDetector() : SingleKindDetector("phone", FindingTypes.Phone, 20)
{
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
            if (!CanBegin(text, at))
                continue;
            if (text.Before(at) is '+' or '$' or '€' or '£' || Characters.ContinuesNumber(text, at))
            {
                at = Characters.LastInside(text, at);
                continue;
            }
            var plus = PhoneGrammar.Plus(ref text, at);
            var (end, score) = (-1, 0d);
            if (plus > 0)
                end = InternationalPhone.End(ref text, at + plus, out score);
            else if (text.Chars[at] != '%')
                end = Local(ref text, at, out score);
            if (end > 0)
                end = PhoneGrammar.ExtensionEnd(ref text, end);
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

    /// <summary>Digits without extension; North American numbers get their country code.</summary>
    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value)
    {
        var extension = value.IndexOfAny('x', 'X', 'e');
        var digits = Characters.DigitsOf(extension < 0 ? value : value[..extension]);
        if (digits.StartsWith("00", StringComparison.Ordinal))
            digits = digits[2..];
        return digits.Length == 10 && value[0] is not ('+' or '%') ? "1" + digits : digits;
    }

    /// <summary>An opening mark in prose has no digit behind it.</summary>
    private static bool CanBegin(TextView text, int at) =>
        Characters.IsDigit(text.Chars[at]) || at + 1 == text.Length || Characters.IsDigit(text.Chars[at + 1]) || text.Chars[at + 1] == '(';

    private static int Local(ref TextView text, int at, out double score)
    {
        score = 0;
        if (text.Chars[at] == '0' && text.Peek(at + 1) == '0' && InternationalPhone.End(ref text, at + 2, out score) is > 0 and var end)
            return end;
        return text.Starved ? -1 : LocalPhone.End(ref text, at, out score);
    }
}
