using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Spool;

namespace SaaSGate.Gateway.Tests.Support;

/// <summary>What a spool holds.</summary>
internal static class SpoolRecords
{
    /// <summary>All that is durable, in order.</summary>
    public static async Task<List<RecordFrame>> OfAsync(RecordSpool spool, CancellationToken cancellation)
    {
        var records = new List<RecordFrame>();
        await foreach (var batch in spool.ReadAsync(1, 1024 * 1024, cancellation))
        {
            using (batch)
                records.AddRange(batch.Records.Select(record => RecordFrame.Parser.ParseFrom(record.Payload.Span)));
            if (records.Count >= (int)spool.Head.Sequence)
                break;
        }
        return records;
    }
}
