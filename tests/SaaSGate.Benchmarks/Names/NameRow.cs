namespace SaaSGate.Benchmarks.Names;

/// <summary>A text of a corpus with what people found in it.</summary>
/// <param name="Source">Which corpus.</param>
/// <param name="Text">The text.</param>
/// <param name="Spans">What it holds of the types that the corpus marks.</param>
/// <param name="Ignored">Stretches that count for nothing.</param>
/// <param name="Template">The text with its spans replaced by their types.</param>
/// <param name="Fold">Made of the text's template, 0 to 4: rows of fold 0 are held back and never trained on.</param>
internal sealed record NameRow(string Source, string Text, NameSpan[] Spans, NameSpan[] Ignored, string Template, int Fold)
{
    public bool IsHeldBack => Fold == 0;
}
