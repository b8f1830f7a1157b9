namespace SaaSGate.Inspection.Detection;

/// <summary>
/// Escapes that another format left in a text: <c>\n</c> and <c>\u000a</c> of JSON inside JSON, <c>%20</c> of an address. A
/// value may stand directly behind one. Only what stands around a possible value is looked at.
/// </summary>
/// <remarks>
/// Each level of JSON inside JSON doubles the backslashes, so any run of them counts. A path such as <c>C:\new</c> reads alike;
/// there a value may lose its first letter, where otherwise JSON would lose one of its own.
/// </remarks>
internal static class Escapes
{
    private const int UnicodeLength = 6, PercentLength = 3;

    /// <summary>Whether an escape ends before an index that stands for no part of a word.</summary>
    public static bool EndsBefore(TextView text, int index) =>
        IsLetter(text, index - 1)
        || (Percent(text, index - PercentLength, text.Length) is >= 0 and var byteValue && !IsWord(byteValue))
        || (Unicode(text, index - UnicodeLength) is >= 0 and var unit && !Characters.IsWord((char)unit));

    /// <summary>The index itself, or where the escape ends in whose middle it lies.</summary>
    public static int Behind(TextView text, int index)
    {
        if (IsLetter(text, index))
            return index + 1;
        for (var start = Math.Max(0, index - UnicodeLength + 1); start < index; start++)
            if (Unicode(text, start) >= 0)
                return start + UnicodeLength;
        for (var start = Math.Max(0, index - PercentLength + 1); start < index; start++)
            if (Percent(text, start, text.Length) >= 0)
                return start + PercentLength;
        return index;
    }

    /// <summary>The byte that a percent sign and two digits before an end stand for; -1 where they do not stand there.</summary>
    public static int Percent(TextView text, int index, int end)
    {
        if (index < 0 || index + PercentLength > end || text.Chars[index] != '%')
            return -1;
        return char.IsAsciiHexDigit(text.Chars[index + 1]) && char.IsAsciiHexDigit(text.Chars[index + 2]) ? Hex(text.Chars.Slice(index + 1, 2)) : -1;
    }

    /// <summary>Whether a byte can be part of a word; those beyond ASCII are parts of letters.</summary>
    public static bool IsWord(int byteValue) => byteValue > '\x7F' || Characters.IsWord((char)byteValue);

    private static bool IsLetter(TextView text, int index) =>
        (uint)index < (uint)text.Length && text.Chars[index] is 'n' or 'r' or 't' or 'b' or 'f' && text.Before(index) == '\\';

    private static int Unicode(TextView text, int index)
    {
        if (index < 0 || index + UnicodeLength > text.Length || text.Chars[index] != '\\' || text.Chars[index + 1] != 'u')
            return -1;
        var digits = text.Chars.Slice(index + 2, 4);
        foreach (var digit in digits)
            if (!char.IsAsciiHexDigit(digit))
                return -1;
        return Hex(digits);
    }

    private static int Hex(ReadOnlySpan<char> digits)
    {
        var value = 0;
        foreach (var digit in digits)
            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        return value;
    }
}
