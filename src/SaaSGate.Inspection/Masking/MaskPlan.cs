using System.Collections.Frozen;
using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Masking;

/// <summary>Which types are looked for in one direction, how sure a detector must be, and what is done about them.</summary>
internal sealed class MaskPlan
{
    /// <summary>Score from which a guess counts where a rule does not say.</summary>
    public const double DefaultMinScore = 0.5;

    private readonly FrozenDictionary<string, (Treatment Treatment, FrozenSet<(ValueKind Kind, string Value)> Excepted)[]> _types;

    /// <param name="treatments">Treatments of types in order of precedence: of those that a value is sure enough for the first that masks speaks, else the first.</param>
    /// <param name="own">The tenant's own detectors.</param>
    public MaskPlan(IEnumerable<(string Type, Treatment Treatment)> treatments, IEnumerable<Detector>? own = null)
    {
        var types = treatments.ToLookup(treatment => treatment.Type, treatment => treatment.Treatment, StringComparer.Ordinal);
        var names = types.Select(type => type.Key).ToFrozenSet(StringComparer.Ordinal);
        Detectors = [.. BuiltInDetectors.All.Concat(own ?? []).Select(detector => detector.Limit(names)).OfType<Detector>()];
        ShortestValue = Detectors.Select(detector => detector.ShortestValue).DefaultIfEmpty().Min();
        ShortestWord = Detectors.Select(detector => detector.ShortestWord).DefaultIfEmpty().Min();
        _types = types.ToFrozenDictionary(
            type => type.Key,
            type => type.OrderByDescending(treatment => treatment.Masked).Select(treatment => (treatment, Normalised([type.Key], treatment.Except ?? []).ToFrozenSet())).ToArray(),
            StringComparer.Ordinal);
    }

    /// <summary>What is done about a type.</summary>
    /// <param name="Rule">The rule that asked.</param>
    /// <param name="Masked">Whether values are replaced, or only told.</param>
    /// <param name="MinScore">0 to 1: weaker guesses do not count.</param>
    /// <param name="Operator">What replaces values.</param>
    /// <param name="Except">Values that the rule leaves alone, as its author wrote them.</param>
    public readonly record struct Treatment(string Rule, bool Masked, double MinScore, MaskOperator Operator, IReadOnlyList<string>? Except = null);

    /// <summary>Nothing is looked for.</summary>
    public static MaskPlan Nothing { get; } = new([]);

    /// <summary>The detectors that must run.</summary>
    public Detector[] Detectors { get; }

    /// <summary>Fewest bytes in which any of them finds a value.</summary>
    public int ShortestValue { get; }

    /// <summary>Fewest bytes in which any of them finds a value among small letters and underscores alone.</summary>
    public int ShortestWord { get; }

    /// <summary>True when no detector must run.</summary>
    public bool IsEmpty => Detectors.Length == 0;

    /// <summary>What is done about a value of a type, whatever it is; null where no rule takes so weak a guess for one.</summary>
    public Treatment? Find(string type, double score)
    {
        if (!_types.TryGetValue(type, out var treatments))
            return null;
        foreach (var (treatment, _) in treatments)
            if (score >= treatment.MinScore)
                return treatment;
        return null;
    }

    /// <summary>What is done about one value; null where no rule takes so weak a guess for one, or every rule leaves it alone.</summary>
    public Treatment? Find(ValueKind kind, double score, string value)
    {
        foreach (var (treatment, excepted) in _types[kind.Type])
            if (score >= treatment.MinScore && !excepted.Contains((kind, value)))
                return treatment;
        return null;
    }

    /// <summary>Whether every value of a type is told of which a detector is so sure, whatever it is.</summary>
    public bool TellsAll(string type, double minScore) => _types.TryGetValue(type, out var treatments) && treatments.Any(treatment => treatment.Treatment.MinScore <= minScore && treatment.Excepted.Count == 0);

    /// <summary>What texts are as values of some types, for each kind of value that may find them.</summary>
    public IEnumerable<(ValueKind Kind, string Value)> Normalised(IEnumerable<string> types, IEnumerable<string> texts) =>
        from detector in Detectors
        from kind in detector.Kinds
        where types.Contains(kind.Type)
        from text in texts
        select (kind, detector.Normalise(kind, text));
}
