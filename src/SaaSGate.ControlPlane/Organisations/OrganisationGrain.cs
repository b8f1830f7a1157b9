using Microsoft.Extensions.Logging;
using Orleans.Utilities;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Live;

namespace SaaSGate.ControlPlane.Organisations;

/// <inheritdoc cref="IOrganisationGrain"/>
internal sealed class OrganisationGrain(ILogger<OrganisationGrain> logger) : Grain, IOrganisationGrain
{
    private readonly ObserverManager<ILiveObserver> _observers = new(LiveBridge.SubscriptionLength, logger);

    public Task PublishAsync(FeedAdvanced notice) => _observers.Notify(observer => observer.FeedAdvancedAsync(notice));

    public Task PublishViewersAsync(ViewersChanged notice) => _observers.Notify(observer => observer.ViewersChangedAsync(notice));

    public Task EndSignInAsync(SignInEnded notice) => _observers.Notify(observer => observer.SignInEndedAsync(notice));

    public Task<bool> SubscribeAsync(ILiveObserver observer)
    {
        var known = _observers.Count;
        _observers.Subscribe(observer, observer);
        return Task.FromResult(_observers.Count > known);
    }

    public Task UnsubscribeAsync(ILiveObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }
}
