using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using SaaSGate.Inspection.Caching;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Masking;

/// <summary>Finds values in a whole JSON body, or in a stream's event that arrives whole, and notes how to mask them.</summary>
/// <param name="plan">What is looked for.</param>
/// <param name="labeller">Makes labels and tokens.</param>
/// <param name="sealsThinking">Whether thinking is sealed: on its way to a skill, but not in a record. Of a request, values under a replacement are told too: rules count them.</param>
/// <param name="seen">What was read before; only where nothing is sealed, for a token is another one each day.</param>
internal class BodyMasker(MaskPlan plan, Labeller labeller, bool sealsThinking = true, SeenTexts? seen = null) : BodyWalker
{
    /// <summary>Bytes of a string that are looked at in one go, so that no body needs a window of its own size.</summary>
    private const int LongestSlice = 32 * 1024;

    private const int LongestName = ValueScanner.MaxContext * 6;

    private static readonly SearchValues<byte> WordBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_"u8);
    private readonly ValueScanner _scanner = new(plan, labeller, tellsCovered: !sealsThinking);
    private readonly List<Finding> _inName = [];
    private (int Start, UInt128 Key) _key = (-1, default);

    /// <summary>Replacements that mask the body.</summary>
    public ByteEdits Edits { get; } = new();

    /// <summary>Replacements that make its record, in the same places.</summary>
    public ByteEdits RecordEdits { get; } = new();

