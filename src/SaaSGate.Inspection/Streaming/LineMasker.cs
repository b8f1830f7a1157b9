using System.Buffers;
using System.Text;
using System.Text.Unicode;
using SaaSGate.Inspection.Json;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Streaming;

/// <summary>Masks lines of an event as plain text: what stands beside its data, and data that is no JSON. There labels stand, whatever policy asks for.</summary>
internal sealed class LineMasker(MaskPlan plan, Labeller labeller, List<Finding> findings)
{
    private const string Location = "/event";
    private readonly ByteEdits _edits = new();
    private ValueScanner? _scanner;

    /// <summary>Masks every line but those of data, or those of data alone.</summary>
    /// <returns>The event masked, in new memory; null where nothing is masked.</returns>
    /// <exception cref="InspectionException">A line is not valid UTF-8.</exception>
    public byte[]? Mask(ReadOnlySpan<byte> @event, bool data)
    {
        _edits.Clear();
        for (var at = @event.StartsWith(SseFields.ByteOrderMark) ? SseFields.ByteOrderMark.Length : 0; at < @event.Length;)
        {
            var (start, end, next) = SseFields.Line(@event, at);
            if (SseFields.Value(@event[start..end], "data"u8) is var value && value >= 0 == data)
                Mask(@event[start..end], start);
            at = next;
        }
        return _edits.IsEmpty ? null : _edits.Apply(@event);
    }

    private void Mask(ReadOnlySpan<byte> line, int start)
    {
        var text = new char[line.Length];
        if (Utf8.ToUtf16(line, text, out _, out var length, replaceInvalidSequences: false) != OperationStatus.Done)
            throw new InspectionException("A line of an event is not valid UTF-8.");
        _scanner ??= new ValueScanner(plan, labeller);
        _scanner.Reset();
        _scanner.Append(text.AsSpan(0, length));
        _scanner.Scan(final: true);
        var (from, unit, first) = (0, 0, start);
        foreach (var hit in _scanner.Hits)
        {
            from = hit.Continues ? from : hit.Start;

            // Counted on from the hit before: a line may be long, and hold very many.
            if (hit.Start < unit)
                (unit, first) = (0, start);
            first += Encoding.UTF8.GetByteCount(text.AsSpan(unit, hit.Start - unit));
            unit = hit.Start;
            if (hit.Masked)
                _edits.Replace(first, first + Encoding.UTF8.GetByteCount(text.AsSpan(hit.Start, hit.End - hit.Start)), hit.Recorded);
            if (!hit.GoesOn)
                findings.Add(new Finding(hit.Kind.Type, hit.Kind.Detector, Location, from, hit.End, hit.Score, hit.Label, hit.Fingerprint, hit.Rule));
        }
    }
}
