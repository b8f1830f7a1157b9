using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Takes what reviewers decide to PostgreSQL, and tells portals and clocks what came of it.</summary>
internal sealed class Decisions(DecisionStore store, FreshSignIns fresh, AuditStore audit, LiveNotices notices, ApprovalClocks clocks, TimeProvider clock)
{
    /// <summary>Decides. Whether the reviewer has just signed in is looked up only where the rule asks for it.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="approval">What.</param>
    /// <param name="approve">True sends the request, false refuses it.</param>
    /// <param name="seen">Digest of the view that the reviewer saw.</param>
    /// <param name="note">A word on why.</param>
    /// <param name="together">One of many: their clocks are not told of each, since the sweep ends what they would.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DecideResult> DecideAsync(
        Caller caller, Id<Approval> approval, bool approve, byte[] seen, string? note, bool together, CancellationToken cancellationToken)
    {
        var command = new Postgres.Approvals.DecideApproval(caller.OrganisationId, approval, approve, seen, caller.Actor, caller.MadeBy, note);
        var result = await store.DecideAsync(command, cancellationToken);
        if (result.Outcome == DecideOutcome.StepUpNeeded && await fresh.IsFreshAsync(caller, cancellationToken))
            result = await store.DecideAsync(command with { Fresh = true }, cancellationToken);
        return Told(result, approval, together);
    }

    /// <summary>Approves past everyone whom the rule asks.</summary>
    public async Task<DecideResult> BreakGlassAsync(Caller caller, Id<Approval> approval, byte[] seen, string reason, CancellationToken cancellationToken) => Told(
        await store.BreakGlassAsync(
            new(caller.OrganisationId, approval, Approve: true, seen, caller.Actor, caller.MadeBy, reason, await fresh.IsFreshAsync(caller, cancellationToken)), reason, cancellationToken),
        approval);

    /// <summary>Asks the gateway to change a request.</summary>
    public async Task<DecideResult> EditAsync(Caller caller, Id<Approval> approval, byte[] seen, IReadOnlyList<RequestedEdit> edits, CancellationToken cancellationToken) => Told(
        await store.EditAsync(new(caller.OrganisationId, approval, Approve: false, seen, caller.Actor, caller.MadeBy, null), edits, cancellationToken), approval);

    /// <summary>Audits that many were decided with one word: not each of them was opened.</summary>
    public Task TogetherAsync(Caller caller, string decision, int asked, int held, CancellationToken cancellationToken) =>
        audit.AppendAsync(caller.OrganisationId, clock, caller.Actor, "approval.decided_together", null, new { decision, asked, held }, cancellationToken);

    private DecideResult Told(DecideResult result, Id<Approval> approval, bool together = false)
    {
        notices.FeedAdvanced(result.Feeds);
        if (!together && result.Outcome == DecideOutcome.Decided && result.Owner is { } owner)
            clocks.Moved(owner, approval.Value);
        return result;
    }
}
