using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Streaming;

/// <summary>Plain text: answers and thinking.</summary>
internal sealed class TextChannel(PartKind part, int index, string location, List<Finding> findings, MaskPlan plan, Labeller labeller, ValuePlace place)
    : Channel(part, index, location, findings)
{
    private readonly ValueScanner _scanner = Begin(new ValueScanner(plan, labeller), place);

    public override Span<char> GetSpan(int length) => _scanner.GetSpan(length);

    public override void Append(int length)
    {
        _scanner.Advance(length);
        Length += length;
    }

    public override void Scan() => Scan(final: false);

    public override void Complete() => Scan(final: true);

    private static ValueScanner Begin(ValueScanner scanner, ValuePlace place)
    {
        scanner.Reset(place: place);
        return scanner;
    }

    private void Scan(bool final)
    {
        _scanner.Scan(final);
        Released = _scanner.Released;
        Collect(_scanner, mapped: false);
    }
}
