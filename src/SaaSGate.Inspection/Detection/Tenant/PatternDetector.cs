using System.Text.RegularExpressions;

namespace SaaSGate.Inspection.Detection.Tenant;

/// <summary>
/// Finds what a tenant's pattern matches, on the engine that needs time in proportion to the text whatever the pattern.
/// <para>
/// The pattern is tried at each place in turn, on a window that begins one unit before it (for <c>\b</c>) and ends 256 units
/// behind it: what lies beyond does not exist for the pattern, so a longer match becomes the one that fits, or none. The
/// first place with a match is where the value begins. So a verdict depends on the text alone.
/// </para>
/// <para>
/// In practice two patterns derived from it leave few places to try: one without edges of words, which finds where a match
/// could begin, and one that matches all beginnings of matches, which finds where in a text that goes on one could still come.
/// </para>
/// </summary>
internal sealed class PatternDetector : SingleKindDetector
{
    private const int LongestPattern = 2000, LongestForm = 40_000, ManyUnits = 500, MostUnits = 5000;

    private const string RepeatsTooMuch = "The pattern repeats too much: with all repetitions written out it is too long for this engine. Use smaller numbers in braces, or * and +.";

    /// <summary>Places that are searched in one go: few where many must be tried, so that no text takes more than its length in time.</summary>
    private const int FewPlaces = LookAhead, ManyPlaces = 16 * 1024;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
    private readonly Regex _pattern;
    private readonly Regex _bare;
    private readonly Regex _unfinished;
    private readonly int _shortest;

    private PatternDetector(string name, string type, string pattern, PatternForms forms) : base(name, type, OwnRank) =>
        (_pattern, _bare, _unfinished, _shortest) = (new Regex(pattern, Options), new Regex(forms.Bare, Options), new Regex($"{forms.Prefixes}\\z", Options), (int)Math.Min(forms.Shortest, LookAhead));

    public override int ShortestValue => _shortest;

    public override int ShortestWord => _shortest;

    /// <summary>Makes a detector of a pattern.</summary>
    /// <returns>Null where the pattern is refused.</returns>
    public static PatternDetector? Create(string name, string type, string pattern, out string refusal)
    {
        refusal = $"The pattern is longer than {LongestPattern} characters. Split it over several detectors of one type.";
        if (pattern.Length > LongestPattern)
            return null;
        var forms = PatternForms.Nothing;
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
            var reader = new PatternReader(pattern);
            forms = reader.Read();
            _ = new Regex(pattern, Options);
            refusal = reader.Refusal ?? RefusalOf(forms);
            return refusal.Length > 0 ? null : new PatternDetector(name, type, pattern, forms);
        }
        catch (RegexParseException refused)
        {
            refusal = $"The pattern cannot be read: {refused.Message}";
        }
        catch (NotSupportedException) when (forms.Size > ManyUnits)
        {
            refusal = RepeatsTooMuch;
        }
        catch (NotSupportedException refused)
        {
            refusal = $"The pattern needs backtracking, which has no bound on its time, so it is refused: {refused.Message} "
                + "Write it without lookaround, backreferences and atomic groups.";
        }
        return null;
    }

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        var decided = text.Final ? text.Length : Math.Max(from, Unfinished(text.Chars, from));
        for (var (at, places) = (from, ManyPlaces); at < decided;)
        {
            var next = Math.Min(decided, at + places);
            var start = at + IndexOf(_bare, text.Chars[at..Math.Min(text.Length, next + LookAhead - 1)]);
            if (start < at || start >= next)
            {
                (at, places) = (next, Math.Min(places * 2, ManyPlaces));
                continue;
            }
            if (EndOf(text, start) is > 0 and var end)
            {
                (found, settled) = (new DetectedValue(Kind, start, end, 1), end);
                return true;
            }
            (at, places) = (start + 1, FewPlaces);
        }
        settled = Math.Max(from, decided);
        return false;
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    /// <summary>The first place from which a match could still come, or grow, with more text.</summary>
    private int Unfinished(ReadOnlySpan<char> chars, int from)
    {
        var first = Math.Max(from, chars.Length - LookAhead + 1);
        return first >= chars.Length ? chars.Length : first + IndexOf(_unfinished, chars[first..]);
    }

    /// <summary>One past the match that begins exactly here; -1 without one.</summary>
    private int EndOf(TextView text, int start)
    {
        var chars = text.Chars;
        if (start > 0 && char.IsLowSurrogate(chars[start]) && char.IsHighSurrogate(chars[start - 1]))
            return -1;
        var before = start > 0 && !Escapes.EndsBefore(text, start) ? 1 : 0;
        var limit = Math.Min(chars.Length, start + LookAhead);
        if (limit == start + LookAhead && char.IsHighSurrogate(chars[limit - 1]))
            limit--;
        foreach (var match in _pattern.EnumerateMatches(chars[(start - before)..limit], before))
        {
            var end = start + match.Length;
            if (match.Index != before || match.Length == 0)
                return -1;
            return end < limit && char.IsHighSurrogate(chars[end - 1]) && char.IsLowSurrogate(chars[end]) ? end + 1 : end;
        }
        return -1;
    }

    private static string RefusalOf(PatternForms forms) => forms switch
    {
        { Shortest: 0 } => "The pattern matches the empty text, so it says nothing. Let it match at least one character.",
        { Shortest: > LookAhead } => $"No match fits into {LookAhead} characters, and no value is looked at beyond them. Match its beginning only.",
        { Size: > MostUnits } or { Prefixes.Length: > LongestForm } => RepeatsTooMuch,
        _ => "",
    };

    private static int IndexOf(Regex pattern, ReadOnlySpan<char> text)
    {
        foreach (var match in pattern.EnumerateMatches(text))
            return match.Index;
        return -1;
    }
}
