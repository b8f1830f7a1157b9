using Google.Protobuf.Collections;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.View;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;
using RuleMatch = SaaSGate.Contracts.RegionLink.RuleMatch;

namespace SaaSGate.Gateway.Recording;

/// <summary>A rule that matched, as records keep it.</summary>
internal static class RecordedMatch
{
    /// <summary>Matches of a request, or of an answer, that its record names: the first so many.</summary>
    public const int Most = 500;

    /// <summary>Adds rules that matched, and those of drafts that would have.</summary>
    public static void AddTo(RepeatedField<RuleMatch> record, IReadOnlyList<Inspection.Policies.RuleMatch> matches, ShadowVerdict? shadow, SkillPolicies policies)
    {
        foreach (var match in matches)
        {
            if (record.Count < Most)
                record.Add(From(match));
        }
        foreach (var match in shadow?.Matches ?? [])
        {
            if (record.Count < 2 * Most && policies.IsDraft(match))
                record.Add(From(match, shadow: true));
        }
    }

    public static RuleMatch From(Inspection.Policies.RuleMatch match, bool shadow = false) => new()
    {
        Rule = match.Rule,
        PolicyId = match.PolicyId,
        PolicyVersion = (ulong)match.Version,
        Kind = NameOf(match.Kind),
        Severity = match.Severity,
        Decisive = match.Decisive,
        Shadow = shadow,
        Because = match.Because,
    };

    public static string NameOf(DecisionKind kind) => kind switch
    {
        DecisionKind.Allow => "allow",
        DecisionKind.Mask => "mask",
        DecisionKind.Hold => "hold",
        DecisionKind.Block => "block",
        DecisionKind.Lock => RuleLock.Kind,
        _ => throw new InvalidOperationException($"The decision {kind} has no name in records."),
    };
}
