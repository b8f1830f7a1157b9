using System.Buffers;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>
/// Tells examples from secrets by what no secret drawn by chance has: a filled run, a row of digits, a word that says
/// so. Each is so rare among real keys (less than one in a hundred thousand) that none is passed for it.
/// </summary>
internal static class Example
{
    /// <summary>Longest run of one unit that chance may make, and digits that follow each other.</summary>
    private const int LongestRun = 7, DigitsInRow = 7;

    private static readonly SearchValues<string> Words = SearchValues.Create(
        ["example", "sample", "placeholder", "redacted", "your_", "your-", "_here", "-here", "changeme", "change_me", "change-me", "dummy", "notreal", "not_real", "acedfake", "insert"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether units of a key only fill its place.</summary>
    public static bool Fills(ReadOnlySpan<char> units)
    {
        var (run, row) = (1, 1);
        for (var i = 1; i < units.Length; i++)
        {
            run = units[i] == units[i - 1] ? run + 1 : 1;
            row = char.IsAsciiDigit(units[i]) && units[i] == units[i - 1] + 1 ? row + 1 : 1;
            if (row == DigitsInRow || (run > LongestRun && (units[i] is 'x' or 'X' or '*' or '.' or '-' or '_')))
                return true;
        }
        return Reads(units);
    }

    /// <summary>Whether a word in a key says that it is none.</summary>
    public static bool Reads(ReadOnlySpan<char> units) => units.ContainsAny(Words);
}
