using Orleans.Concurrency;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Live;

namespace SaaSGate.ControlPlane.Organisations;

/// <summary>One organisation, alive: passes on what is appended to its feed. Key: <c>org_…</c>.</summary>
[Alias("organisation")]
internal interface IOrganisationGrain : IGrainWithStringKey
{
    /// <summary>Tells everyone who watches.</summary>
    [OneWay, Alias("publish")]
    Task PublishAsync(FeedAdvanced notice);

    /// <summary>Tells everyone who watches who has an approval open.</summary>
    [OneWay, Alias("publish-viewers")]
    Task PublishViewersAsync(ViewersChanged notice);

    /// <summary>Tells every hub to end the connections of a sign-in.</summary>
    [OneWay, Alias("end-sign-in")]
    Task EndSignInAsync(SignInEnded notice);

    /// <summary>Begins or renews a watch; it lapses after five minutes without renewal.</summary>
    /// <returns>Whether the watch is new, or had been lost.</returns>
    [Alias("subscribe")]
    Task<bool> SubscribeAsync(ILiveObserver observer);

    /// <summary>Ends a watch.</summary>
    [Alias("unsubscribe")]
    Task UnsubscribeAsync(ILiveObserver observer);
}
