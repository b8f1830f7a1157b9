using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Holds;

/// <summary>What follows a wait: an approval is looked at once more and used up, anything else is a refusal.</summary>
internal sealed class HoldRelease(ApprovalConsumer consumer, Lease lease, GatewayView view, StopCheck stops)
{
    /// <summary>When a client that gave up may find a decision.</summary>
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(30);

    /// <summary>The consumed approval, or the refusal.</summary>
    /// <param name="exchange">In which it was held.</param>
    /// <param name="outcome">Of the wait.</param>
    /// <param name="rule">That held it.</param>
    /// <param name="digest">Of what was held.</param>
    /// <param name="live">The exchange, under way.</param>
    /// <param name="found">Whether the same request, sent again, finds the approval.</param>
    public async Task<(ConsumedApproval? Approval, Refusal? Refusal)> UseAsync(
        DurableExchange exchange, HoldOutcome outcome, string rule, byte[] digest, LiveExchange live, bool found)
    {
        if (outcome.Problem is { } problem)
            return (null, new Refusal(problem, rule));
        if (outcome.State != ApprovalState.Approved)
            return (null, Refuse(outcome, rule));
        var tenant = view.Find(exchange.Inspected.Request.Skill.Tenant.OrganisationId);
        // What will pass: the approval stays, and whoever can finds it again.
        var passing = !lease.IsFresh ? GatewayProblems.LeaseExpired : tenant is { Policies.AreRead: false } ? GatewayProblems.PolicyLoading : null;
        if (passing is not null)
            return (null, new Refusal(found ? passing : GatewayProblems.ApprovalVoid, rule, outcome.ApprovalId));
        // What was true when it was held must still be true now (promise 5); the control plane checks the same once more.
        if (!StillStands(exchange, live, tenant))
            return (null, new Refusal(GatewayProblems.ApprovalVoid, rule, outcome.ApprovalId));
        return await consumer.ConsumeAsync(exchange, outcome.ApprovalId, digest, live.Ending) is { } consumed
            ? (consumed, null)
            : (null, new Refusal(GatewayProblems.ApprovalVoid, rule, outcome.ApprovalId));
    }

    private bool StillStands(DurableExchange exchange, LiveExchange live, TenantView? tenant)
    {
        var skill = exchange.Inspected.Request.Skill;
        return stops.Find(live) is null
            && tenant?.FindSkill(skill.Entry.Skill.Id) is { Connection: { } connection } now && connection == skill.Connection
            && now.Policies.Versions.SequenceEqual(skill.Entry.Policies.Versions);
    }

    private static Refusal Refuse(HoldOutcome outcome, string rule) => outcome.State switch
    {
        ApprovalState.Denied => new Refusal(GatewayProblems.Denied, rule, outcome.ApprovalId, outcome.Note.Length > 0 ? $"Note: {outcome.Note}" : null),
        // Still undecided: the same bytes sent again find it.
        ApprovalState.Pending => new Refusal(GatewayProblems.HeldUndecided, rule, outcome.ApprovalId, RetryAfter: ComeBack),
        ApprovalState.Expired => new Refusal(GatewayProblems.HeldUndecided, rule, outcome.ApprovalId),
        _ => new Refusal(GatewayProblems.ApprovalVoid, rule, outcome.ApprovalId),
    };
}
