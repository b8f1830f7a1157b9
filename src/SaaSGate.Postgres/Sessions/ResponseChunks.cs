namespace SaaSGate.Postgres.Sessions;

/// <summary>How a response arrived, so that it can be shown again at its own pace.</summary>
/// <param name="StartedAt">When its head arrived, and the first chunk's milliseconds begin to count.</param>
/// <param name="Bytes">Of each chunk, how many bytes; together they are the recorded response as far as it came.</param>
/// <param name="Milliseconds">Of each chunk, how long after the one before.</param>
public sealed record ResponseChunks(DateTimeOffset StartedAt, IReadOnlyList<long> Bytes, IReadOnlyList<long> Milliseconds);
