namespace SaaSGate.Postgres.Home;

/// <summary>A data-plane process that serves the organisation.</summary>
/// <param name="Id">Its id, <c>gtw_…</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Region">Name of its region.</param>
/// <param name="Connected">Whether it renewed its lease lately.</param>
/// <param name="LastSeenAt">When it last renewed its lease; null when it never did.</param>
public sealed record GatewayStatus(string Id, string Name, string Region, bool Connected, DateTimeOffset? LastSeenAt);
