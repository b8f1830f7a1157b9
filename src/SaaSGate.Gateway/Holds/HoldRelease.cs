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
    public async Task<(ConsumedApproval? Approval, Refusal? Refusal)> UseAsync(
        DurableExchange exchange, HoldOutcome outcome, string rule, byte[] digest, LiveExchange live)
    {
        if (outcome.Problem is { } problem)
            return (null, new Refusal(problem, rule));
        if (outcome.State != ApprovalState.Approved)
            return (null, Refuse(outcome, rule));
        // What was true when it was held must still be true now (promise 5); the control plane checks the same once more.
        if (!lease.IsFresh || !StillStands(exchange, live))
            return (null, new Refusal(GatewayProblems.ApprovalVoid, rule, outcome.ApprovalId));
        return await consumer.ConsumeAsync(exchange, outcome.ApprovalId, digest, live.Ending) is { } consumed
            ? (consumed, null)
            : (null, new Refusal(GatewayProblems.ApprovalVoid, rule, outcome.ApprovalId));
    }

    private bool StillStands(DurableExchange exchange, LiveExchange live)
    {
        var skill = exchange.Inspected.Request.Skill;
        return stops.Find(live) is null
            && view.Find(skill.Tenant.OrganisationId) is { } tenant
            && tenant.FindSkill(skill.Entry.Skill.Id) is { Connection: { } connection } now && connection == skill.Connection
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
