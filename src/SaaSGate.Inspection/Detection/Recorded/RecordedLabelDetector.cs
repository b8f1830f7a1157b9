using System.Collections.Frozen;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Detection.Recorded;

/// <summary>Finds labels in records as values of the types that they name. Only for records: in a request they are text like any other.</summary>
internal sealed class RecordedLabelDetector : Detector
{
    private const int LongestType = 32;
    private const string Name = "recorded";

    private readonly RecordedLabels _labels;
    private readonly FrozenDictionary<string, ValueKind>.AlternateLookup<ReadOnlySpan<char>> _kinds;

    /// <param name="labels">What labels stand for.</param>
    /// <param name="types">Types of which there are labels.</param>
    public RecordedLabelDetector(RecordedLabels labels, IEnumerable<string> types)
    {
        _labels = labels;
        Kinds = [.. types.Distinct(StringComparer.Ordinal).Select(type => new ValueKind(Name, type, OwnRank + 1))];
        _kinds = Kinds.ToFrozenDictionary(kind => kind.Type, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public override IReadOnlyList<ValueKind> Kinds { get; }

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var at = from; ; at++)
        {
            var next = text.Chars[at..].IndexOf('[');
            if (next < 0)
            {
                settled = text.Length;
                return false;
            }

            at += next;
            var end = EndOf(ref text, at);
            if (text.Starved)
            {
                settled = at;
                return false;
            }

            if (end < 0 || !_kinds.TryGetValue(text.Chars[(at + 1)..(end - Labeller.LabelLength - 2)], out var kind))
                continue;
            found = new DetectedValue(kind, at, end, _labels.ScoreOf(text.Chars[at..end]));
            settled = end;
            return true;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    /// <summary>One past the bracket that ends what begins as a label; -1 where it is none.</summary>
    private static int EndOf(ref TextView text, int start)
    {
        var most = start + LongestType + Labeller.LabelLength + 3;
        for (var at = start + 1; at < most; at++)
        {
            var unit = text.Peek(at);
            if (unit == ']')
                return at - start > Labeller.LabelLength + 2 && text.Chars[at - Labeller.LabelLength - 1] == '_' ? at + 1 : -1;
            if (!char.IsAsciiLetterUpper(unit) && !char.IsAsciiDigit(unit) && unit != '_')
                return -1;
        }

        return -1;
    }
}
