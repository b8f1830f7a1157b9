using System.Collections.Frozen;
using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Masking;

/// <summary>Which types are looked for in one direction, how sure a detector must be, and what is done about them.</summary>
internal sealed class MaskPlan
{
    /// <summary>Score from which a guess counts where a rule does not say.</summary>
    public const double DefaultMinScore = 0.5;

    private readonly FrozenDictionary<string, Treatment[]> _types;

    /// <param name="treatments">Treatments of types in order of precedence: of those that a value is sure enough for the first that masks speaks, else the first.</param>
    public MaskPlan(IEnumerable<(string Type, Treatment Treatment)> treatments)
    {
        _types = treatments.GroupBy(treatment => treatment.Type, StringComparer.Ordinal).ToFrozenDictionary(
            type => type.Key, type => type.Select(each => each.Treatment).OrderByDescending(treatment => treatment.Masked).ToArray(), StringComparer.Ordinal);
        var types = _types.Keys.ToFrozenSet(StringComparer.Ordinal);
        Detectors = [.. BuiltInDetectors.All.Select(detector => detector.Limit(types)).OfType<Detector>()];
    }

    /// <summary>A plan in which every guess counts, however weak, and labels stand for what is masked.</summary>
    /// <param name="masked">Types that are replaced, with the rule that says so.</param>
    /// <param name="observed">Types that are only looked for, with the rule that asks.</param>
    public MaskPlan(IReadOnlyDictionary<string, string> masked, IReadOnlyDictionary<string, string> observed)
        : this([
            .. masked.Select(type => (type.Key, new Treatment(type.Value, Masked: true, MinScore: 0, MaskOperator.Label))),
            .. observed.Select(type => (type.Key, new Treatment(type.Value, Masked: false, MinScore: 0, MaskOperator.Label)))])
    {
    }

    /// <summary>What is done about a type.</summary>
    /// <param name="Rule">The rule that asked.</param>
    /// <param name="Masked">Whether values are replaced, or only told.</param>
    /// <param name="MinScore">0 to 1: what a detector is less sure of is no value here.</param>
    /// <param name="Operator">What replaces them.</param>
    public readonly record struct Treatment(string Rule, bool Masked, double MinScore, MaskOperator Operator);

    /// <summary>Nothing is looked for.</summary>
    public static MaskPlan Nothing { get; } = new([]);

    /// <summary>The detectors that must run.</summary>
    public Detector[] Detectors { get; }

    /// <summary>True when no detector must run.</summary>
    public bool IsEmpty => Detectors.Length == 0;

    /// <summary>What is done about a value; null where no rule takes so weak a guess for one.</summary>
    public Treatment? Find(string type, double score)
    {
        if (!_types.TryGetValue(type, out var treatments))
            return null;
        foreach (var treatment in treatments)
            if (score >= treatment.MinScore)
                return treatment;
        return null;
    }

    /// <summary>True when values of the type are replaced.</summary>
    public bool Masks(string type) => Find(type, score: 1) is { Masked: true };
}
