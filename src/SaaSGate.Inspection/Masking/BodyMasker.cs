using System.Globalization;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Masking;

/// <summary>Finds values in a whole JSON body, or in a stream's event that arrives whole, and notes how to mask them.</summary>
internal class BodyMasker(MaskPlan plan, Labeller labeller) : BodyWalker
{
    /// <summary>No detector matches fewer bytes.</summary>
    private const int ShortestValue = 6;

    /// <summary>Bytes of a string that are looked at in one go, so that no body needs a window of its own size.</summary>
    private const int LongestSlice = 32 * 1024;

    private const int LongestName = ValueScanner.MaxContext * 6;
    private readonly ValueScanner _scanner = new(plan, labeller);

    /// <summary>Replacements that mask the body.</summary>
    public ByteEdits Edits { get; } = new();

    /// <summary>What was found, in the order of the body.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>Rewrites a pointer before it becomes the location of a finding.</summary>
    public Func<string, string>? Relocate { get; init; }

    /// <summary>Offset of a string that is left alone, because it is read elsewhere.</summary>
    public int Except { get; set; } = -1;

    /// <summary>Forgets the last body.</summary>
    public void Clear()
    {
        Edits.Clear();
        Findings.Clear();
    }

    /// <summary>Called with each finding.</summary>
    protected virtual void Found(ReadOnlySpan<byte> body, Finding finding) => Findings.Add(finding);

    protected override void Text(ReadOnlySpan<byte> body, int start, int length)
    {
        if (!plan.IsEmpty && length >= ShortestValue && start != Except)
            Scan(body, start, length, Path.NearestName(body), label: null);
    }

    /// <summary>Digits that are masked become one zero: what was a number stays one.</summary>
    protected override void Number(ReadOnlySpan<byte> body, int start, int length)
    {
        if (!plan.IsEmpty && length >= ShortestValue)
            Scan(body, start, length, Path.NearestName(body), label: "0");
    }

    protected override void Name(ReadOnlySpan<byte> body, int start, int length)
    {
        if (!plan.IsEmpty && length >= ShortestValue)
            Scan(body, start, length, context: default, label: null);
    }

    /// <summary>Masked as a whole, whatever it looks like, where API keys are.</summary>
    protected override void Secret(ReadOnlySpan<byte> body, int start, int length)
    {
        if (!plan.Masks(FindingTypes.ApiKey))
            return;
        var value = JsonText.ToText(body.Slice(start, length));
        var label = labeller.Label(FindingTypes.ApiKey, value);
        Edits.Replace(start, start + length, label);
        Found(body, new Finding(FindingTypes.ApiKey, "field", Location(body), 0, value.Length, 1, label, labeller.Fingerprint(FindingTypes.ApiKey, value),
            plan[FindingTypes.ApiKey].Rule));
    }

    protected override void Binary(ReadOnlySpan<byte> body, int start, int length)
    {
    }

    /// <summary>Notes a keyed digest in place of base64.</summary>
    protected void ReplaceBinary(ReadOnlySpan<byte> body, int start, int length)
    {
        var content = body.Slice(start, length);
        var size = ((long)content.Length * 3 / 4) - (content.EndsWith("=="u8) ? 2 : content.EndsWith("="u8) ? 1 : 0);
        Edits.Replace(start, start + length, string.Create(CultureInfo.InvariantCulture, $"[BINARY {size} bytes hmac-sha256:{labeller.Digest(content)}]"));
    }

    private void Scan(ReadOnlySpan<byte> body, int start, int length, ReadOnlySpan<byte> context, string? label)
    {
        var raw = body.Slice(start, length);
        Span<char> name = stackalloc char[LongestName];
        _scanner.Reset(context.Length <= LongestName ? name[..JsonText.Decode(context, name)] : default);
        var (unit, offset) = (0, 0);
        for (var from = 0; from < length;)
        {
            var slice = raw.Slice(from, JsonText.WholeUnits(raw[from..], LongestSlice));
            from += slice.Length;
            _scanner.Advance(JsonText.Decode(slice, _scanner.GetSpan(slice.Length)));
            _scanner.Scan(final: from == length);
            foreach (var hit in _scanner.Hits)
            {
                if (!hit.Closed)
                    break;
                if (hit.Masked)
                {
                    var first = JsonText.OffsetOf(raw, offset, hit.Start - unit);
                    (unit, offset) = (hit.End, JsonText.OffsetOf(raw, first, hit.End - hit.Start));
                    Edits.Replace(start + first, start + offset, label ?? hit.Label);
                }
                Found(body, new Finding(hit.Detector.Type, hit.Detector.Name, Location(body), hit.Start, hit.End, hit.Score, hit.Label, hit.Fingerprint, hit.Rule));
            }
            _scanner.Hits.RemoveAll(hit => hit.Closed);
        }
    }

    private string Location(ReadOnlySpan<byte> body) => Relocate is null ? Path.ToPointer(body) : Relocate(Path.ToPointer(body));
}
