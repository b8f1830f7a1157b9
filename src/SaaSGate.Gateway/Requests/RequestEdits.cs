using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.Requests;

/// <summary>
/// Makes of a held request what a reviewer wrote: texts of its body are replaced as they stand in the view, and labels in the new texts become
/// the values again that they were made of, or the tokens in which they came back: those are restored as any others are. All other bytes stay. What comes of it is inspected as if it had come so, and held again at the least.
/// </summary>
internal static class RequestEdits
{
    private const int Most = 200, LongestLabel = 80;

    /// <summary>The changed request, or why it cannot be changed so.</summary>
    /// <param name="held">The request that was held.</param>
    /// <param name="edits">Texts by JSON pointers.</param>
    /// <param name="approvalId">The approval that it waited for.</param>
    /// <param name="clock">Tells rules the time.</param>
    public static (InspectedRequest? Edited, Refusal? Refusal) Apply(InspectedRequest held, IReadOnlyList<TextEdit> edits, string approvalId, TimeProvider clock)
    {
        if (edits.Count > Most)
            return Wrong("Too much of it was changed.");
        var labels = held.Inspection.Findings.Where(finding => finding.Label.Length > 0).ToList();
        var (labelled, tokens) = held.Request.Skill.Entry.Inspector.LabelSealed(held.Body, held.Request.Family ?? EndpointFamily.Messages);
        var found = JsonTexts.Find(labelled.Span, labels.Select(finding => finding.Location));
        var shown = JsonTexts.Find(held.Inspection.RecordBody.Span, labels.Select(finding => finding.Location));
        var (values, masked) = (new Dictionary<string, string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var finding in labels)
        {
            if (!found.TryGetValue(finding.Location, out var place) || finding.End > place.Text.Length || !shown.TryGetValue(finding.Location, out var seen))
                continue;
            var value = place.Text[finding.Start..finding.End];
            if (seen.Text.Contains(finding.Label, StringComparison.Ordinal))
                masked.Add(finding.Label);
            else if (!seen.Text.Contains(value, StringComparison.Ordinal))
                // Masked within something else: nobody saw its label.
                continue;
            values.TryAdd(finding.Label, tokens.GetValueOrDefault(finding.Label, value));
        }

        var places = JsonTexts.Find(held.Body.Span, edits.Select(edit => edit.Pointer));
        var changed = new List<(Range Bytes, string Text)>();
        var restored = new List<(string Pointer, string Label)>();
        foreach (var edit in edits.DistinctBy(edit => edit.Pointer))
        {
            if (!places.TryGetValue(edit.Pointer, out var place))
                return Wrong("What was changed does not stand in it.");
            changed.Add((place.Bytes, WithValues(edit.Text, values, label => restored.Add((edit.Pointer, label)))));
        }

        var edited = InspectedRequest.Of(held.Request, Replaced(held.Body.Span, changed), clock);
        if (edited.Inspection.Problem is { } problem)
            return (null, new Refusal(problem, held.Decision.Rule, approvalId));
        // What sends the same bytes has the same approval, and that one asks for this change.
        if (edited.Digest.AsSpan().SequenceEqual(held.Digest))
            return Wrong("Nothing of it was changed.");
        if (!IsMasked(edited.Inspection.RecordBody.Span, restored.Where(place => masked.Contains(place.Label))))
            return Wrong("A value that is masked would be shown in what it was changed to.");
        // The reviewer who changed it has not approved it: whatever the rules say of it now, it waits once more.
        return (edited with { EditOf = approvalId, Decision = edited.Decision.Kind >= DecisionKind.Hold ? edited.Decision : held.Decision }, null);

        (InspectedRequest?, Refusal?) Wrong(string why) => (null, new Refusal(GatewayProblems.ApprovalVoid, held.Decision.Rule, approvalId, why));
    }

    /// <summary>Whether labels stand where they stood in the reviewer's texts: among other words, or beside other signs, a value may not be seen for what it is.</summary>
    private static bool IsMasked(ReadOnlySpan<byte> record, IEnumerable<(string Pointer, string Label)> restored)
    {
        var labels = restored.CountBy(place => place).ToList();
        var texts = JsonTexts.Find(record, labels.Select(place => place.Key.Pointer));
        return labels.TrueForAll(place => texts.TryGetValue(place.Key.Pointer, out var text) && text.Text.AsSpan().Count(place.Key.Label) >= place.Value);
    }

    private static byte[] Replaced(ReadOnlySpan<byte> body, List<(Range Bytes, string Text)> changed)
    {
        using var output = new MemoryStream(body.Length + 1024);
        var from = 0;
        foreach (var (bytes, text) in changed.OrderBy(change => change.Bytes.Start.Value))
        {
            output.Write(body[from..bytes.Start.Value]);
            output.WriteByte((byte)'"');
            output.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
            output.WriteByte((byte)'"');
            from = bytes.End.Value;
        }
        output.Write(body[from..]);
        return output.ToArray();
    }

    /// <summary>Labels of this request become values again, and are told; a text that only looks like one stays.</summary>
    private static string WithValues(string text, Dictionary<string, string> values, Action<string> restored)
    {
        if (values.Count == 0)
            return text;
        var made = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('[', at);
            var close = open < 0 ? -1 : text.IndexOf(']', open, Math.Min(LongestLabel, text.Length - open));
            if (open >= 0 && close > open && values.TryGetValue(text[open..(close + 1)], out var value))
            {
                made.Append(text, at, open - at).Append(value);
                restored(text[open..(close + 1)]);
                at = close + 1;
            }
            else
            {
                var next = open < 0 ? text.Length : open + 1;
                made.Append(text, at, next - at);
                at = next;
            }
        }
        return made.ToString();
    }
}
