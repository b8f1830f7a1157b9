using System.Collections.Frozen;
using System.Text;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection;

/// <summary>
/// Finds and masks values in plain texts, with the same windows as in a stream. Not safe for use by several threads at once.
/// </summary>
public sealed class TextInspector
{
    /// <summary>Score from which a value counts where nobody says otherwise.</summary>
    public const double DefaultThreshold = 0.5;

    private readonly ValueScanner _scanner;
    private readonly double _threshold;

    private TextInspector(MaskPlan plan, double threshold, MaskingKeys keys, string skillId) =>
        (_scanner, _threshold) = (new ValueScanner(plan, new Labeller(keys, skillId)), threshold);

    /// <summary>Every type that the product's own detectors find.</summary>
    public static FrozenSet<string> Types => BuiltInDetectors.Types;

    /// <summary>An inspector that masks types, without a policy.</summary>
    /// <param name="types">Types to find, of <see cref="Types"/>; others find nothing.</param>
    /// <param name="threshold">Least score of a value, 0 to 1.</param>
    /// <param name="keys">Labels derive from them.</param>
    /// <param name="skillId">Labels are this skill's own.</param>
    public static TextInspector ForTypes(IEnumerable<string> types, double threshold, MaskingKeys keys, string skillId)
    {
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(keys);
        var masked = types.Distinct(StringComparer.Ordinal).ToDictionary(type => type, _ => "", StringComparer.Ordinal);
        return new TextInspector(new MaskPlan(masked, FrozenDictionary<string, string>.Empty), threshold, keys, skillId);
    }

    /// <summary>
    /// An inspector that finds what rules of a policy name, and masks what any of them masks: what the record of a request
    /// leaves out.
    /// </summary>
    /// <param name="policy">Rules in force.</param>
    /// <param name="keys">Labels derive from them.</param>
    /// <param name="skillId">Labels are this skill's own.</param>
    public static TextInspector ForPolicy(PolicySet policy, MaskingKeys keys, string skillId)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(keys);
        return new TextInspector(policy.RecordPlan, threshold: 0, keys, skillId);
    }

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
            if (hit.Score < _threshold)
                continue;
            findings.Add(new Finding(hit.Kind.Type, hit.Kind.Detector, "", hit.Start, hit.End, hit.Score, hit.Label, hit.Fingerprint, hit.Rule));
            if (!hit.Masked)
                continue;
            masked.Append(text.AsSpan(from, hit.Start - from)).Append(hit.Replacement);
            from = hit.End;
        }
        return new TextInspection(findings, from == 0 ? text : masked.Append(text.AsSpan(from)).ToString());
    }
}
