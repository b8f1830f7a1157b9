using SaaSGate.TestKit;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>A labelled text.</summary>
/// <param name="Id">Its id in the corpora.</param>
/// <param name="Text">The text.</param>
/// <param name="Types">The types that its source labels; nothing else counts in it.</param>
/// <param name="Spans">Values in it.</param>
/// <param name="Ignore">Stretches in which nothing counts.</param>
internal sealed record GoldRow(string Id, string Text, IReadOnlySet<string> Types, IReadOnlyList<Span> Spans, IReadOnlyList<Span> Ignore)
{
    /// <summary>Whether it is kept out of training.</summary>
    public bool IsHeldOut { get; } = HeldOut.Holds(HeldOut.Template(Text, Spans.Select(span => (span.Start, span.End, span.Type))));
}
