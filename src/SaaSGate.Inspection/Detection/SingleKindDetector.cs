namespace SaaSGate.Inspection.Detection;

/// <summary>A detector of one kind of value.</summary>
internal abstract class SingleKindDetector(string name, string type, int rank) : Detector
{
    protected ValueKind Kind { get; } = new(name, type, rank);

    public override IReadOnlyList<ValueKind> Kinds => [Kind];
}