    /// <summary>Whether the record differs from the body as it is masked.</summary>
    public bool IsRecordedApart { get; private set; }

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
        RecordEdits.Clear();
        IsRecordedApart = false;
        _key = (-1, default);
        Findings.Clear();
    }

    /// <summary>Says where a finding stands.</summary>
    protected virtual Finding Located(ReadOnlySpan<byte> body, Finding finding) => finding with { Location = Location(body) };

    /// <summary>Called with each finding.</summary>
    protected virtual void Found(ReadOnlySpan<byte> body, Finding finding) => Findings.Add(finding);

    protected override void Text(ReadOnlySpan<byte> body, int start, int length)
    {
        if (!plan.IsEmpty && length >= plan.ShortestValue && start != Except)
            Scan(body, start, length, Path.NearestName(body), IsThinking(body) ? ValuePlace.Thinking : ValuePlace.Text);
    }

    /// <summary>What was a number stays one.</summary>
    protected override void Number(ReadOnlySpan<byte> body, int start, int length)
    {
        if (!plan.IsEmpty && length >= plan.ShortestValue)
            Scan(body, start, length, Path.NearestName(body), ValuePlace.Number);
    }

    /// <summary>Locations show a name as it is masked: what was found there stands in them nowhere.</summary>
    protected override void Name(ReadOnlySpan<byte> body, int start, int length)
    {
        if (plan.IsEmpty || IsWord(body.Slice(start, length)))
            return;
        _inName.Clear();
        Scan(body, start, length, context: default, ValuePlace.Name, _inName);
        if (_inName.Count == 0)
            return;
        Path.ShowNameAs(Masked(JsonText.ToText(body.Slice(start, length)), _inName));
        foreach (var finding in _inName)
            Found(body, Located(body, finding));
    }

    protected override void Id(ReadOnlySpan<byte> body, int start, int length)
    {
    }

    /// <summary>Looks at an id as at text.</summary>
    protected void MaskId(ReadOnlySpan<byte> body, int start, int length)
    {
        if (!plan.IsEmpty && !IsWord(body.Slice(start, length)))
            Scan(body, start, length, Path.NearestName(body));
    }

    /// <summary>An API key as a whole, whatever it looks like. Where those are not masked it is a text: other rules may name what it is.</summary>
    protected override void Secret(ReadOnlySpan<byte> body, int start, int length)
    {
        var found = plan.Find(FindingTypes.ApiKey, score: 1);
        if (found is not { Masked: true })
            Text(body, start, length);
        if (found is not { } treatment)
            return;
        var value = JsonText.ToText(body.Slice(start, length));
        var label = labeller.Label(FindingTypes.ApiKey, value);
        var replacement = treatment.Operator == MaskOperator.Seal
            ? labeller.Seal(FindingTypes.ApiKey, value, value)
            : Substitutes.For(treatment.Operator, ValuePlace.Text, FindingTypes.ApiKey, label, value);
        if (treatment.Masked)
            Replace(start, start + length, replacement, label);
        Found(body, new Finding(FindingTypes.ApiKey, "field", Location(body), 0, value.Length, 1, label, labeller.Fingerprint(FindingTypes.ApiKey, value),
            treatment.Rule));
    }

    /// <summary>What is masked in base64 of a text makes other base64. The record keeps a digest of what came, whatever it is.</summary>
    protected override void Binary(ReadOnlySpan<byte> body, int start, int length)
    {
        var masked = new ByteEdits();
        if (TryLookInside(body, start, length, out var text, out var values))
            foreach (var value in values)
                if (value.Replacement is not null)
                    masked.Replace(value.First, value.End, value.Replacement);
        if (!masked.IsEmpty)
            Edits.Replace(start, start + length, Base64Text.Write(masked.Apply(text!)));
        ReplaceInRecord(start, start + length, DigestOf(body.Slice(start, length)));
    }

    /// <summary>Whether a body may hold base64. JSON can write the letters of the word otherwise too.</summary>
    public static bool MayHoldBinary(ReadOnlySpan<byte> body) => body.IndexOf("base64"u8) >= 0 || body.IndexOf("\\u00"u8) >= 0;

    /// <summary>Tells what stands in base64 that is text.</summary>
    /// <param name="body">The body.</param>
    /// <param name="start">Offset of the string's content.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="text">The text, as content of a JSON string.</param>
    /// <param name="values">What stands in it, at places in <paramref name="text"/>.</param>
    protected bool TryLookInside(ReadOnlySpan<byte> body, int start, int length, [NotNullWhen(true)] out byte[]? text, out SeenValue[] values)
    {
        (text, values) = (null, []);
        if (plan.IsEmpty || length < plan.ShortestValue || !Base64Text.TryRead(body.Slice(start, length), out text))
            return false;
        values = Values(text, seen is null ? null : seen.KeyOf(SeenTexts.Purpose.Text, context: default, text), context: default, ValuePlace.Text);
        foreach (var value in values)
            if (value.Finding is { } finding)
                Found(body, Located(body, finding));
        return true;
    }

    /// <summary>What a text of this body is remembered by; null where it is not. A body is read by one masker where there is memory.</summary>
    protected UInt128? KeyOf(ReadOnlySpan<byte> body, int start, int length, bool number)
    {
        if (seen is null || length < SeenTexts.ShortestText)
            return null;
        if (_key.Start != start)
        {
            // A longer name is no context, and would be hashed for every text below it.
            var context = Path.NearestName(body);
            _key = (start, seen.KeyOf(number ? SeenTexts.Purpose.Number : SeenTexts.Purpose.Text, context.Length > LongestName ? default : context, body.Slice(start, length)));
        }
        return _key.Key;
    }

    /// <summary>Notes a keyed digest in place of base64.</summary>
    protected void ReplaceBinary(ReadOnlySpan<byte> body, int start, int length)
    {
        var digest = DigestOf(body.Slice(start, length));
        Replace(start, start + length, digest, digest);
    }

    private string DigestOf(ReadOnlySpan<byte> content)
    {
        var size = ((long)content.Length * 3 / 4) - (content.EndsWith("=="u8) ? 2 : content.EndsWith("="u8) ? 1 : 0);
        return string.Create(CultureInfo.InvariantCulture, $"[BINARY {size} bytes hmac-sha256:{labeller.Digest(content)}]");
    }

    /// <summary>Notes what the record has in place of what passes as it is.</summary>
    protected void ReplaceInRecord(int start, int end, string recorded)
    {
        RecordEdits.Replace(start, end, recorded);
        IsRecordedApart = true;
    }

    private void Replace(int start, int end, string replacement, string recorded)
    {
        Edits.Replace(start, end, replacement);
        RecordEdits.Replace(start, end, recorded);
        IsRecordedApart |= replacement != recorded;
    }

    private void Scan(ReadOnlySpan<byte> body, int start, int length, ReadOnlySpan<byte> context, ValuePlace place = ValuePlace.Text, List<Finding>? inName = null)
    {
        var key = inName is null ? KeyOf(body, start, length, place == ValuePlace.Number) : null;
        foreach (var value in Values(body.Slice(start, length), key, context, place))
        {
            if (value.Replacement is not null)
                Replace(start + value.First, start + value.End, value.Replacement, value.Recorded);
            if (value.Finding is not { } finding)
                continue;
            if (inName is null)
                Found(body, Located(body, finding));
            else
                inName.Add(finding);
        }
    }

    /// <summary>What stands in a text, from memory where it was read before.</summary>
    private SeenValue[] Values(ReadOnlySpan<byte> raw, UInt128? key, ReadOnlySpan<byte> context, ValuePlace place)
    {
        if (seen is null || key is null)
            return Look(raw, context, place);
        if (seen.TryGet(key.Value, out SeenValue[]? known))
            return known;
        var values = Look(raw, context, place);
        seen.Add(key.Value, values);
        return values;
    }

    private SeenValue[] Look(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> context, ValuePlace place)
    {
        List<SeenValue>? values = null;
        Span<char> name = stackalloc char[LongestName];
        _scanner.Reset(context.Length <= LongestName ? name[..JsonText.Decode(context, name)] : default, place: place);
        var (unit, offset, first) = (0, 0, 0);
        for (var from = 0; from < raw.Length;)
        {
            var slice = raw.Slice(from, JsonText.WholeUnits(raw[from..], LongestSlice));
            from += slice.Length;
            _scanner.Advance(JsonText.Decode(slice, _scanner.GetSpan(slice.Length)));
            _scanner.Scan(final: from == raw.Length);
            foreach (var hit in _scanner.Hits)
            {
                if (!hit.Closed)
                    break;
                var at = JsonText.OffsetOf(raw, offset, hit.Start - unit);
                (unit, offset) = (hit.End, JsonText.OffsetOf(raw, at, hit.End - hit.Start));
                first = hit.Continues ? first : hit.Start;
                var finding = hit.GoesOn ? null : new Finding(hit.Kind.Type, hit.Kind.Detector, "", first, hit.End, hit.Score, hit.Label, hit.Fingerprint, hit.Rule);
                (values ??= []).Add(new SeenValue(finding, at, offset, hit.Masked ? hit.Replacement : null, hit.Recorded));
            }
            _scanner.Hits.RemoveAll(hit => hit.Closed);
            if (_scanner.Covered is not { Count: > 0 } covered)
                continue;
            foreach (var hit in covered)
                (values ??= []).Add(new SeenValue(new Finding(hit.Kind.Type, hit.Kind.Detector, "", hit.Start, hit.End, hit.Score, hit.Label, hit.Fingerprint, hit.Rule), 0, 0, null, ""));
            covered.Clear();
        }
        return values is null ? [] : [.. values];
    }

    /// <summary>Whether a text is a block's thinking. A tool's input may name anything so.</summary>
    private bool IsThinking(ReadOnlySpan<byte> body)
    {
        if (!sealsThinking || !Path.IsName(body, Path.Depth - 1, "thinking"u8))
            return false;
        for (var step = 0; step < Path.Depth - 1; step++)
            if (Path.IsName(body, step, "input"u8))
                return false;
        return true;
    }

    private bool IsWord(ReadOnlySpan<byte> raw) => raw.Length < plan.ShortestValue || (raw.Length < plan.ShortestWord && !raw.ContainsAnyExcept(WordBytes));

    private static string Masked(string text, List<Finding> findings)
    {
        var (masked, from) = (new StringBuilder(), 0);
        foreach (var finding in findings)
        {
            if (finding.Start < from)
                continue;
            masked.Append(text.AsSpan(from, finding.Start - from)).Append(finding.Label);
            from = finding.End;
        }
        return masked.Append(text.AsSpan(from)).ToString();
    }

    /// <summary>Where the walk stands, as findings say it.</summary>
    protected string Location(ReadOnlySpan<byte> body) => Relocate is null ? Path.ToPointer(body) : Relocate(Path.ToPointer(body));
}
