namespace SaaSGate.Inspection.Policies.Matching;

/// <summary>A name in which <c>*</c> stands for anything, also nothing. Case does not matter.</summary>
public static class Glob
{
    /// <summary>Most characters of one.</summary>
    public const int Longest = 256;

    /// <summary>Whether a text can be one: something without white space at its ends or control characters.</summary>
    public static bool IsGlob(string text) => text.Length is > 0 and <= Longest && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]) && !text.Any(char.IsControl);

    /// <summary>Whether a name is meant. Linear in practice, and never worse than the product of both lengths.</summary>
    public static bool IsMatch(ReadOnlySpan<char> glob, ReadOnlySpan<char> name)
    {
        var (at, from, star, resume) = (0, 0, -1, 0);
        while (from < name.Length)
        {
            if (at < glob.Length && glob[at] == '*')
                (star, resume) = (at++, from);
            else if (at < glob.Length && Same(glob[at], name[from]))
                (at, from) = (at + 1, from + 1);
            else if (star >= 0)
                (at, from) = (star + 1, ++resume);
            else
                return false;
        }
        return glob[at..].IndexOfAnyExcept('*') < 0;
    }

    /// <summary>Whether any of them means the name.</summary>
    public static bool IsAny(IReadOnlyList<string> globs, ReadOnlySpan<char> name)
    {
        for (var i = 0; i < globs.Count; i++)
            if (IsMatch(globs[i], name))
                return true;
        return false;
    }

    private static bool Same(char one, char other) => one == other || char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
