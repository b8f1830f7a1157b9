using System.Collections.Frozen;
using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Masking;

/// <summary>Which types are looked for in one direction, which of them are masked, and which rule asked for each.</summary>
internal sealed class MaskPlan
{
    private readonly FrozenDictionary<string, Treatment> _types;

    /// <param name="masked">Types that are replaced, with the first rule that says so.</param>
    /// <param name="observed">Types that are only looked for, with the first rule that asks.</param>
    public MaskPlan(IReadOnlyDictionary<string, string> masked, IReadOnlyDictionary<string, string> observed)
    {
        var treatments = masked.ToDictionary(type => type.Key, type => new Treatment(type.Value, Masked: true), StringComparer.Ordinal);
        foreach (var (type, rule) in observed)
            treatments.TryAdd(type, new Treatment(rule, Masked: false));
        _types = treatments.ToFrozenDictionary(StringComparer.Ordinal);
        var types = treatments.Keys.ToFrozenSet(StringComparer.Ordinal);
        Detectors = [.. BuiltInDetectors.All.Select(detector => detector.Limit(types)).OfType<Detector>()];
    }

    /// <summary>What is done about a type.</summary>
    public readonly record struct Treatment(string Rule, bool Masked);

    /// <summary>Nothing is looked for.</summary>
    public static MaskPlan Nothing { get; } = new(FrozenDictionary<string, string>.Empty, FrozenDictionary<string, string>.Empty);

    /// <summary>The detectors that must run.</summary>
    public Detector[] Detectors { get; }

    /// <summary>True when no detector must run.</summary>
    public bool IsEmpty => Detectors.Length == 0;

    public Treatment this[string type] => _types[type];

    /// <summary>True when values of the type are replaced.</summary>
    public bool Masks(string type) => _types.TryGetValue(type, out var treatment) && treatment.Masked;
}
