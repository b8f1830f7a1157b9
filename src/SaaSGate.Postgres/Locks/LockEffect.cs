namespace SaaSGate.Postgres.Locks;

/// <summary>What a lock did in one region.</summary>
/// <param name="Region">Name of the region.</param>
/// <param name="Gateways">Gateways of it that are connected.</param>
/// <param name="Acknowledged">Gateways that said that the lock is in force there, also such as have left since.</param>
/// <param name="AcknowledgedAt">When the last of them said so first; null while none has.</param>
/// <param name="StreamsCut">Exchanges that were under way and were cut.</param>
/// <param name="HeldDropped">Held requests and tool calls that were dropped.</param>
public sealed record LockEffect(string Region, int Gateways, int Acknowledged, DateTimeOffset? AcknowledgedAt, long StreamsCut, long HeldDropped);
