namespace SaaSGate.Postgres.Policies;

/// <summary>A gateway could not put a version in force.</summary>
/// <param name="GatewayId">Which, <c>gtw_…</c>.</param>
/// <param name="Version">The version that it was given.</param>
/// <param name="KeptVersion">The version that it goes on with; null where it refuses the requests of the policy's skills.</param>
/// <param name="Message">What is wrong, with line and column.</param>
/// <param name="Since">Since when.</param>
public sealed record PolicyFault(string GatewayId, long Version, long? KeptVersion, string Message, DateTimeOffset Since);
