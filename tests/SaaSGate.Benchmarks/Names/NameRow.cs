namespace SaaSGate.Benchmarks.Names;

/// <summary>A text of a corpus with what people found in it.</summary>
/// <param name="Source">Which corpus.</param>
/// <param name="Text">The text.</param>
/// <param name="Spans">What it holds of the types that the corpus marks.</param>
/// <param name="Ignored">Stretches that count for nothing.</param>
/// <param name="Fold">Made of the text's template: rows whose fold is a multiple of 5 are held back and never trained on.</param>
internal sealed record NameRow(string Source, string Text, NameSpan[] Spans, NameSpan[] Ignored, int Fold)
{
    /// <summary>Folds repeat after this many.</summary>
    public const int Folds = 5 * 7;

    public bool IsHeldBack => Fold % 5 == 0;

    /// <summary>A seventh of the other rows: what is tuned is tuned on them.</summary>
    public bool IsDevelopment => !IsHeldBack && Fold % 7 == 0;

    /// <summary>The spans, with parts of one address that only white space separates made one.</summary>
    public NameSpan[] Joined { get; } = Join(Text, Spans);

    private static NameSpan[] Join(string text, NameSpan[] spans)
    {
        var joined = new List<NameSpan>();
        foreach (var span in spans)
            if (span.Type == "ADDRESS" && joined is [.., { Type: "ADDRESS" } last] && string.IsNullOrWhiteSpace(text[last.End..span.Start]))
                joined[^1] = last with { End = span.End };
            else
                joined.Add(span);
        return [.. joined];
    }
}
