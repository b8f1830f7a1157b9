using System.Collections.Frozen;
using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Requests;

/// <summary>Values that rules do not count, by their fingerprints: findings carry nothing else of their values.</summary>
internal sealed class RuleExceptions
{
    private readonly FrozenSet<UInt128>[] _always, _forNow;
    private readonly RuleTable _table;

    /// <param name="table">The rules.</param>
    /// <param name="plan">How values are spelled that its detectors find.</param>
    /// <param name="labeller">Makes fingerprints.</param>
    public RuleExceptions(RuleTable table, MaskPlan plan, Labeller labeller)
    {
        _table = table;
        _always = [.. table.Rules.Select(rule => Fingerprints(rule.Types, rule.Except))];
        _forNow = [.. table.Exceptions.Select(entry => Fingerprints(table.Rules[entry.Rule].Types, entry.Exception.Values))];

        FrozenSet<UInt128> Fingerprints(IEnumerable<string> types, IReadOnlyList<string> values) => values.Count == 0
            ? []
            : plan.Normalised(types, values).SelectMany(value => labeller.Fingerprints(value.Kind.Type, value.Value)).Select(NameOf).ToFrozenSet();
    }

    /// <summary>By what a value is known here: half of its fingerprint.</summary>
    public static UInt128 NameOf(byte[] fingerprint) => BitConverter.ToUInt128(fingerprint);

    /// <summary>Whether a rule leaves a value alone.</summary>
    /// <param name="rule">Place of the rule.</param>
    /// <param name="value">See <see cref="NameOf"/>.</param>
    /// <param name="running">Which exceptions of the table run.</param>
    public bool Contains(int rule, UInt128 value, ReadOnlySpan<bool> running)
    {
        if (_always[rule].Contains(value))
            return true;
        foreach (var exception in _table.ExceptionsOf(rule))
            if (running[exception] && _forNow[exception].Contains(value))
                return true;
        return false;
    }
}
