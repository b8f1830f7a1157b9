using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>
/// Whether a person has just shown who they are: by the password or a passkey, at the sign-in or by a step-up; of an identity provider by what it says
/// about when. A token never does.
/// </summary>
internal sealed class FreshSignIns(SignInStore signIns, TimeProvider clock)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    public async Task<bool> IsFreshAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.SignInId is { } id && await signIns.ProvenAtAsync(id, cancellationToken) is { } at && at > clock.GetUtcNow() - Length;

    /// <summary>Notes a proof; until when it counts.</summary>
    public async Task<DateTimeOffset> ProveAsync(string signInId, CancellationToken cancellationToken)
    {
        await signIns.ProveAsync(signInId, cancellationToken);
        return clock.GetUtcNow() + Length;
    }
}
