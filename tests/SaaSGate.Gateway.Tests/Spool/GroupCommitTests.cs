using SaaSGate.TestKit;
using Xunit;
using static SaaSGate.Gateway.Tests.Spool.SpoolDirectory;

namespace SaaSGate.Gateway.Tests.Spool;

/// <summary>The interval is a second wherever syncs are counted, so that the spool's own tick stays out of it.</summary>
public sealed class GroupCommitTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Syncs_at_once_and_once_for_a_lone_writer()
    {
        using var directory = new SpoolDirectory { SyncInterval = Long };
        await using var spool = directory.Open();
        using var room = spool.TryReserve(4000)!;
        var before = directory.Disk.SegmentSyncs;
        for (var i = 0; i < 10; i++)
        {
            var synced = room.AppendDurableAsync(Payload(1, 100));
            Assert.True(synced.IsCompletedSuccessfully);
            await synced;
        }
        Assert.Equal(10, directory.Disk.SegmentSyncs - before);
    }

    [Fact]
    public async Task Lets_all_who_wait_during_a_sync_share_the_next()
    {
        using var directory = new SpoolDirectory { SyncInterval = Long };
        await using var spool = directory.Open();
        using var room = spool.TryReserve(10_000)!;
        using var release = new SemaphoreSlim(0);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = directory.Disk.SegmentSyncs;
        directory.Disk.BeforeSync = () =>
        {
            entered.TrySetResult();
            release.Wait(TestContext.Current.CancellationToken);
        };

        var first = Task.Run(async () => await room.AppendDurableAsync(Payload(1, 100)), TestContext.Current.CancellationToken);
        await entered.Task.WaitAsync(Bounded.Cancellation);
        var others = Enumerable.Range(0, 32).Select(i => room.AppendDurableAsync(Payload((ulong)i, 100)).AsTask()).ToList();
        var alsoFirst = spool.SyncedAsync(1).AsTask();
        Assert.All(others, other => Assert.False(other.IsCompleted));

        release.Release();
        Assert.Equal(1ul, await first);
        await alsoFirst;
        Assert.Equal(1ul, spool.Head.Sequence);
        Assert.All(others, other => Assert.False(other.IsCompleted));

        release.Release();
        Assert.Equal(Enumerable.Range(2, 32).Select(i => (ulong)i), await Task.WhenAll(others));
        Assert.Equal(2, directory.Disk.SegmentSyncs - before);
        directory.Disk.BeforeSync = null;
    }

    [Fact]
    public async Task Asks_for_no_sync_of_what_is_durable()
    {
        using var directory = new SpoolDirectory { SyncInterval = Long };
        await using var spool = directory.Open();
        using var room = spool.TryReserve(1000)!;
        room.Append(Payload(1, 100));
        await room.AppendDurableAsync(Payload(2, 100));
        var before = directory.Disk.SegmentSyncs;
        await spool.SyncedAsync(1);
        await spool.SyncedAsync(2);
        await spool.SyncedAsync(0);
        Assert.Equal(before, directory.Disk.SegmentSyncs);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await spool.SyncedAsync(3));
    }

    [Fact]
    public async Task Syncs_in_the_background_what_nobody_waits_for()
    {
        using var directory = new SpoolDirectory();
        await using var spool = directory.Open();
        using var room = spool.TryReserve(10_000)!;
        for (ulong round = 0; round < 3; round++)
        {
            room.Append(Payload(round, 100));
            room.Append(Payload(round, 200));
            await foreach (var batch in spool.ReadAsync(2 * round + 2, 1000, TestContext.Current.CancellationToken))
            {
                using (batch)
                    Assert.Equal(2 * round + 2, batch.LastSequence);
                break;
            }
            Assert.Equal(2 * round + 2, spool.Head.Sequence);
        }
    }

    [Fact]
    public async Task Syncs_every_segment_that_the_records_reach_into()
    {
        using var directory = new SpoolDirectory { SyncInterval = Long };
        await using var spool = directory.Open();
        using var room = spool.TryReserve(4 * SegmentBytes)!;
        var before = directory.Disk.SegmentSyncs;
        await room.AppendDurableAsync(Payload(1, 2 * (int)SegmentBytes));
        Assert.Equal(3, directory.Disk.SegmentSyncs - before);
    }

    [Fact]
    public async Task Confirms_every_record_of_many_writers()
    {
        using var directory = new SpoolDirectory { MaxBytes = 128 * SegmentBytes };
        await using var spool = directory.Open();
        await Parallel.ForAsync(0, 16, TestContext.Current.CancellationToken, async (writer, _) =>
        {
            for (var i = 0; i < 50; i++)
            {
                using var room = spool.TryReserve(4000)!;
                room.Append(Payload((ulong)writer, 200));
                var sequence = await room.AppendDurableAsync(Payload((ulong)i, 1000));
                Assert.True(spool.Head.Sequence >= sequence);
            }
        });
        Assert.Equal(1600ul, spool.Head.Sequence);
        Assert.Equal(1600, (await ReadAllAsync(spool)).Count);
    }
}
