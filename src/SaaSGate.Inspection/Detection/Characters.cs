using System.Buffers;

namespace SaaSGate.Inspection.Detection;

/// <summary>Classes of characters that several detectors share.</summary>
internal static class Characters
{
    public static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>
    /// Belongs to a word of a script that separates words with spaces. Chinese or Japanese text may touch a value without
    /// being part of it, so it does not count.
    /// </summary>
    public static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_' || (c is >= '\u00AA' and < '\u0600' && char.IsLetterOrDigit(c));

    public static bool IsLetter(char c) => char.IsAsciiLetter(c) || (c is >= '\u00AA' and < '\u0600' && char.IsLetter(c));

    public static bool IsDigit(char c) => char.IsAsciiDigit(c);

    /// <summary>Spaces and dashes as typographers have them.</summary>
    public static bool IsSpace(char c) => c is ' ' or '\u00A0' or '\u2009' or '\u202F';

    public static bool IsDash(char c) => c is '-' or '\u2010' or '\u2011' or '\u2012' or '\u2013';

    /// <summary>Whether a word goes on at an index, or a number does.</summary>
    public static bool IsWordBefore(TextView text, int index) => IsWord(text.Before(index)) && !Escapes.EndsBefore(text, index);

    /// <summary>Digits joined to what stands before by a mark are the rest of a longer number, version or date; a comma also separates columns.</summary>
    public static bool ContinuesNumber(TextView text, int index)
    {
        var before = text.Before(index);
        return IsWordBefore(text, index) || ((IsDash(before) || before is '.' or '/') && IsDigit(text.Before(index, 2)));
    }

    /// <summary>From a digit where no number begins to the last one behind it of which <see cref="ContinuesNumber"/> would say the same, without asking.</summary>
    public static int LastInside(TextView text, int index)
    {
        while (index + 1 < text.Length && IsDigit(text.Chars[index]) && IsDigit(text.Chars[index + 1]) && text.Before(index + 1, 3) != '%' && text.Before(index + 1, 6) != '\\')
            index++;
        return index;
    }

    /// <summary>At most 64 digits; those of percent escapes are none.</summary>
    public static string DigitsOf(ReadOnlySpan<char> value)
    {
        Span<char> digits = stackalloc char[64];
        var count = 0;
        for (var at = 0; at < value.Length; at++)
            if (value[at] == '%')
                at += 2;
            else if (IsDigit(value[at]) && count < digits.Length)
                digits[count++] = value[at];
        return new string(digits[..count]);
    }
}
