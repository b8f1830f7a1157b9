using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Ends sign-ins by identity providers, and with them what they hold open.</summary>
internal sealed class ProviderEnds(SignInStore signIns, LiveNotices notices)
{
    /// <summary>Ends those of a subject, of one of its sessions, of both, or all of a provider.</summary>
    /// <returns>How many they were.</returns>
    public async Task<int> EndAsync(Id<Organisation> organisation, Id<IdentityProvider> provider, string? subject, string? session, CancellationToken cancellationToken)
    {
        var people = await signIns.EndByProviderAsync(provider, subject, session, cancellationToken);
        foreach (var person in people.Distinct())
            notices.SignInEnded(new(organisation.Value, person, null, Everywhere: false));
        return people.Count;
    }

    /// <summary>Whether the caller's own sign-in is one by this provider.</summary>
    public async Task<bool> HasSignedInAsync(Caller caller, string providerId, CancellationToken cancellationToken) =>
        (await signIns.ListAsync(caller.OrganisationId, caller.ActorId, cancellationToken))?.Exists(one => one.Id == caller.SignInId && one.ProviderId == providerId) == true;
}
