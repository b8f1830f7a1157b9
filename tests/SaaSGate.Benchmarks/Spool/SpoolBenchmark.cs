using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SaaSGate.Gateway.Spool;

namespace SaaSGate.Benchmarks.Spool;

/// <summary>
/// <c>spool [DIRECTORY] [SECONDS]</c>: every row is measured once a round, all rows in turn, and shown is each row's middle
/// run: what else the disk does falls on all alike. Choose a directory on the disk that the gateway would use.
/// </summary>
internal static class SpoolBenchmark
{
    private const int Rounds = 5;

    private static readonly Row[] Rows =
    [
        new("plain write + fdatasync", 1, Plain(durable: true)),
        new("spool, durable", 1, Spool(durable: true)),
        new("spool, durable, no zeros ahead", 1, Spool(durable: true, zeroAhead: 0)),
        new("plain write + fdatasync", 8, Plain(durable: true)),
        new("spool, durable", 8, Spool(durable: true)),
        new("plain write + fdatasync", 32, Plain(durable: true)),
        new("spool, durable", 32, Spool(durable: true)),
        new("spool, durable, no zeros ahead", 32, Spool(durable: true, zeroAhead: 0)),
        new("plain write", 1, Plain(durable: false)),
        new("spool, written", 1, Spool(durable: false)),
        new("plain write", 8, Plain(durable: false)),
        new("spool, written", 8, Spool(durable: false)),
    ];

    private delegate Task<Measurement> Run(string directory, int payloadBytes, int writers, TimeSpan time);

    public static async Task<int> RunAsync(string[] args)
    {
        var parent = Directory.CreateDirectory(args is [var given, ..] ? given : Path.GetTempPath()).FullName;
        var time = TimeSpan.FromSeconds(args is [_, var seconds, ..] ? double.Parse(seconds, CultureInfo.InvariantCulture) : 1);
        foreach (var payloadBytes in (int[])[200, 2048])
        {
            var runs = Rows.ToDictionary(row => row, _ => new List<Measurement>());
            for (var round = 0; round < Rounds; round++)
                foreach (var row in Rows)
                {
                    var directory = Directory.CreateDirectory(Path.Combine(parent, Path.GetRandomFileName())).FullName;
                    runs[row].Add(await row.Run(directory, payloadBytes, row.Writers, time));
                    Directory.Delete(directory, recursive: true);
                }
            Print(payloadBytes, runs);
        }
        return 0;
    }

    private static Run Plain(bool durable) => async (directory, payloadBytes, writers, time) =>
    {
        var disk = new CountingDisk();
        using var file = disk.Create(Path.Combine(directory, "plain"));
        var record = new byte[SpoolFrame.Cost(payloadBytes)];
        Random.Shared.NextBytes(record);
        var (gate, end) = (new Lock(), 0L);
        return await Measurement.RunAsync(writers, time, _ => Append(), () => disk.Syncs);

        ValueTask Append()
        {
            lock (gate)
            {
                disk.Write(file, record, end);
                end += record.Length;
            }
            if (durable)
                disk.Sync(file);
            return default;
        }
    };

    private static Run Spool(bool durable, int zeroAhead = 128 << 10) => async (directory, payloadBytes, writers, time) =>
    {
        var disk = new CountingDisk();
        var options = new SpoolOptions { Directory = directory, MaxBytes = 32L << 30, ZeroAheadBytes = zeroAhead };
        await using var spool = RecordSpool.Open(options, NullLoggerFactory.Instance, disk);
        var payload = new byte[payloadBytes];
        Random.Shared.NextBytes(payload);
        var rooms = Enumerable.Range(0, writers).Select(_ => spool.TryReserve(0)!).ToArray();
        var measured = await Measurement.RunAsync(writers, time, AppendAsync, () => disk.Syncs);
        foreach (var room in rooms)
            room.Dispose();
        return measured;

        ValueTask AppendAsync(int writer)
        {
            var room = rooms[writer];
            if (room.Remaining < SpoolFrame.Cost(payloadBytes) && !room.TryExtend(1 << 20))
                throw new IOException($"{directory} is full.");
            var sequence = room.Append(payload);
            return durable ? spool.SyncedAsync(sequence) : default;
        }
    };

    private static void Print(int payloadBytes, Dictionary<Row, List<Measurement>> runs)
    {
        Console.WriteLine($"{payloadBytes} bytes a record, {Environment.ProcessorCount} processors, the middle of {Rounds} runs");
        Console.WriteLine($"  {"",-32} {"writers",7} {"records/s",10} {"p50 µs",8} {"p99 µs",8} {"fdatasync per record",21}   all runs, records/s");
        foreach (var row in Rows)
        {
            var middle = Measurement.Middle(runs[row]);
            var all = string.Join(' ', runs[row].Select(run => run.PerSecond.ToString("F0", CultureInfo.InvariantCulture)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {row.Name,-32} {row.Writers,7} {middle.PerSecond,10:F0} {middle.MedianMicroseconds,8:F1} {middle.P99Microseconds,8:F1} {middle.SyncsPerRecord,21:F3}   {all}"));
        }
        Console.WriteLine();
    }

    private sealed record Row(string Name, int Writers, Run Run);
}
