namespace SaaSGate.Postgres.Search;

/// <summary>
/// What people type, taken apart: words, of which all must be there; <c>"a phrase"</c>; <c>begin*</c>; <c>-not</c>; what is joined
/// by other characters, such as <c>files.evil.example</c>, is a phrase.
/// </summary>
internal static class SearchText
{
    private const int MostTerms = 16, ShortestPrefix = 3;

    /// <summary>The terms; words that nothing is told by are left out.</summary>
    public static List<SearchTerm> Parse(string? text, bool inToolInput = false)
    {
        var terms = new List<SearchTerm>();
        var rest = (text ?? "").AsSpan();
        while (terms.Count < MostTerms && !(rest = rest.TrimStart()).IsEmpty)
        {
            var excluded = rest.Length > 1 && rest[0] == '-';
            if (excluded)
                rest = rest[1..];
            var quoted = rest[0] == '"';
            if (quoted)
                rest = rest[1..];
            var end = quoted ? rest.IndexOf('"') : rest.IndexOfAny(" \t\r\n");
            if (end < 0)
                end = rest.Length;
            var piece = rest[..end];
            rest = rest[Math.Min(rest.Length, quoted ? end + 1 : end)..];
            if (Term(piece, quoted, excluded, inToolInput) is { } term)
                terms.Add(term);
        }

        return terms;
    }

    private static SearchTerm? Term(ReadOnlySpan<char> piece, bool quoted, bool excluded, bool inToolInput)
    {
        var (words, distance, beginning) = (new List<(string, int)>(), 0, 0);
        var begun = !quoted && piece.EndsWith('*') ? piece.Length - 1 : -1; // where a beginning ends: "for*" is one, though "for" is passed over
        Words.Of(piece, (word, _, end) =>
        {
            distance++;
            if (StopWords.Contains(word) && !(end == begun && word.Length >= ShortestPrefix))
                return;
            beginning = words.Count == 0 ? distance : beginning;
            words.Add((word.ToString(), words.Count == 0 ? 0 : distance));
            distance = 0;
        });

        // Without the words at its ends a phrase stands in more texts: asked for, that shows some too many; excluded, it would hide them.
        if (words.Count == 0 || (excluded && beginning + distance > 1))
            return null;

        // A word before which the piece ended in one that is passed over cannot begin anything.
        var prefix = begun >= 0 && distance == 0 && words[^1].Item1.Length >= ShortestPrefix;
        return new(words, prefix, excluded, inToolInput);
    }
}
