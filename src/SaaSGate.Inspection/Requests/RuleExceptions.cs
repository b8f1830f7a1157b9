using System.Collections.Frozen;
using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Requests;

/// <summary>Values that rules for requests do not count, by their fingerprints: findings carry nothing else of their values.</summary>
internal sealed class RuleExceptions(PolicySet policy, Labeller labeller)
{
    private readonly FrozenSet<string>[] _values =
    [
        .. policy.RequestRules.Select(rule => policy.RecordPlan.Normalised(rule.Types, rule.Except)
            .SelectMany(value => labeller.Fingerprints(value.Kind.Type, value.Value))
            .Select(Convert.ToHexString)
            .ToFrozenSet(StringComparer.Ordinal)),
    ];

    /// <summary>Whether a rule leaves the value of a fingerprint (in hexadecimal) alone.</summary>
    public bool Contains(int rule, string fingerprint) => _values[rule].Contains(fingerprint);
}
