using System.Globalization;

namespace SaaSGate.Postgres.Search;

/// <summary>Cuts a few words out of an exchange's texts, where most of what was looked for stands together.</summary>
internal sealed class Snippets : ITextSink
{
    private const int Before = 60, Longest = 220, MostCharacters = 200_000, MostMarks = 2000;
    private readonly HashSet<string> _words;
    private readonly List<string> _prefixes;
    private readonly bool _onlyToolInput;
    private (string Text, TextPlace Place, int Score, int Start, List<(int Start, int End)> Marks)? _best;
    private int _read;

    public Snippets(IReadOnlyList<SearchTerm> terms)
    {
        var wanted = terms.Where(term => !term.IsExcluded).ToList();
        _words = [.. wanted.SelectMany(term => term.Instead.Count > 0 ? term.Instead : term.Words.Select(word => word.Word))];
        _prefixes = [.. wanted.Where(term => term.IsPrefix).Select(term => term.Words[^1].Word)];
        _onlyToolInput = wanted.Count > 0 && wanted.All(term => term.InToolInput);
    }

    /// <summary>Where the snippet stands; null when there was no text.</summary>
    public string? Place => _best?.Place switch
    {
        TextPlace.ToolInput => "tool_input",
        TextPlace.Answer => "answer",
        TextPlace.Given => "given",
        TextPlace.Thought => "thought",
        _ => null,
    };

    public void Tool(string name)
    {
    }

    public void Text(ReadOnlySpan<char> text, TextPlace place)
    {
        if (_read > MostCharacters || text.IsWhiteSpace() || (_onlyToolInput && place != TextPlace.ToolInput))
            return;
        _read += text.Length;
        var marks = new List<(int Start, int End, string Word)>();
        Words.Of(text, (word, start, end) =>
        {
            if (marks.Count < MostMarks && Matches(word.ToString()))
                marks.Add((start, end, word.ToString()));
        });

        // The window, beginning at a mark, that holds the most different words.
        var (score, first) = (0, 0);
        for (int i = 0, next = 0; i < marks.Count; i++)
        {
            while (next < marks.Count && marks[next].End - marks[i].Start <= Longest - Before)
                next++;
            if (marks.Skip(i).Take(next - i).Select(mark => mark.Word).Distinct().Count() is var different && different > score)
                (score, first) = (different, marks[i].Start);
        }

        if (_best is null || score > _best.Value.Score)
            _best = (text.ToString(), place, score, first, marks.ConvertAll(mark => (mark.Start, mark.End)));
    }

    /// <summary>The snippet; none when there was no text.</summary>
    public IReadOnlyList<SnippetPart> Parts()
    {
        if (_best is not { } best)
            return [];
        var from = best.Start <= Before ? 0 : Whole(best.Text, best.Start - Before);
        var to = best.Text.Length - from <= Longest ? best.Text.Length : Whole(best.Text, from + Longest);
        var (parts, at) = (new List<SnippetPart>(), from);
        foreach (var (start, end) in best.Marks.Where(mark => mark.Start >= from && mark.End <= to))
        {
            if (start > at)
                parts.Add(new((at == from && from > 0 ? "…" : "") + best.Text[at..start], false));
            parts.Add(new(best.Text[start..end], true));
            at = end;
        }

        if (at < to || to < best.Text.Length)
            parts.Add(new((at == from && from > 0 ? "…" : "") + best.Text[at..to] + (to < best.Text.Length ? "…" : ""), false));
        return parts;
    }

    private bool Matches(string word) => _words.Contains(word) || _prefixes.Exists(prefix => word.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The place, or the one before it, where no character is cut apart.</summary>
    private static int Whole(string text, int at)
    {
        while (at > 0 && (char.IsLowSurrogate(text[at]) || CharUnicodeInfo.GetUnicodeCategory(text[at]) is UnicodeCategory.NonSpacingMark))
            at--;
        return at;
    }
}
