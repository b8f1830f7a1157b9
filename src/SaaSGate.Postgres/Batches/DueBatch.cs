namespace SaaSGate.Postgres.Batches;

/// <summary>A batch that a gateway is to cancel now.</summary>
/// <param name="ExchangeId">That made it.</param>
/// <param name="BatchId">Claude's id.</param>
/// <param name="ConnectionId">Over which.</param>
public sealed record DueBatch(string ExchangeId, string BatchId, string ConnectionId);
