using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SaaSGate.Inspection.Json;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection;

/// <summary>
/// Masks JSON that comes line by line, as the results of a batch do. Lines pass one by one, so that no results are too large. Ids that the skill gave its
/// requests stay as they are for the skill; the record has of them what it has of the requests. Not safe for use by several threads at once.
/// </summary>
public sealed class JsonLinesMasker
{
    /// <summary>Longest line, in bytes; what is longer is no result of Claude's.</summary>
    public const int MaxLineBytes = 64 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly List<Finding> _findings = [];
    private readonly HashSet<(string Type, string Rule)> _kinds = [];
    private readonly bool _masksNothing;
    private readonly LineMasker _masker;
    private long _lines;
    private bool _failed;

    internal JsonLinesMasker(MaskPlan plan, MaskPlan recordPlan, Labeller labeller, Func<string, string> maskId)
    {
        _masksNothing = plan.IsEmpty && recordPlan.IsEmpty;
        _masker = new LineMasker(plan, labeller, maskId) { Relocate = pointer => string.Create(CultureInfo.InvariantCulture, $"/{_lines}{pointer}") };
    }

    /// <summary>
    /// What detectors saw so far; locations begin with the number of the line, from 0. Results have no end that is known: of the first so many all are
    /// told, and behind them the first of each type and rule.
    /// </summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Takes what Claude sent and writes what may pass on. Lines may be cut anywhere.</summary>
    /// <param name="chunk">Bytes as they came.</param>
    /// <param name="output">What the skill gets.</param>
    /// <param name="record">What the record holds of the same lines: labels where the skill gets a token or anything else.</param>
    /// <exception cref="InspectionException">A line cannot be inspected: nothing more may pass, now or later.</exception>
    public void Write(ReadOnlySpan<byte> chunk, IBufferWriter<byte> output, IBufferWriter<byte>? record = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        RefuseAfterFailure();
        if (_masksNothing && record is null)
        {
            output.Write(chunk);
            return;
        }
        _failed = true;
        for (int end; (end = chunk.IndexOf((byte)'\n')) >= 0; chunk = chunk[(end + 1)..])
        {
            Append(chunk[..(end + 1)]);
            Flush(output, record);
        }
        Append(chunk);
        _failed = false;
    }

    /// <summary>Tells that Claude's answer ended.</summary>
    /// <param name="output">What the skill gets.</param>
    /// <param name="record">What the record holds.</param>
    /// <exception cref="InspectionException">The last line cannot be inspected.</exception>
    public void Complete(IBufferWriter<byte> output, IBufferWriter<byte>? record = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        RefuseAfterFailure();
        _failed = true;
        if (_line.WrittenCount > 0)
            Flush(output, record);
        _failed = false;
    }

    private void Append(ReadOnlySpan<byte> piece)
    {
        if (_line.WrittenCount + piece.Length > MaxLineBytes)
            throw new InspectionException("A line is longer than any that is inspected.");
        _line.Write(piece);
    }

    private void Flush(IBufferWriter<byte> output, IBufferWriter<byte>? record)
    {
        var line = _line.WrittenSpan;
        if (_masksNothing ? BodyMasker.MayHoldBinary(line) : line.ContainsAnyExcept(" \t\r\n"u8))
        {
            _masker.Clear();
            try
            {
                _masker.Walk(line);
            }
            catch (Exception unreadable) when (_masksNothing && unreadable is JsonException or InspectionException)
            {
                // It passes; of what cannot be read nothing says what it is.
            }
            catch (JsonException)
            {
                // The reader's own message quotes what it could not read.
                throw new InspectionException("A line is not JSON.");
            }
            Keep(_masker.Findings);
        }
        else
        {
            _masker.Clear();
        }
        _masker.Edits.Write(line, output);
        if (record is not null)
            (_masker.IsRecordedApart ? _masker.RecordEdits : _masker.Edits).Write(line, record);
        _line.ResetWrittenCount();
        _lines++;
    }

    private void Keep(List<Finding> found)
    {
        foreach (var finding in found)
            if (_kinds.Add((finding.Type, finding.Rule)) || _findings.Count < RequestInspection.MostFindings)
                _findings.Add(finding);
    }

    private void RefuseAfterFailure()
    {
        if (_failed)
            throw new InspectionException("These lines could not be inspected and were stopped.");
    }

    /// <summary>Masks ids of requests in the record alone: the skill finds its results by them.</summary>
    private sealed class LineMasker(MaskPlan plan, Labeller labeller, Func<string, string> maskId) : BodyMasker(plan, labeller)
    {
        protected override void Id(ReadOnlySpan<byte> body, int start, int length)
        {
            if (!Path.IsName(body, Path.Depth - 1, "custom_id"u8))
                return;
            var id = JsonText.ToText(body.Slice(start, length));
            if (maskId(id) is var masked && masked != id)
                ReplaceInRecord(start, start + length, JsonEncodedText.Encode(masked).Value);
        }
    }
}
