using System.Buffers;

namespace SaaSGate.Inspection.Exfiltration.Attacks;

/// <summary>Undoes what hides words from a reader of letters: capitals, wide and look-alike letters, signs that nobody sees.</summary>
internal static class PlainText
{
    private const string Cyrillic = "асеорхуіјѕһԁԛԝ", Latin = "aceopxyijshdqw";

    private static readonly SearchValues<char> LatinLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");

    /// <summary>Writes the folded text, which is never longer; returns its length.</summary>
    public static int Fold(ReadOnlySpan<char> raw, Span<char> text)
    {
        var length = 0;
        var latin = raw.ContainsAny(LatinLetters);
        foreach (var c in raw)
            if (!IsInvisible(c))
                text[length++] = Fold(c, latin);
        return length;
    }

    /// <summary>Letters of other scripts that look like Latin ones.</summary>
    public static string LookAlikes { get; } = Cyrillic + Cyrillic.ToUpperInvariant();

    /// <summary>Writes a text as a reader sees it, capitals kept; returns its length, which is never greater.</summary>
    public static int Unveil(ReadOnlySpan<char> raw, Span<char> text)
    {
        var length = 0;
        foreach (var c in raw)
            if (!IsInvisible(c) && c is not ('\u200C' or '\u200D'))
                text[length++] = c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c >= '\u0400' && Cyrillic.IndexOf(char.ToLowerInvariant(c)) is >= 0 and var at ? Latin[at] : c;
        return length;
    }

    /// <summary>Signs without width that no script of everyday text needs between letters.</summary>
    public static bool IsInvisible(char c) => c is '\u00AD' or '\u200B' or '\u2060' or '\uFEFF' or (>= '\u2061' and <= '\u2064') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static char Fold(char c, bool latin)
    {
        if (c < 0x80)
            return char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
        if (c is >= '\uFF01' and <= '\uFF5E')
            return char.ToLowerInvariant((char)(c - 0xFEE0));
        c = char.ToLowerInvariant(c);
        if (c == '’')
            return '\'';
        return latin && c >= '\u0400' && Cyrillic.IndexOf(c) is >= 0 and var at ? Latin[at] : c;
    }
}
