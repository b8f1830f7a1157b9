namespace SaaSGate.ControlPlane.Policies;

/// <summary>Sees to it that a backtest runs to its end, whatever restarts meanwhile. Key: <c>org_…/bkt_…</c>.</summary>
[Alias("backtest")]
internal interface IBacktestGrain : IGrainWithStringKey
{
    /// <summary>Begins in the background, or goes on, and is reminded of it until it is done.</summary>
    [Alias("start")]
    Task StartAsync();
}
