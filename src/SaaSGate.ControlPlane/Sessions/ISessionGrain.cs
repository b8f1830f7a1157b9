using Orleans.Concurrency;
using SaaSGate.ControlPlane.Live;

namespace SaaSGate.ControlPlane.Sessions;

/// <summary>One run of a skill, alive: passes on how far its responses are recorded. Key: <c>org_…/ses_…</c>.</summary>
[Alias("session")]
internal interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Tells everyone who watches.</summary>
    [OneWay, Alias("publish")]
    Task PublishAsync(ExchangeAdvanced notice);

    /// <summary>Begins or renews a watch, and tells at once how far open exchanges are.</summary>
    /// <returns>Whether the watch is new, or had been lost.</returns>
    [Alias("subscribe")]
    Task<bool> SubscribeAsync(ILiveObserver observer);

    /// <summary>Ends a watch.</summary>
    [Alias("unsubscribe")]
    Task UnsubscribeAsync(ILiveObserver observer);
}
