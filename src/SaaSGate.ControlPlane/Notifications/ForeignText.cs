using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>
/// Text that somebody else wrote, made fit to leave: one line, every invisible or turning character shown, no address that a program makes
/// clickable, no more than there is room for. What a medium reads as markup, the medium's own writer escapes on top.
/// </summary>
internal static partial class ForeignText
{
    private const char Ellipsis = '…';

    /// <summary>One line of at most so many UTF-16 units.</summary>
    public static string Line(string? text, int longest)
    {
        var shown = Shown(text ?? "");
        shown = Schemes().Replace(shown, "$1[:]//");
        shown = Dots().Replace(shown, "[.]");
        return Cut(shown, longest);
    }

    /// <summary>The same, for what is no prose and may hold dots: names of rules and skills, answers of servers.</summary>
    public static string Name(string? text, int longest) => Cut(Schemes().Replace(Shown(text ?? ""), "$1[:]//"), longest);

    private static string Shown(string text)
    {
        var shown = new StringBuilder(text.Length);
        var space = true;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control && rune.Value < 0x80))
            {
                if (!space)
                    shown.Append(' ');
                space = true;
                continue;
            }

            space = false;
            if (IsHidden(rune))
                shown.Append(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩");
            else
                shown.Append(rune.ToString());
        }

        return shown.ToString().TrimEnd();
    }

    /// <summary>Controls, formats such as those that turn the direction, tags, variation selectors, fillers, and what is no character.</summary>
    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    /// <summary>Never in the middle of a character.</summary>
    /// <summary>A text, or its beginning and an ellipsis, never half of a character.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        var end = longest - 1;
        while (end > 0 && (char.IsLowSurrogate(text[end]) || CharUnicodeInfo.GetUnicodeCategory(text, end) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark))
            end--;
        return string.Concat(text.AsSpan(0, end), [Ellipsis]);
    }

    [GeneratedRegex("([A-Za-z][A-Za-z0-9+.-]*):(?://|\\\\\\\\)", RegexOptions.CultureInvariant)]
    private static partial Regex Schemes();

    [GeneratedRegex(@"(?<=[\p{L}\p{N}-])[.\u3002\uFF0E\uFF61](?=\p{L})", RegexOptions.CultureInvariant)]
    private static partial Regex Dots();
}
