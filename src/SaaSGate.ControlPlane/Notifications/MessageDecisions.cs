using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Decides for a person who pressed a button outside of the portal: the same decision, with the same checks, and a line in the audit log that says where.</summary>
internal sealed class MessageDecisions(DecisionStore decisions, MemberStore members, AuditStore audit, LiveNotices notices, ApprovalClocks clocks, TimeProvider clock)
{
    /// <summary>Decides.</summary>
    /// <param name="organisation">Whose channel the message was in.</param>
    /// <param name="user">Who decides.</param>
    /// <param name="approval">What.</param>
    /// <param name="approve">How.</param>
    /// <param name="viewDigest">Digest that the message stands for.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="external">Who it is on the other side.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What became of it, or null where the person may not decide at all.</returns>
    public async Task<DecideOutcome?> DecideAsync(
        Id<Organisation> organisation, string user, Id<Approval> approval, bool approve, byte[] viewDigest, string channel, string external, CancellationToken cancellationToken)
    {
        if (await members.FindAsync(organisation, user, cancellationToken) is not { } member)
            return null;
        var actor = new Actor(member.Id, member.DisplayName);
        DecideOutcome? outcome = null;
        if (member.Permissions?.Contains(Permissions.Decide) == true)
        {
            var result = await decisions.DecideAsync(new(organisation, approval, approve, viewDigest, actor, null, "Decided in Slack."), cancellationToken);
            notices.FeedAdvanced(result.Feeds);
            if (result is { Outcome: DecideOutcome.Decided, Owner: { } owner })
                clocks.Moved(owner, approval.Value);
            outcome = result.Outcome;
        }

        await audit.AppendAsync(
            organisation, clock, actor, "notification.pressed", approval.Value,
            new { channelId = channel, external, decision = approve ? "approve" : "deny", outcome = outcome?.ToString() ?? "Forbidden" }, cancellationToken);
        return outcome;
    }
}
