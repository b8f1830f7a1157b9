using Microsoft.Extensions.Logging;
using Orleans.Utilities;
using SaaSGate.ControlPlane.Live;

namespace SaaSGate.ControlPlane.Sessions;

/// <inheritdoc cref="ISessionGrain"/>
internal sealed class SessionGrain(ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    private readonly ObserverManager<ILiveObserver> _observers = new(LiveBridge.SubscriptionLength, logger);
    private readonly Dictionary<string, ExchangeAdvanced> _open = [];

    public Task PublishAsync(ExchangeAdvanced notice)
    {
        if (notice.Complete)
            _open.Remove(notice.ExchangeId);
        else
            _open[notice.ExchangeId] = notice;
        return _observers.Notify(observer => observer.ExchangeAdvancedAsync(notice));
    }

    public async Task<bool> SubscribeAsync(ILiveObserver observer)
    {
        var known = _observers.Count;
        _observers.Subscribe(observer, observer);
        if (_observers.Count == known)
            return false;
        foreach (var notice in _open.Values)
            await observer.ExchangeAdvancedAsync(notice);
        return true;
    }

    public Task UnsubscribeAsync(ILiveObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }
}
