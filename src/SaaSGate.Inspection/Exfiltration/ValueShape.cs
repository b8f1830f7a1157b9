namespace SaaSGate.Inspection.Exfiltration;

/// <summary>What the signs of a value are like.</summary>
/// <param name="IsRandom">Letters of both cases or digits change as they do in no word.</param>
/// <param name="IsHex">Hexadecimal digits and dashes only: a digest or an id.</param>
/// <param name="Blanks">Spaces, also as <c>+</c>, <c>%20</c> and <c>_</c>.</param>
/// <param name="Dashes">Dashes.</param>
/// <param name="LongestDigits">Longest run of digits.</param>
internal readonly record struct ValueShape(bool IsRandom, bool IsHex, int Blanks, int Dashes, int LongestDigits)
{
    public static ValueShape Of(ReadOnlySpan<char> value)
    {
        int changes = 0, blanks = 0, dashes = 0, run = 0, longest = 0, others = 0;
        var (hex, before) = (true, Class.Other);
        for (var at = 0; at < value.Length; at++)
        {
            var c = value[at];
            var kind = char.IsAsciiDigit(c) ? Class.Digit : char.IsAsciiLetterUpper(c) ? Class.Upper : char.IsAsciiLetterLower(c) ? Class.Lower : Class.Other;
            if (kind != before && kind != Class.Other && before != Class.Other && !(before == Class.Upper && kind == Class.Lower))
                changes++;
            run = kind == Class.Digit ? run + 1 : 0;
            longest = Math.Max(longest, run);
            hex &= char.IsAsciiHexDigit(c) || c == '-';
            dashes += c == '-' ? 1 : 0;
            blanks += c is '+' or ' ' or '_' || value[at..].StartsWith("%20") ? 1 : 0;
            others += kind == Class.Other && c is not ('+' or '/' or '=' or '-' or '_') ? 1 : 0;
            before = kind;
        }
        return new ValueShape(changes * 5 >= value.Length && others * 10 <= value.Length, hex, blanks, dashes, longest);
    }

    private enum Class
    {
        Other,
        Digit,
        Upper,
        Lower,
    }
}
