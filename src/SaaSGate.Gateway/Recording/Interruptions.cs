using Google.Protobuf;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Spool;

namespace SaaSGate.Gateway.Recording;

/// <summary>What a killed gateway left open: each exchange without a last record gets one that says it was interrupted.</summary>
internal static class Interruptions
{
    private const int BatchBytes = 4 * 1024 * 1024;

    /// <summary>Reads the spool from its oldest record and closes what is open. To be called before the first request.</summary>
    /// <exception cref="SpoolException">The spool is damaged or has no room.</exception>
    public static async Task<int> RecordAsync(DurableLog spool, TimeProvider clock, CancellationToken cancellation)
    {
        var open = new Dictionary<string, string>();
        var next = spool.FirstSequence;
        while (next <= spool.Head.Sequence)
        {
            foreach (var record in await spool.ReadAsync(next, BatchBytes, cancellation))
            {
                var frame = RecordFrame.Parser.ParseFrom(record.Payload.Span);
                if (frame.BodyCase == RecordFrame.BodyOneofCase.Started)
                    open[frame.ExchangeId] = frame.OrganisationId;
                else if (frame.BodyCase == RecordFrame.BodyOneofCase.Ended)
                    open.Remove(frame.ExchangeId);
                next = record.Sequence + 1;
            }
        }
        if (open.Count == 0)
            return 0;
        using var reservation = spool.TryReserve(open.Count * 1024L) ?? throw new SpoolException("The spool has no room to close interrupted exchanges. Give it more (SaaSGate:Gateway:SpoolMaxBytes).");
        foreach (var (exchange, organisation) in open)
        {
            var frame = new RecordFrame
            {
                OrganisationId = organisation,
                ExchangeId = exchange,
                At = clock.GetUtcNow().ToUnixTimeMilliseconds() * 1000,
                Ended = new ExchangeEnded { Outcome = "interrupted" },
            };
            spool.Append(reservation, frame, static (buffer, sequence, ended) =>
            {
                ended.Sequence = sequence;
                ended.WriteTo(buffer);
            });
        }
        await spool.SyncedAsync(spool.Head.Sequence);
        return open.Count;
    }
}
