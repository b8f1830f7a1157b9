namespace SaaSGate.Benchmarks.Inspection;

/// <summary>Shows misses and false hits with the words around them, to those who improve detectors.</summary>
internal static class Examples
{
    private const int Around = 45;

    /// <summary>Picks some of each, the same ones every time, spread over all texts.</summary>
    public static void Print(IReadOnlyList<(GoldRow Row, Match Match)> matches, int count, Output output)
    {
        Print("missed", [.. matches.SelectMany(match => match.Match.Missed.Select(span => (match.Row.Id, match.Row.Text, span)))], count, output);
        Print("false", [.. matches.SelectMany(match => match.Match.False.Select(span => (match.Row.Id, match.Row.Text, span)))], count, output);
    }

    public static void Print(string what, IReadOnlyList<(string Id, string Text, Span Span)> spans, int count, Output output)
    {
        if (count <= 0 || spans.Count == 0)
            return;
        output.OnlyHere($"{what}: {Math.Min(count, spans.Count)} of {spans.Count}");
        for (var i = 0; i < Math.Min(count, spans.Count); i++)
        {
            var (id, text, span) = spans[(int)((long)i * spans.Count / Math.Min(count, spans.Count))];
            output.OnlyHere($"  {span.Type,-14} {id,-32} {Cut(text, span.Start - Around, span.Start)}⟦{Cut(text, span.Start, span.End)}⟧{Cut(text, span.End, span.End + Around)}");
        }
        output.OnlyHere("");
    }

    private static string Cut(string text, int start, int end) =>
        text[Math.Clamp(start, 0, text.Length)..Math.Clamp(end, 0, text.Length)].ReplaceLineEndings("⏎").Replace('\t', ' ');
}
