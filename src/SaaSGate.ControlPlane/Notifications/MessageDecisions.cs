using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Decides for a person who pressed a button outside of the portal: the same decision, with the same checks, and a line in the audit log that says where.</summary>
internal sealed class MessageDecisions(Decisions decisions, MemberStore members, AuditStore audit, TimeProvider clock)
{
    /// <summary>Decides. Nobody signs in freshly by pressing a button, so a rule that asks for it is decided in the portal.</summary>
    /// <param name="organisation">Whose channel the message was in.</param>
    /// <param name="user">Who decides.</param>
    /// <param name="approval">What.</param>
    /// <param name="approve">How.</param>
    /// <param name="viewDigest">Digest that the message stands for.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="external">Who it is on the other side.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What became of it; null where the person may not decide at all.</returns>
    public async Task<DecideOutcome?> DecideAsync(
        Id<Organisation> organisation, string user, Id<Approval> approval, bool approve, byte[] viewDigest, string channel, string external, CancellationToken cancellationToken)
    {
        if (await members.FindAsync(organisation, user, cancellationToken) is not { } member)
            return null;
        var caller = new Caller(organisation, member.Id, member.DisplayName, Id<User>.TryParse(member.Id, out var id) ? id : null, member.Roles, [], null, null);
        DecideOutcome? outcome = caller.MayDecide
            ? (await decisions.DecideAsync(caller, approval, approve, viewDigest, "Decided in Slack.", together: false, cancellationToken)).Outcome
            : null;
        await audit.AppendAsync(
            organisation, clock, caller.Actor, "notification.pressed", approval.Value,
            new { channelId = channel, external, decision = approve ? "approve" : "deny", outcome = outcome?.ToString() ?? "Forbidden" }, cancellationToken);
        return outcome;
    }
}
