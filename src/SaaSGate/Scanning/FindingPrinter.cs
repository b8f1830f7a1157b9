using System.Globalization;
using System.Text;
using SaaSGate.Inspection;

namespace SaaSGate.Scanning;

/// <summary>
/// Prints where a finding is, and its line with the value marked: in colour, or with carets below. It is the person's own
/// file on the person's own terminal.
/// </summary>
internal sealed class FindingPrinter(TextWriter output, bool colour)
{
    /// <summary>Units of a line that are shown before a value, of it, and behind it.</summary>
    private const int Around = 60, Longest = 100;

    private const char Cut = '…';

    public void Print(string file, int line, int lineStart, string text, Finding finding)
    {
        var column = finding.Start - lineStart + 1;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Paint("1", Plain(file))}:{line}:{column} {Paint("36", finding.Type)} {finding.Score:0.00} {Paint("2", finding.Detector)}"));
        var lineEnd = text.AsSpan(finding.Start).IndexOfAny('\r', '\n') is >= 0 and var length ? finding.Start + length : text.Length;
        var valueEnd = Math.Min(finding.End, lineEnd);
        var (from, shown, to) = (Math.Max(lineStart, finding.Start - Around), Math.Min(valueEnd, finding.Start + Longest), Math.Min(lineEnd, valueEnd + Around));
        var before = (from > lineStart ? $"{Cut}" : "") + Plain(text[from..finding.Start]);
        var value = Plain(text[finding.Start..shown]) + (shown < finding.End ? $"{Cut}" : "");
        var after = Plain(text[valueEnd..to]) + (to < lineEnd ? $"{Cut}" : "");
        output.WriteLine($"    {before}{Paint("1;31", value)}{after}");
        if (!colour)
            output.WriteLine($"    {new string(' ', before.Length)}{new string('^', value.Length)}");
    }

    public void Flush() => output.Flush();

    private string Paint(string style, string text) => colour ? $"\e[{style}m{text}\e[0m" : text;

    /// <summary>A file must not steer the terminal: controls and marks that turn the direction of writing become dots.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text);
        for (var i = 0; i < plain.Length; i++)
            if (plain[i] == '\t')
                plain[i] = ' ';
            else if (char.GetUnicodeCategory(plain[i]) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                plain[i] = '·';
        return plain.ToString();
    }
}
