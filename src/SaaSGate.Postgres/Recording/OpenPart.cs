namespace SaaSGate.Postgres.Recording;

/// <summary>Chunks of an open response that an earlier batch brought.</summary>
/// <param name="ExchangeId">The exchange.</param>
/// <param name="At">When the first of them came.</param>
/// <param name="Data">Their bytes.</param>
/// <param name="Timing">As in <see cref="ResponseTiming"/>.</param>
internal sealed record OpenPart(string ExchangeId, DateTimeOffset At, byte[] Data, byte[] Timing);
