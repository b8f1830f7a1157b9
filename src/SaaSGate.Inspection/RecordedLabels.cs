using System.Collections.Concurrent;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection;

/// <summary>
/// What the labels in records stand for: values of their types, of which a detector was so sure. Policies that are tried on records find
/// them there in place of the values. Safe for several threads.
/// </summary>
public sealed class RecordedLabels
{
    private readonly ConcurrentDictionary<string, double> _scores = new(StringComparer.Ordinal);

    /// <summary>Tells how sure a detector was of the value that a label stands for.</summary>
    /// <param name="label">Such as <c>[EMAIL_7KQ2M9]</c>.</param>
    /// <param name="score">0 to 1.</param>
    public void Tell(string label, double score) => _scores[label] = score;

    /// <summary>How sure; 1 where nobody told.</summary>
    internal double ScoreOf(ReadOnlySpan<char> label) => _scores.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(label, out var score) ? score : 1;
}
