using System.Collections.Frozen;
using System.Text;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection;

/// <summary>
/// Finds and masks values in plain texts, with the same windows as in a stream. Not safe for use by several threads at once.
/// </summary>
public sealed class TextInspector
{
    /// <summary>Score from which a value counts where nobody says otherwise.</summary>
    public const double DefaultThreshold = MaskPlan.DefaultMinScore;

    private readonly ValueScanner _scanner;
    private readonly TextScope _scope;
    private readonly double _threshold;

    /// <summary>Makes an inspector for one thread.</summary>
    /// <param name="scope">What is looked for.</param>
    /// <param name="keys">Labels derive from them.</param>
    /// <param name="skillId">Labels are this skill's own.</param>
    public TextInspector(TextScope scope, MaskingKeys keys, string skillId)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentException.ThrowIfNullOrEmpty(skillId);
        _scope = scope;
        _threshold = scope.Threshold ?? (scope.Policy is null ? DefaultThreshold : 0);
        var plan = scope.Policy?.RecordPlan ?? PlanFor(scope.Types ?? Types, _threshold);
        _scanner = new ValueScanner(plan, new Labeller(keys, skillId));
    }

    /// <summary>Every type that the product's own detectors find.</summary>
    public static FrozenSet<string> Types => BuiltInDetectors.Types;

    /// <summary>Looks at a whole text.</summary>
    public TextInspection Inspect(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _scanner.Reset();
        _scanner.Append(text);
        _scanner.Scan(final: true);
        if (_scanner.Hits.Count == 0)
            return new TextInspection([], text);
        var (findings, masked, from) = (new List<Finding>(), new StringBuilder(), 0);
        foreach (var hit in _scanner.Hits)
        {
            if (!Counts(hit))
                continue;
            findings.Add(new Finding(hit.Kind.Type, hit.Kind.Detector, "", hit.Start, hit.End, hit.Score, hit.Label, hit.Fingerprint, hit.Rule));
            if (!hit.Masked)
                continue;
            masked.Append(text.AsSpan(from, hit.Start - from)).Append(hit.Replacement);
            from = hit.End;
        }
        return new TextInspection(findings, from == 0 ? text : masked.Append(text.AsSpan(from)).ToString());
    }

    private bool Counts(Hit hit) => hit.Score >= _threshold && _scope.Types?.Contains(hit.Kind.Type) != false;

    private static MaskPlan PlanFor(IEnumerable<string> types, double threshold) =>
        new(types.Select(type => (type, new MaskPlan.Treatment("", Masked: true, threshold, MaskOperator.Label))));
}
