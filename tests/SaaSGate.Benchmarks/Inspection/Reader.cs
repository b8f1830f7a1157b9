using SaaSGate.Inspection;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>Reads texts as the product does, looking for all types at once: values of one type may stand in the way of another's.</summary>
internal sealed class Reader(double threshold)
{
    public const string Skill = "skl_01jd0000000000000000000000";

    private readonly TextInspector _inspector = new(new TextScope { Threshold = threshold }, Keys, Skill);

    public static MaskingKeys Keys { get; } = new(new byte[MaskingKeys.KeyBytes], new byte[MaskingKeys.KeyBytes]);

    public IReadOnlyList<Finding> Findings(string text) => _inspector.Inspect(text).Findings;

    public IEnumerable<Span> Spans(string text) => Findings(text).Select(finding => new Span(finding.Start, finding.End, finding.Type));
}
