namespace SaaSGate.Postgres.Sessions;

/// <summary>An exchange with its recorded request taken apart.</summary>
/// <param name="Detail">The exchange; its request is still empty.</param>
/// <param name="Skeleton">The masked body with a marker for each block; null where the request was not recorded.</param>
/// <param name="Blocks">The blocks, in order.</param>
public sealed record RecordedExchange(ExchangeDetail Detail, byte[]? Skeleton, IReadOnlyList<ReadOnlyMemory<byte>> Blocks);
