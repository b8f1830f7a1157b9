using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using SaaSGate.Gateway.Spool;
using SaaSGate.TestKit;
using Xunit;
using static SaaSGate.Gateway.Tests.Spool.SpoolDirectory;

namespace SaaSGate.Gateway.Tests.Spool;

public sealed class SpoolFailureTests
{
    [Fact]
    public async Task Refuses_everything_after_a_failed_sync_even_when_the_disk_is_well_again()
    {
        using var directory = new SpoolDirectory { SyncInterval = TimeSpan.FromSeconds(1) };
        await using var spool = directory.Open();
        using var room = spool.TryReserve(10_000)!;
        await room.AppendDurableAsync(Payload(1, 100));

        directory.Disk.FailSyncs = true;
        await Assert.ThrowsAsync<SpoolFailedException>(async () => await room.AppendDurableAsync(Payload(2, 100)));
        directory.Disk.FailSyncs = false;
        var syncs = directory.Disk.SegmentSyncs;

        await AssertClosedAsync(spool, room);
        Assert.Equal(1ul, spool.Head.Sequence);
        Assert.Equal(syncs, directory.Disk.SegmentSyncs);
    }

    [Fact]
    public async Task Fails_all_who_share_a_failed_sync_and_all_who_wait_for_the_next()
    {
        using var directory = new SpoolDirectory { SyncInterval = TimeSpan.FromSeconds(1) };
        await using var spool = directory.Open();
        using var room = spool.TryReserve(10_000)!;
        using var release = new SemaphoreSlim(0);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        directory.Disk.BeforeSync = () =>
        {
            entered.TrySetResult();
            release.Wait(TestContext.Current.CancellationToken);
        };
        var first = Task.Run(async () => await room.AppendDurableAsync(Payload(1, 100)), TestContext.Current.CancellationToken);
        await entered.Task.WaitAsync(Bounded.Cancellation);
        var sharing = spool.SyncedAsync(1).AsTask();
        var next = room.AppendDurableAsync(Payload(2, 100)).AsTask();

        directory.Disk.FailSyncs = true;
        release.Release(10);

        foreach (var waiting in (Task[])[first, sharing, next])
            await Assert.ThrowsAsync<SpoolFailedException>(() => waiting);
        await AssertClosedAsync(spool, room);
    }

    [Fact]
    public async Task Fails_when_a_background_sync_fails()
    {
        using var directory = new SpoolDirectory();
        await using var spool = directory.Open();
        using var room = spool.TryReserve(10_000)!;
        directory.Disk.FailSyncs = true;
        room.Append(Payload(1, 100));
        await Assert.ThrowsAsync<SpoolFailedException>(async () =>
        {
            await foreach (var batch in spool.ReadAsync(1, 1000, TestContext.Current.CancellationToken))
                batch.Dispose();
        });
        await AssertClosedAsync(spool, room);
    }

    [Fact]
    public async Task Refuses_everything_after_a_failed_write()
    {
        using var directory = new SpoolDirectory { SyncInterval = TimeSpan.FromSeconds(1) };
        var spool = directory.Open();
        using var room = spool.TryReserve(10_000)!;
        await room.AppendDurableAsync(Payload(1, 100));

        directory.Disk.FailWrites = true;
        Assert.Throws<SpoolFailedException>(() => room.Append(Payload(2, 100)));
        directory.Disk.FailWrites = false;

        await AssertClosedAsync(spool, room);
        Assert.Equal(1ul, Assert.Single(await ReadAllAsync(spool)).Sequence);
        await spool.DisposeAsync();
        await using var reopened = directory.Open();
        Assert.Equal(1ul, reopened.Head.Sequence);
    }

    [Fact]
    public async Task Refuses_a_reservation_on_a_full_disk_and_goes_on_when_there_is_space()
    {
        using var directory = new SpoolDirectory();
        await using var spool = directory.Open();
        using var room = spool.TryReserve(1000)!;
        directory.Disk.Full = true;

        Assert.Null(spool.TryReserve(SegmentBytes));
        Assert.False(room.TryExtend(SegmentBytes));
        await room.AppendDurableAsync(Payload(1, 900));
        Assert.Null(spool.Failure);
        Assert.Single(directory.Segments);

        directory.Disk.Full = false;
        using var more = spool.TryReserve(SegmentBytes);
        Assert.NotNull(more);
    }

    [Fact]
    public async Task Meets_the_limits_of_the_file_system_in_the_reservation()
    {
        using var directory = new SpoolDirectory();
        var options = new SpoolOptions { Directory = directory.Path, SegmentBytes = 1 << 30, MaxBytes = 1L << 50 };
        await using var spool = RecordSpool.Open(options, NullLoggerFactory.Instance, new HugeDisk());
        Assert.Null(spool.TryReserve(1));
        Assert.Null(spool.Failure);
        Assert.Empty(directory.Segments);
    }

    private static async Task AssertClosedAsync(RecordSpool spool, SpoolReservation room)
    {
        Assert.NotNull(spool.Failure);
        Assert.Throws<SpoolFailedException>(() => room.Append(Payload(9, 10)));
        await Assert.ThrowsAsync<SpoolFailedException>(async () => await room.AppendDurableAsync(Payload(9, 10)));
        Assert.Null(spool.TryReserve(1));
        Assert.False(room.TryExtend(1));
    }

    /// <summary>Asks the real file system for more than it can hold at all: it says no without trying.</summary>
    private sealed class HugeDisk : SpoolDisk
    {
        public override bool TryAllocate(SafeFileHandle file, long bytes) => base.TryAllocate(file, 1L << 60);
    }
}
