namespace SaaSGate.ControlPlane.Evidence;

/// <summary>Sees to it that evidence which was asked for is made, whatever restarts meanwhile. Key: <c>org_…/evd_…</c>.</summary>
[Alias("evidence")]
internal interface IEvidenceGrain : IGrainWithStringKey
{
    /// <summary>Begins in the background, and is reminded of it until it is done.</summary>
    [Alias("start")]
    Task StartAsync();
}
