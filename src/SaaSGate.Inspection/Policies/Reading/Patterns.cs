using System.Text.RegularExpressions;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>Reads patterns of which no text can make a match slow.</summary>
internal static class Patterns
{
    private const int MaxPattern = 4096;

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
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (RegexParseException refused)
        {
            when.Refuse(key, $"The pattern cannot be read: {refused.Message}");
        }
        catch (NotSupportedException refused)
        {
            when.Refuse(key, $"The pattern needs backtracking, which has no bound on its time, so it is refused: {refused.Message} "
                + "Write it without lookaround, backreferences and atomic groups.");
        }
        return null;
    }
}
