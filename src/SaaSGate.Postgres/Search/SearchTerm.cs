namespace SaaSGate.Postgres.Search;

/// <summary>A part of what is searched for.</summary>
/// <param name="Words">Its words, and how many places each stands behind the one before; the first's is 0. More than one are a phrase.</param>
/// <param name="IsPrefix">Whether the last word may go on.</param>
/// <param name="IsExcluded">Whether it must not be there.</param>
/// <param name="InToolInput">Whether it must stand in what a tool is called with.</param>
internal sealed record SearchTerm(IReadOnlyList<(string Word, int Distance)> Words, bool IsPrefix, bool IsExcluded, bool InToolInput)
{
    /// <summary>Known words that are looked for instead of the one word that nobody wrote.</summary>
    public IReadOnlyList<string> Instead { get; init; } = [];

    /// <summary>Whether it is a single word that may have been written wrong.</summary>
    public bool MayBeWrong => Words.Count == 1 && !IsPrefix && !IsExcluded && Words[0].Word.Length >= 4 && Words[0].Word.All(char.IsLetter);

    /// <summary>As PostgreSQL reads a tsquery. Words are letters and digits alone.</summary>
    public string ToQuery()
    {
        var weight = InToolInput ? "A" : "";
        var text = Instead.Count > 0
            ? $"({string.Join(" | ", Instead.Select(word => Quoted(word, weight)))})"
            : string.Concat(Words.Select((word, i) => (i == 0 ? "" : $" <{word.Distance}> ") + Quoted(word.Word, i == Words.Count - 1 && IsPrefix ? "*" + weight : weight)));
        return IsExcluded ? $"!({text})" : Words.Count > 1 ? $"({text})" : text;
    }

    private static string Quoted(string word, string options) => options.Length == 0 ? $"'{word}'" : $"'{word}':{options}";
}
