namespace SaaSGate.ControlPlane.Connections;

/// <summary>One connection, alive: knows whether Claude answers over it. Key: <c>org_…/con_…</c>.</summary>
[Alias("connection")]
internal interface IConnectionGrain : IGrainWithStringKey
{
    /// <summary>Exchanges over it have ended. Portals are told when it begins or ends to fail.</summary>
    [Alias("report")]
    Task ReportAsync(ConnectionReport report);

    /// <summary>How it does.</summary>
    [Alias("get-health")]
    Task<ConnectionHealth> GetHealthAsync();
}
