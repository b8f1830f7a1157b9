using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Masking;

/// <summary>
/// Tells numbers of JSON that is written as a text, as structured answers are: a label in their place would make it no JSON.
/// Only marks beside the number are looked at, so inside a string of the JSON some digits may be taken for one.
/// </summary>
internal static class JsonNumber
{
    public const string Masked = "0";

    private const string Blanks = " \t\r\n";

    /// <summary>Whether a text that begins like this is JSON; null while it is blank.</summary>
    public static bool? Begins(ReadOnlySpan<char> text) => text.TrimStart(Blanks) is [var first, ..] ? first is '{' or '[' : null;

    /// <summary>Whether digits stand as a member's value or an array's element.</summary>
    /// <param name="window">The text, with what detectors look back at before the digits and the unit behind them, where there is one.</param>
    /// <param name="start">Index of the first digit.</param>
    /// <param name="end">One past the last.</param>
    public static bool Stands(ReadOnlySpan<char> window, int start, int end)
    {
        if (end >= window.Length || window[end] is not (',' or '}' or ']' or '\r' or '\n') || window[start..end].ContainsAnyExcept(Characters.Digits))
            return false;
        var before = window[Math.Max(0, start - Detector.LookBehind)..start].TrimEnd(Blanks);
        if (before is [.., '['])
            return true;
        if (before is not [.., ':' or ','])
            return false;
        var member = before[^1] == ':';
        return before[..^1].TrimEnd(Blanks) is [.., var last] && (last == '"' || (!member && (Characters.IsDigit(last) || last is ']' or '}')));
    }
}
