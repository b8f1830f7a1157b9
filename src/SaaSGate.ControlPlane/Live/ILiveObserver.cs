using Orleans.Concurrency;
using SaaSGate.ControlPlane.Approvals;

namespace SaaSGate.ControlPlane.Live;

/// <summary>What a silo's hub bridge hears from the grains it watches.</summary>
internal interface ILiveObserver : IGrainObserver
{
    /// <summary>To everyone who looks at the organisation.</summary>
    [OneWay]
    Task FeedAdvancedAsync(FeedAdvanced notice);

    /// <summary>To everyone who watches the session.</summary>
    [OneWay]
    Task ExchangeAdvancedAsync(ExchangeAdvanced notice);

    /// <summary>To everyone who looks at the organisation.</summary>
    [OneWay]
    Task ViewersChangedAsync(ViewersChanged notice);

    /// <summary>Ends connections.</summary>
    [OneWay]
    Task SignInEndedAsync(SignInEnded notice);
}
