using SaaSGate.Gateway.Spool;
using Xunit;
using static SaaSGate.Gateway.Tests.Spool.SpoolDirectory;

namespace SaaSGate.Gateway.Tests.Spool;

public sealed class SpoolReaderTests
{
    [Fact]
    public async Task Sees_a_record_only_once_it_is_durable()
    {
        using var directory = new SpoolDirectory { SyncInterval = TimeSpan.FromSeconds(1) };
        await using var spool = directory.Open();
        using var room = spool.TryReserve(10_000)!;
        using var release = new SemaphoreSlim(0);
        directory.Disk.BeforeSync = () => release.Wait(TestContext.Current.CancellationToken);
        await using var reader = spool.ReadAsync(1, 10_000, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var moved = reader.MoveNextAsync().AsTask();
        var synced = Task.Run(async () => await room.AppendDurableAsync(Payload(1, 500)), TestContext.Current.CancellationToken);
        Assert.False(moved.IsCompleted);

        release.Release(2);
        await synced;
        Assert.True(await moved);
        Assert.Equal(1ul, Assert.Single(reader.Current.Records).Sequence);
        reader.Current.Dispose();
        directory.Disk.BeforeSync = null;
    }

    [Fact]
    public async Task Reads_all_in_order_while_others_write()
    {
        using var directory = new SpoolDirectory { MaxBytes = 128 * SegmentBytes };
        await using var spool = directory.Open();
        var writers = Parallel.ForAsync(0, 8, TestContext.Current.CancellationToken, async (writer, _) =>
        {
            using var room = spool.TryReserve(200_000)!;
            for (var i = 0; i < 100; i++)
                if (i % 3 == 0)
                    await room.AppendDurableAsync(writer, Build);
                else
                    room.Append(writer, Build);
        });

        var next = 1ul;
        await foreach (var batch in spool.ReadAsync(1, 3000, TestContext.Current.CancellationToken))
            using (batch)
            {
                Assert.True(batch.LastSequence <= spool.Head.Sequence);
                foreach (var record in batch.Records)
                {
                    Assert.Equal(next, record.Sequence);
                    Assert.Equal(Payload(next++, 10 + (int)(record.Sequence * 7 % 900)), record.Payload.ToArray());
                }
                if (next > 800)
                    break;
            }
        await writers;

        static void Build(System.Buffers.IBufferWriter<byte> writer, ulong sequence, int _) =>
            System.Buffers.BuffersExtensions.Write(writer, Payload(sequence, 10 + (int)(sequence * 7 % 900)));
    }

    [Fact]
    public async Task Starts_at_any_record()
    {
        using var directory = new SpoolDirectory();
        await using var spool = directory.Open();
        using var room = spool.TryReserve(100_000)!;
        for (ulong i = 1; i <= 60; i++)
            room.Append(Payload(i, 1000));
        await spool.SyncedAsync(60);
        for (ulong from = 1; from <= 60; from++)
        {
            var records = await ReadAllAsync(spool, from);
            Assert.Equal(from, records[0].Sequence);
            Assert.Equal(61 - from, (ulong)records.Count);
            Assert.Equal(Payload(from, 1000), records[0].Payload);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => spool.ReadAsync(62, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Keeps_batches_near_the_size_asked_for()
    {
        using var directory = new SpoolDirectory();
        await using var spool = directory.Open();
        using var room = spool.TryReserve(100_000)!;
        foreach (var bytes in (int[])[1000, 1000, 9000, 1000, 20_000, 1000])
            room.Append(Payload(1, bytes));
        await spool.SyncedAsync(6);
        var batches = new List<int>();
        await foreach (var batch in spool.ReadAsync(1, 5000, TestContext.Current.CancellationToken))
            using (batch)
            {
                batches.Add(batch.Records.Count);
                if (batch.LastSequence == 6)
                    break;
            }
        Assert.Equal([2, 1, 1, 1, 1], batches);
    }

    [Fact]
    public async Task Ends_when_the_spool_is_closed()
    {
        using var directory = new SpoolDirectory();
        var spool = directory.Open();
        await using var reader = spool.ReadAsync(1, 1000, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var moved = reader.MoveNextAsync().AsTask();
        await spool.DisposeAsync();
        Assert.False(await moved);
    }

    [Fact]
    public async Task Stops_at_a_record_that_went_bad_since()
    {
        using var directory = new SpoolDirectory();
        await using var spool = directory.Open();
        using var room = spool.TryReserve(10_000)!;
        for (ulong i = 1; i <= 3; i++)
            await room.AppendDurableAsync(Payload(i, 100));
        using (var file = File.OpenHandle(directory.Segments[0], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            RandomAccess.Write(file, [0xAA, 0x55], SegmentHeader.PageBytes + RecordSpool.CostOf(100) + 50);
        var error = await Assert.ThrowsAsync<SpoolCorruptException>(() => ReadAllAsync(spool));
        Assert.Contains("Record 2", error.Message, StringComparison.Ordinal);
    }
}
