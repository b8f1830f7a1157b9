using SaaSGate.Contracts.Recording;

namespace SaaSGate.Postgres.Recording;

/// <summary>A record of a session's chain that is not the row of an exchange.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Kind">As in <see cref="ChainRecord"/>.</param>
/// <param name="ExchangeId">Of an exchange that is open: which.</param>
/// <param name="StartedAt">When that began.</param>
/// <param name="Body">The canonical record; null where it is made again from the exchange's row.</param>
/// <param name="Previous">The link before it.</param>
/// <param name="Hash">Its link.</param>
internal sealed record SessionRecord(ChainPlace Place, string Kind, string? ExchangeId, DateTimeOffset? StartedAt, byte[]? Body, byte[] Previous, byte[] Hash);
