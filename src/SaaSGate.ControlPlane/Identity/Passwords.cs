using Microsoft.AspNetCore.Identity;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Identity;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Sets other passwords, for whoever has the one before, or a link that was mailed. What is done is told to the person, whatever becomes of the request.</summary>
internal sealed class Passwords(
    PasswordStore store, PasswordCheck check, PasswordRoom room, IPasswordHasher<SaaSGateUser> hasher, OrganisationStore organisations, AuditStore audit, PasswordMail mail, LiveNotices notices,
    TimeProvider clock)
{
    /// <returns>The account's new stamp, or why not. The caller's sign-in goes on.</returns>
    public async Task<(string? Stamp, Problem? Problem)> ChangeAsync(Caller caller, string email, ChangePassword change, CancellationToken cancellationToken)
    {
        var (user, refused) = await check.CheckAsync(email, change.CurrentPassword, change.Code, cancellationToken);
        if (user is null)
            return (null, refused);
        var (stamp, problem) = await SetAsync(new(user.Id, user.Email!, user.DisplayName, user.SecurityStamp!), change.NewPassword, caller.OrganisationId, caller.SignInId, cancellationToken);
        if (stamp is not null)
            await audit.AppendAsync(caller.OrganisationId, clock, caller.Actor, "password.changed", caller.ActorId, CancellationToken.None);
        return (stamp, stamp is null ? problem ?? PortalProblems.SignInNeeded : null);
    }

    /// <returns>Why not; null when it is done. Nobody is signed in by it: a code is asked for at the sign-in as ever.</returns>
    public async Task<Problem?> ResetAsync(ResetPassword reset, CancellationToken cancellationToken)
    {
        if (!SecretText.IsWellFormed(reset.Token, SecretText.PasswordReset) || await store.FindByLinkAsync(SecretText.Hash(reset.Token), cancellationToken) is not { } account)
            return PortalProblems.ResetOver;
        var memberships = await organisations.MembershipsAsync(Id<User>.Parse(account.Id), null, cancellationToken);
        if (memberships.Count == 0)
            return PortalProblems.ProviderNeeded;
        var (stamp, problem) = await SetAsync(account, reset.NewPassword, Id<Organisation>.Parse(memberships[0].OrganisationId), null, cancellationToken);
        if (stamp is null)
            return problem ?? PortalProblems.ResetOver;
        foreach (var membership in memberships)
            await audit.AppendAsync(Id<Organisation>.Parse(membership.OrganisationId), clock, new(account.Id, account.DisplayName), "password.reset", account.Id, CancellationToken.None);
        return null;
    }

    private async Task<(string? Stamp, Problem? Problem)> SetAsync(
        PasswordAccount account, string password, Id<Organisation> organisation, string? keep, CancellationToken cancellationToken)
    {
        string hash;
        using (var place = await room.EnterAsync(cancellationToken))
        {
            if (!place.IsAcquired)
                return (null, PortalProblems.TooManySignIns);
            hash = hasher.HashPassword(new() { Id = account.Id }, password);
        }

        if (await store.SetAsync(account, hash, keep, CancellationToken.None) is not { } done)
            return (null, null);
        foreach (var signIn in done.Ended)
            notices.SignInEnded(new(organisation.Value, account.Id, signIn, Everywhere: true));
        mail.TellChanged(account, organisation);
        return (done.Stamp, null);
    }
}
