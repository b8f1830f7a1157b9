using SaaSGate.ControlPlane.Notifications;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Organisations;

/// <summary>Mails the link of an invitation by a mail channel of the organisation, where one is on.</summary>
internal sealed class InvitationMail(Messenger messenger, OrganisationStore organisations)
{
    private const int LongestName = 100;

    /// <returns>Whether it was mailed, and what went wrong.</returns>
    public async Task<(bool Mailed, string? Problem)> SendAsync(Id<Organisation> organisation, MemberInvitationView invitation, Uri link, CancellationToken cancellationToken)
    {
        var name = ForeignText.Name((await organisations.FindAsync(organisation, cancellationToken))!.Name, LongestName);
        var by = ForeignText.Name(invitation.CreatedByName, LongestName);
        var notice = new Notice(
            invitation.Id, "invited", invitation.CreatedAt, organisation.Value, name, invitation.Id, "low", $"{by} invites you to {name}",
            [
                new("You sign in as", invitation.Email),
                new("The link works once, until", $"{invitation.ExpiresAt:yyyy-MM-dd HH:mm} UTC"),
            ],
            Summary: null, link, Approval: null, Ended: false);
        var sent = await messenger.MailAsync(organisation, invitation.Email, notice, cancellationToken);
        return (sent?.Outcome == "sent", sent is null or { Outcome: "sent" } ? null : sent.Answer);
    }
}
