using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Recording;

/// <summary>Chunks that arrived together of a response that goes on.</summary>
/// <param name="ExchangeId">The exchange.</param>
/// <param name="Position">Of the first byte in the response.</param>
/// <param name="At">When the first chunk came.</param>
/// <param name="Data">Their bytes.</param>
/// <param name="Timing">As in <see cref="ResponseTiming"/>.</param>
internal sealed record NewPart(string ExchangeId, long Position, DateTimeOffset At, byte[] Data, byte[] Timing)
{
    /// <param name="exchange">One with chunks.</param>
    public static NewPart Of(PlannedExchange exchange)
    {
        var chunks = exchange.Draft.Chunks;
        var timing = new ResponseTiming(chunks[0].At);
        using var data = new MemoryStream();
        foreach (var chunk in chunks)
        {
            chunk.Data.WriteTo(data);
            timing.Add(chunk.Data.Length, chunk.At);
        }

        return new(exchange.Draft.Id, exchange.Position - data.Length, UnixMicroseconds.ToTime(chunks[0].At), data.ToArray(), timing.ToArray());
    }
}
