namespace SaaSGate.ControlPlane.Regions;

/// <summary>One region, alive: which of its gateways are connected, to whichever silo. Key: <c>reg_…</c>.</summary>
[Alias("region")]
internal interface IRegionGrain : IGrainWithStringKey
{
    /// <summary>A gateway's control connection is up. Organisations of the region are told.</summary>
    [Alias("connected")]
    Task ConnectedAsync(GatewayPresence gateway);

    /// <summary>It is gone; a connection that came after it stays.</summary>
    [Alias("disconnected")]
    Task DisconnectedAsync(GatewayPresence gateway);
}
