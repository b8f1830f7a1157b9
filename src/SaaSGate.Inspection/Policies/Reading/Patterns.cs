using System.Text.RegularExpressions;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>Reads patterns of which no text can make a match slow.</summary>
internal static class Patterns
{
    private const int MaxPattern = 4096, MostRuns = 16, Run = 400;
    private const long MostBytes = 8 * 1024 * 1024;

    /// <summary>The pattern of a key; null where there is none, or it is refused.</summary>
    public static Regex? Compile(YamlObject when, string key)
    {
        var pattern = when.Text(key);
        if (pattern is null)
            return null;
        if (pattern.Length > MaxPattern)
        {
            when.Refuse(key, $"The pattern is longer than {MaxPattern} characters. Split it over several rules.");
            return null;
        }
        try
        {
            var compiled = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            if (!IsCostly(compiled, pattern))
                return compiled;
            when.Refuse(key, "The pattern takes too much memory: it keeps count of too much at once. Use smaller numbers in braces, or none: '+' instead of '{1,500}'.");
        }
        catch (RegexParseException refused)
        {
            when.Refuse(key, $"The pattern cannot be read: {refused.Message}");
        }
        catch (NotSupportedException refused)
        {
            when.Refuse(key, $"The pattern needs backtracking, which has no bound on its time, or counts too high without it, so it is refused: {refused.Message} "
                + "Write it without lookaround, backreferences and atomic groups, and with smaller numbers in braces.");
        }
        return null;
    }

    /// <summary>
    /// Tries a pattern that counts on a text of runs of its own letters: how much memory its states take there is what texts that
    /// somebody makes for it would take.
    /// </summary>
    private static bool IsCostly(Regex compiled, string pattern)
    {
        if (!pattern.Contains('{', StringComparison.Ordinal))
            return false;
        var text = string.Concat(pattern.Where(char.IsLetterOrDigit).Distinct().Take(MostRuns).Select(letter => new string(letter, Run)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        compiled.IsMatch(text);
        return GC.GetAllocatedBytesForCurrentThread() - before > MostBytes;
    }
}
