using Google.Protobuf.Collections;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Inspection.Policies;
using RuleMatch = SaaSGate.Contracts.RegionLink.RuleMatch;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>What records may say of rules, and of what they are asked for.</summary>
internal static class RuleRecords
{
    private const int LongestName = 64, LongestReason = 300, LongestThing = 253, LongestInput = 128 * 1024, Most = 2000;

    public static bool AreOpened(RepeatedField<IncidentRecord> incidents) => incidents.Count <= RuleIncident.Most && incidents.All(incident =>
        incident is { Severity: "low" or "medium" or "high", Rule.Length: > 0 and <= LongestName, PolicyId.Length: > 0 and <= LongestName });

    public static bool AreMatched(RepeatedField<RuleMatch> matches) => matches.Count <= Most && matches.All(match =>
        match is
        {
            Kind: "allow" or "mask" or "hold" or "block" or RuleLock.Kind,
            Rule.Length: > 0 and <= LongestName,
            PolicyId.Length: > 0 and <= LongestName,
            Severity.Length: <= LongestName,
            Because.Length: <= LongestReason,
            PolicyVersion: <= long.MaxValue,
        });

    public static bool AreInForce(RepeatedField<PolicyUse> policies) => policies.Count <= Most && policies.All(use =>
        use is { PolicyId.Length: > 0 and <= LongestName, Version: <= long.MaxValue, ShadowVersion: <= long.MaxValue });

    public static bool AreUsed(RepeatedField<SeenThing> things) => things.Count <= Most && things.All(thing =>
        thing is { Kind: "tool" or "call" or "destination" or "model", Value.Length: > 0 and <= LongestThing });

    public static bool IsWithheld(CallWithheld call) =>
        call is
        {
            Kind: "hold" or "block" or RuleLock.Kind,
            Tool.Length: <= LongestThing,
            Input.Length: <= LongestInput,
            Rule.Length: > 0 and <= LongestName,
            PolicyId.Length: > 0 and <= LongestName,
            PolicyVersion: <= long.MaxValue,
        }
        && (call.ApprovalId.Length == 0 || Id<Approval>.TryParse(call.ApprovalId, out _));

    /// <summary>Cleans texts as <see cref="RecordText"/> does.</summary>
    public static void Clean(IEnumerable<RuleMatch> matches)
    {
        foreach (var match in matches)
        {
            (match.Rule, match.PolicyId) = (RecordText.Clean(match.Rule), RecordText.Clean(match.PolicyId));
            (match.Severity, match.Because) = (RecordText.Clean(match.Severity), RecordText.Clean(match.Because));
        }
    }

    /// <inheritdoc cref="Clean(IEnumerable{RuleMatch})"/>
    public static void Clean(IEnumerable<PolicyUse> policies)
    {
        foreach (var use in policies)
            use.PolicyId = RecordText.Clean(use.PolicyId);
    }

    /// <inheritdoc cref="Clean(IEnumerable{RuleMatch})"/>
    public static void Clean(IEnumerable<SeenThing> things)
    {
        foreach (var thing in things)
            thing.Value = RecordText.Clean(thing.Value);
    }

    /// <inheritdoc cref="Clean(IEnumerable{RuleMatch})"/>
    public static void Clean(CallWithheld call)
    {
        (call.Tool, call.Input) = (RecordText.Clean(call.Tool), RecordText.Clean(call.Input));
        (call.Rule, call.PolicyId) = (RecordText.Clean(call.Rule), RecordText.Clean(call.PolicyId));
    }
}
