namespace SaaSGate.Inspection.Detection.Tenant;

/// <summary>What a pattern, or a part of one, is beside itself.</summary>
/// <param name="Bare">The same without the edges of words: matches wherever the pattern does, and perhaps elsewhere.</param>
/// <param name="Prefixes">Matches every beginning of what <paramref name="Bare"/> matches, and nothing at all.</param>
/// <param name="Shortest">Units of its shortest match.</param>
/// <param name="Size">Units that it names with all repetitions written out.</param>
internal readonly record struct PatternForms(string Bare, string Prefixes, long Shortest, long Size)
{
    private const long MostCounted = 1_000_000;

    /// <summary>Matches nothing but what stands between two units.</summary>
    public static PatternForms Nothing { get; } = new("", "", 0, 0);

    /// <summary>One unit.</summary>
    public static PatternForms Unit(string token) => new(token, $"{token}?", 1, 1);

    /// <summary>One part, then others.</summary>
    public static PatternForms Sequence(PatternForms first, PatternForms rest)
    {
        if (first.Bare.Length == 0)
            return rest;
        if (rest.Bare.Length == 0)
            return first;
        var prefixes = first.Prefixes == $"{first.Bare}?" ? $"(?:{first.Bare}{rest.Prefixes})?" : $"(?:{first.Prefixes}|{first.Bare}{rest.Prefixes})";
        return new(first.Bare + rest.Bare, prefixes, Sum(first.Shortest, rest.Shortest), Sum(first.Size, rest.Size));
    }

    /// <summary>One part or the other.</summary>
    public PatternForms Or(PatternForms other) =>
        new($"{Bare}|{other.Bare}", $"{Prefixes}|{other.Prefixes}", Math.Min(Shortest, other.Shortest), Sum(Size, other.Size));

    /// <summary>In a group that opens with <paramref name="opening"/>.</summary>
    public PatternForms Grouped(string opening) => this with { Bare = $"{opening}{Bare})", Prefixes = $"{opening}{Prefixes})" };

    /// <summary>So many times.</summary>
    /// <param name="quantifier">As it is written.</param>
    /// <param name="least">At least.</param>
    /// <param name="most">At most; null without end.</param>
    public PatternForms Repeated(string quantifier, int least, int? most)
    {
        if (Bare.Length == 0 || most == 0)
            return Nothing;
        var before = most is { } times ? $"{{0,{times - 1}}}" : "*";
        return new(Bare + quantifier, most == 1 ? Prefixes : $"(?:{Bare}{before}{Prefixes})", Math.Min(MostCounted, Shortest * least), Math.Min(MostCounted, Size * (most ?? (least + 1L))));
    }

    private static long Sum(long one, long other) => Math.Min(MostCounted, one + other);
}
