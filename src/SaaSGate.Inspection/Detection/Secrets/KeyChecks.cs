using System.Buffers;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>What units of keys must be like.</summary>
internal static class KeyChecks
{
    private const int ChecksumLength = 6;
    private const double Sure = 1, Likely = 0.7, Doubtful = 0.45;
    private static readonly SearchValues<char> HexUnits = SearchValues.Create("0123456789abcdefABCDEF"), LowerHexUnits = SearchValues.Create("0123456789abcdef"),
        Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), Lower = SearchValues.Create("abcdefghijklmnopqrstuvwxyz"),
        UpperAndDigits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), LowerAndDigits = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789"),
        Vowels = SearchValues.Create("aeiouyAEIOUY");

    public static double Hex(ReadOnlySpan<char> units) => units.ContainsAnyExcept(HexUnits) ? 0 : Sure;

    public static double LowerHex(ReadOnlySpan<char> units) => units.ContainsAnyExcept(LowerHexUnits) ? 0 : Sure;

    /// <summary>Hexadecimal in one case of letters, with letters and digits.</summary>
    public static double OneCaseHex(ReadOnlySpan<char> units) =>
        Hex(units) > 0 && !(units.ContainsAny(Upper) && units.ContainsAny(Lower)) && Mixed(units) > 0 ? Sure : 0;

    public static double UpperCase(ReadOnlySpan<char> units) => units.ContainsAnyExcept(UpperAndDigits) ? 0 : Sure;

    public static double LowerCase(ReadOnlySpan<char> units) => units.ContainsAnyExcept(LowerAndDigits) ? 0 : Sure;

    /// <summary>Letters and digits both: names of things rarely have both.</summary>
    public static double Mixed(ReadOnlySpan<char> units) => units.ContainsAny(Characters.Digits) && units.ContainsAnyExcept(Characters.Digits) ? Sure : 0;

    /// <summary>Letters of both cases and digits, as chance makes them, not as names are made.</summary>
    public static double Random(ReadOnlySpan<char> units) => units.ContainsAny(Characters.Digits) && units.ContainsAny(Upper) && units.ContainsAny(Lower) ? Sure : 0;

    /// <summary>No word is that long without a digit and without a vowel.</summary>
    public static double NoWord(ReadOnlySpan<char> units) => units.ContainsAny(Characters.Digits) || !units.ContainsAny(Vowels) ? Sure : 0;

    /// <summary>As <see cref="Mixed"/>, hexadecimal digits with dashes as UUIDs have them.</summary>
    public static double Uuid(ReadOnlySpan<char> units)
    {
        if (units.Length != 36)
            return 0;
        for (var i = 0; i < units.Length; i++)
            if (i is 8 or 13 or 18 or 23 ? units[i] != '-' : !char.IsAsciiHexDigit(units[i]))
                return 0;
        return Sure;
    }

    /// <summary>
    /// The last six units are the CRC-32 of those before, in base 62. A key that lost a unit on its way is still not to be shown,
    /// so that one whose sum is wrong counts too.
    /// </summary>
    public static double Checksum(ReadOnlySpan<char> units)
    {
        var sum = Crc32(units[..^ChecksumLength]);
        for (var i = units.Length - 1; i >= units.Length - ChecksumLength; i--, sum /= 62)
            if (Digit(units[i]) != sum % 62)
                return Likely;
        return Sure;
    }

    /// <summary>Anthropic's keys end in AA after 93 units; a unit more or less may be one that a model misspelled.</summary>
    public static double Anthropic(ReadOnlySpan<char> units) => units.Length >= 80 && units.EndsWith("AA") ? Sure : Doubtful;

    /// <summary>OpenAI's keys have these units in their middle, which are its name in base64; others write keys with the same head.</summary>
    public static double OpenAi(ReadOnlySpan<char> units) => units.Contains("T3BlbkFJ", StringComparison.Ordinal) ? Sure : Likely;

    /// <summary>Slack's tokens hold the number of a workspace; a few older and newer kinds are long and have digits all over.</summary>
    public static double Slack(ReadOnlySpan<char> units)
    {
        foreach (var range in units.Split('-'))
            if (units[range].Length >= 9 && !units[range].ContainsAnyExcept(Characters.Digits))
                return Sure;
        return units.Length >= 24 && Digits(units) >= 4 ? Likely : 0;
    }

    /// <summary>Groups of given lengths of letters and digits, between one kind of mark.</summary>
    public static KeyCheck Groups(char mark, params int[] lengths) => units =>
    {
        var at = 0;
        foreach (var range in units.Split(mark))
            if (at == lengths.Length || units[range].Length != lengths[at++])
                return 0;
        return at == lengths.Length ? Mixed(units) : 0;
    };

    /// <summary>Both of two.</summary>
    public static KeyCheck Both(KeyCheck first, KeyCheck second) => units => Math.Min(first(units), second(units));

    private static int Digits(ReadOnlySpan<char> units)
    {
        var count = 0;
        foreach (var unit in units)
            count += char.IsAsciiDigit(unit) ? 1 : 0;
        return count;
    }

    private static uint Crc32(ReadOnlySpan<char> units)
    {
        var crc = uint.MaxValue;
        foreach (var unit in units)
        {
            crc ^= unit;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }

    private static uint Digit(char unit) => unit switch
    {
        <= '9' => (uint)(unit - '0'),
        <= 'Z' => (uint)(unit - 'A' + 10),
        _ => (uint)(unit - 'a' + 36),
    };
}
