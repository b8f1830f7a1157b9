using Microsoft.Extensions.Logging.Abstractions;
using SaaSGate.Gateway.Spool;
using Xunit;

namespace SaaSGate.Gateway.Tests.Spool;

/// <summary>A spool's directory of its own, with segments so small that a few records fill them, and the disk under it.</summary>
internal sealed class SpoolDirectory : IDisposable
{
    public const long SegmentBytes = 16 << 10;

    public string Path { get; } = Directory.CreateTempSubdirectory("spool-").FullName;

    public WatchedDisk Disk { get; set; } = new();

    public long MaxBytes { get; init; } = 16 * SegmentBytes;

    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromMilliseconds(10);

    public string[] Segments => [.. Directory.GetFiles(Path, "*.segment").Order()];

    public RecordSpool Open() => RecordSpool.Open(
        new SpoolOptions { Directory = Path, SegmentBytes = SegmentBytes, MaxBytes = MaxBytes, SyncInterval = SyncInterval },
        NullLoggerFactory.Instance,
        Disk);

    /// <summary>Ends the spool as a killed process does: what it wrote is in the files, and nothing more.</summary>
    public async Task KillAsync(RecordSpool spool)
    {
        Disk.Dead = true;
        await spool.DisposeAsync();
        Disk = new WatchedDisk();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>A payload that tells its number and size, and differs in every byte from its neighbours.</summary>
    public static byte[] Payload(ulong number, int bytes)
    {
        var payload = new byte[bytes];
        new Random((int)number).NextBytes(payload);
        return payload;
    }

    public static async Task<List<(ulong Sequence, byte[] Payload)>> ReadAllAsync(RecordSpool spool, ulong from = 1, int maxBytes = 5000)
    {
        var records = new List<(ulong, byte[])>();
        var last = spool.Head.Sequence;
        if (Math.Max(from, spool.TrimmedSequence + 1) > last)
            return records;
        await foreach (var batch in spool.ReadAsync(from, maxBytes, TestContext.Current.CancellationToken))
            using (batch)
            {
                records.AddRange(batch.Records.Select(record => (record.Sequence, record.Payload.ToArray())));
                if (batch.LastSequence >= last)
                    break;
            }
        return records;
    }
}
