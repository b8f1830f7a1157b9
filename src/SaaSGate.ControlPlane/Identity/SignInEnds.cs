using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Ends sign-ins, and with them the connections of the portal that they hold open.</summary>
internal sealed class SignInEnds(SignInStore signIns, AuditStore audit, LiveNotices notices, TimeProvider clock)
{
    /// <summary>Ends one sign-in of a person, or all: one's own everywhere, another's in the caller's organisation.</summary>
    public async Task EndAsync(Caller caller, Id<User> userId, string? signInId, CancellationToken cancellationToken)
    {
        // A provider's sign-in speaks for one organisation: what is theirs elsewhere goes on.
        var own = caller.ActorId == userId.Value && caller.SignInId is { } signIn && !await signIns.IsByProviderAsync(signIn, cancellationToken);
        var ended = await signIns.EndInAsync(caller.OrganisationId, userId.Value, signInId, cancellationToken);
        foreach (var id in ended)
        {
            if (own)
                await signIns.EndAsync(id, cancellationToken);
            notices.SignInEnded(new(caller.OrganisationId.Value, userId.Value, id, Everywhere: own));
        }

        await audit.AppendAsync(caller.OrganisationId, clock, caller.Actor, "person.sign_ins_ended", userId.Value, new { signIns = ended.Count }, cancellationToken);
    }
}
