using SaaSGate.Inspection.Detection;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>Finds nothing at no cost: takes the place of a detector, to see what the others cost.</summary>
internal sealed class SilentDetector : Detector
{
    public override IReadOnlyList<ValueKind> Kinds => [];

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        (found, settled) = (default, text.Length);
        return false;
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => "";
}
