namespace SaaSGate.ControlPlane.Regions;

/// <summary>A gateway that is connected.</summary>
/// <param name="GatewayId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="ConnectionId">Names this one connection, so that an old one's end does not hide a new one.</param>
[GenerateSerializer, Immutable, Alias("gateway-presence")]
internal sealed record GatewayPresence([property: Id(0)] string GatewayId, [property: Id(1)] string Name, [property: Id(2)] string ConnectionId);
