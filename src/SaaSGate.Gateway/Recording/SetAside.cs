using System.Globalization;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Spool;

namespace SaaSGate.Gateway.Recording;

/// <summary>
/// Puts another spool in the place of one that went back. What was never shipped from the old one is in the new one, and nothing else:
/// what was taken in under the old spool's id is not known under the new one's. The old one stays beside it.
/// </summary>
internal static partial class SetAside
{
    private const int BatchBytes = 4 * 1024 * 1024;
    private const int LongestSequence = 10;

    /// <summary>Does nothing where no spool is marked. To be called before the spool is opened.</summary>
    /// <exception cref="InvalidOperationException">There is no room; the message says what to do.</exception>
    /// <exception cref="IOException">A directory cannot be written or renamed.</exception>
    public static async Task RunAsync(SpoolOptions options, ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        var disk = new SpoolDisk();
        var spool = Path.GetFullPath(options.Directory);
        var (next, parent) = (spool + ".next", Path.GetDirectoryName(spool)!);
        if (!Directory.Exists(spool) && Directory.Exists(next))
        {
            // A crash came between the two renames below: the next one is whole.
            Directory.Move(next, spool);
            disk.SyncDirectory(parent);
            return;
        }
        if (SpoolWentBack.Read(spool) is not { } shared)
            return;

        // 1. The new spool, whole and closed before anything is renamed. What a crash left of it is made again: nobody has seen it.
        if (Directory.Exists(next))
            Directory.Delete(next, recursive: true);
        var (id, copied) = await CopyAsync(options with { Directory = spool }, options with { Directory = next }, shared, loggers, clock, cancellation);

        // 2. Its place.
        var aside = $"{spool}.went-back-{clock.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}";
        Directory.Move(spool, aside);
        disk.SyncDirectory(parent);
        Directory.Move(next, spool);
        disk.SyncDirectory(parent);
        Log.Done(loggers.CreateLogger(typeof(SetAside)), id, aside, copied);
    }

    private static async Task<(string Id, ulong Copied)> CopyAsync(
        SpoolOptions from, SpoolOptions to, ulong shared, ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        await using var old = RecordSpool.Open(from, loggers);
        await Interruptions.RecordAsync(old, clock, cancellation);
        await using var fresh = RecordSpool.Open(to, loggers);
        var head = old.Head.Sequence;
        if (head <= shared)
            return (old.SpoolId, 0);
        await foreach (var batch in old.ReadAsync(shared + 1, BatchBytes, cancellation))
        {
            using (batch)
            {
                using var room = fresh.TryReserve(batch.Records.Sum(record => RecordSpool.CostOf(record.Payload.Length + LongestSequence)))
                    ?? throw new InvalidOperationException("The spool went back, and there is no room for another beside it. Free space on the disk, then start the gateway again.");
                foreach (var record in batch.Records)
                {
                    room.Append(RecordFrame.Parser.ParseFrom(record.Payload.Span), static (buffer, sequence, frame) =>
                    {
                        frame.Sequence = sequence;
                        frame.WriteTo(buffer);
                    });
                }
                if (batch.LastSequence >= head)
                    break;
            }
        }
        await fresh.SyncedAsync(fresh.WrittenSequence);
        return (old.SpoolId, fresh.WrittenSequence);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Spool {SpoolId} had gone back to an earlier state. It is in {Aside}; {Copied} records that were never shipped are taken over. Delete it when nobody needs it any more.")]
        public static partial void Done(ILogger logger, string spoolId, string aside, ulong copied);
    }
}
