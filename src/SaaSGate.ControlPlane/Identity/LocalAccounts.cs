using Microsoft.AspNetCore.Identity;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Accounts with credentials of their own, whose owners change them after a fresh sign-in.</summary>
internal sealed class LocalAccounts(UserManager<SaaSGateUser> users, FreshSignIns fresh, SignInStore signIns, AuditStore audit, TimeProvider clock)
{
    /// <summary>The caller's account, where the person has just shown who they are; else why not. Whom an identity provider keeps has no credentials here, and who is
    /// signed in by one changes none: it speaks for its organisation, and the account may open others.</summary>
    public async Task<(SaaSGateUser? User, ProblemResult? Problem)> FreshAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.SignInId is not { } signIn || await signIns.IsByProviderAsync(signIn, cancellationToken) || await users.FindByIdAsync(caller.ActorId) is not { PasswordHash: not null } user)
            return (null, PortalProblems.ProviderNeeded);
        return await fresh.IsFreshAsync(caller, cancellationToken) ? (user, null) : (null, PortalProblems.StepUpNeeded);
    }

    /// <summary>Audits a change of the caller's credentials.</summary>
    public Task ChangedAsync(Caller caller, string action, string? name, CancellationToken cancellationToken) =>
        audit.AppendAsync(caller.OrganisationId, clock, caller.Actor, action, caller.ActorId, new { name }, cancellationToken);
}
