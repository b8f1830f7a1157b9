using Microsoft.AspNetCore.Identity;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Identity;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Organisations;

/// <summary>Makes a member of who has the link of an invitation: with a new account, or with the one that there is, for whoever has its password.</summary>
internal sealed class InvitationAnswers(
    MemberInvitationStore invitations, UserManager<SaaSGateUser> users, IPasswordHasher<SaaSGateUser> hasher, PasswordRoom room, PasswordCheck passwords, LiveNotices notices, TimeProvider clock)
{
    /// <returns>The person's account, or why not.</returns>
    public async Task<(SaaSGateUser? User, Problem? Problem)> JoinAsync(Id<Organisation> organisation, AcceptInvitation accept, CancellationToken cancellationToken)
    {
        var (token, inMail) = InvitationToken.Split(accept.Token);
        var hash = SecretText.Hash(token);
        if (await invitations.FindAsync(organisation, hash, cancellationToken) is not { } invitation)
            return (null, PortalProblems.InvitationOver);
        var (user, problem) = accept.HasAccount
            ? await passwords.CheckAsync(invitation.Email, accept.Password, accept.Code, cancellationToken)
            : await NewAsync(invitation, accept.Password, cancellationToken);
        if (user is null)
            return (null, problem);

        var (outcome, events) = await invitations.AcceptAsync(
            organisation, hash, inMail is null ? null : SecretText.Hash(inMail), Id<User>.Parse(user.Id), accept.HasAccount ? null : () => MakeAsync(user), cancellationToken);
        foreach (var appended in events)
            notices.FeedAdvanced(organisation.Value, appended);
        return outcome switch
        {
            MemberOutcome.Done => (user, null),
            MemberOutcome.ProviderNeeded => (null, PortalProblems.ProviderNeeded),
            MemberOutcome.AccountKnown => (null, PortalProblems.AccountKnown),
            _ => (null, PortalProblems.InvitationOver),
        };
    }

    /// <summary>An account that is not kept yet: the password is hashed before anybody has to wait for it.</summary>
    private async Task<(SaaSGateUser? User, Problem? Problem)> NewAsync(OpenInvitation invitation, string password, CancellationToken cancellationToken)
    {
        using var place = await room.EnterAsync(cancellationToken);
        if (!place.IsAcquired)
            return (null, PortalProblems.TooManySignIns);
        var id = Id<User>.New(clock).Value;
        var user = new SaaSGateUser { Id = id, UserName = id, Email = invitation.Email, DisplayName = invitation.DisplayName, LockoutEnabled = true };
        user.PasswordHash = hasher.HashPassword(user, password);
        return (user, null);
    }

    private async Task<bool> MakeAsync(SaaSGateUser user)
    {
        var made = await users.CreateAsync(user);
        if (made.Succeeded || made.Errors.All(error => error.Code == nameof(IdentityErrorDescriber.DuplicateEmail)))
            return made.Succeeded;
        throw new InvalidOperationException($"An account could not be made: {made}");
    }
}
