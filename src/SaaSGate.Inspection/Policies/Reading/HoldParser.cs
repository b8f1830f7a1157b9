using System.Text.RegularExpressions;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>Reads who decides about what a rule holds.</summary>
internal static partial class HoldParser
{
    private const int MaxGroups = 20, MaxName = 100, MaxApprovals = 5, MaxRoles = 20;
    private static readonly TimeSpan LongestHold = TimeSpan.FromHours(24);

    public static HoldRouting? Read(YamlObject rule, DecisionKind kind)
    {
        if (rule.Object("hold") is not { } hold)
            return kind == DecisionKind.Hold ? HoldRouting.Default : null;
        if (kind != DecisionKind.Hold)
            rule.Refuse("hold", "'hold' belongs to rules with 'then: hold'. Remove it.");
        var timeout = Duration(hold, "timeout") ?? HoldRouting.Default.Timeout;
        var reviewers = Groups(hold, "reviewers");
        var approvals = hold.Number("approvals", 1, MaxApprovals);
        var roles = hold.Words("roles", MaxRoles, name => RoleName().IsMatch(name), "reviewer") ?? [];
        var stepUp = hold.Flag("step_up");
        var escalate = hold.Object("escalate");
        var (after, to) = (escalate is null ? null : Duration(escalate, "after", required: true), escalate is null ? [] : Groups(escalate, "to"));
        if (escalate is not null && to.Count == 0)
            escalate.Refuse("to", "'to' names the groups that are asked then. Write 'escalate: { after: 2m, to: [on-call] }'.");
        if (after >= timeout)
            escalate?.Refuse("after", "'after' must be less than the timeout: later nobody can decide any more.");
        escalate?.RefuseRest();
        hold.RefuseRest();
        return kind == DecisionKind.Hold ? new HoldRouting(timeout, reviewers, (int)(approvals ?? 1), roles, after, to, stepUp) : null;
    }

    private static IReadOnlyList<string> Groups(YamlObject from, string key) =>
        from.Words(key, MaxGroups, name => name.Length <= MaxName && name.Trim().Length > 0, "security-team") ?? [];

    private static TimeSpan? Duration(YamlObject from, string key, bool required = false)
    {
        if (from.Text(key, required: required) is not { } text)
            return null;
        if (Durations.TryParse(text, out var duration) && duration >= TimeSpan.FromSeconds(1) && duration <= LongestHold)
            return duration;
        from.Refuse(key, $"'{text}' is no timeout. Write a number and s, m or h, from 1s to 24h: '5m'.");
        return null;
    }

    /// <summary>A role that every organisation has, or one of its own: which there are, the control plane knows.</summary>
    [GeneratedRegex(@"^[a-z][a-z0-9_-]{1,49}\z")]
    private static partial Regex RoleName();
}
