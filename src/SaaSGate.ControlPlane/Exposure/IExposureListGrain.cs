namespace SaaSGate.ControlPlane.Exposure;

/// <summary>Sees to it that a list which was confirmed runs to its end, whatever restarts meanwhile. Key: <c>org_…/exl_…</c>.</summary>
[Alias("exposure-list")]
internal interface IExposureListGrain : IGrainWithStringKey
{
    /// <summary>Begins in the background, or goes on, and is reminded of it until it is done.</summary>
    [Alias("start")]
    Task StartAsync();
}
