using SaaSGate.Gateway.Spool;
using Xunit;
using static SaaSGate.Gateway.Tests.Spool.SpoolDirectory;

namespace SaaSGate.Gateway.Tests.Spool;

public sealed class SpoolReservationTests
{
    private const long Capacity = SegmentBytes - SegmentHeader.PageBytes;

    [Fact]
    public async Task Promises_no_more_than_the_limit_and_every_byte_of_it()
    {
        using var directory = new SpoolDirectory { MaxBytes = 3 * SegmentBytes };
        await using var spool = directory.Open();

        Assert.Null(spool.TryReserve(3 * Capacity + 1));
        Assert.Empty(directory.Segments);
        using var first = spool.TryReserve(2 * Capacity)!;
        using var second = spool.TryReserve(Capacity)!;
        Assert.Null(spool.TryReserve(1));
        Assert.Equal(3 * Capacity, spool.ReservedBytes);
        Assert.Equal(3 * SegmentBytes, spool.DiskBytes);
        Assert.Equal(spool.DiskBytes, directory.Segments.Sum(file => new FileInfo(file).Length));

        var payload = Payload(1, (int)(Capacity - SpoolFrame.HeaderBytes));
        first.Append(payload);
        second.Append(payload);
        await first.AppendDurableAsync(payload);
        Assert.Equal((0, 0, 0), (first.Remaining, second.Remaining, spool.ReservedBytes));
        Assert.Equal(3, (await ReadAllAsync(spool)).Count);
    }

    [Fact]
    public async Task Leaves_room_for_others_whatever_one_reserves()
    {
        using var directory = new SpoolDirectory { MaxBytes = 10 * SegmentBytes };
        await using var spool = directory.Open();
        var (greedy, other) = (new SpoolShare(), new SpoolShare());
        var kept = new List<SpoolReservation>();
        while (spool.TryReserve(Capacity / 4, greedy) is { } room)
            kept.Add(room);
        Assert.InRange(greedy.Reserved, 7 * Capacity, 8 * Capacity);
        Assert.False(kept[0].TryExtendFairly(Capacity / 4));
        // What runs goes on, since its answer is worth more than a new one.
        Assert.True(kept[0].TryExtend(Capacity / 4));

        using (var room = spool.TryReserve(Capacity, other)!)
            room.Append(Payload(1, 1000));
        Assert.Equal(0, other.Reserved);
        kept.ForEach(room => room.Dispose());
        Assert.Equal((0, 0), (greedy.Reserved, spool.ReservedBytes));
    }

    [Fact]
    public async Task Gives_back_what_was_not_used()
    {
        using var directory = new SpoolDirectory { MaxBytes = SegmentBytes };
        await using var spool = directory.Open();
        var first = spool.TryReserve(Capacity)!;
        first.Append(Payload(1, 1000));
        Assert.Null(spool.TryReserve(1));

        first.Dispose();
        first.Dispose();

        Assert.Equal(0, spool.ReservedBytes);
        Assert.Null(spool.TryReserve(Capacity - RecordSpool.CostOf(1000) + 1));
        using var rest = spool.TryReserve(Capacity - RecordSpool.CostOf(1000));
        Assert.NotNull(rest);
        Assert.Throws<ObjectDisposedException>(() => first.Append("late"u8));
        Assert.False(first.TryExtend(0));
    }

    [Fact]
    public async Task Counts_a_record_as_it_says_it_would()
    {
        using var directory = new SpoolDirectory();
        await using var spool = directory.Open();
        using var room = spool.TryReserve(10_000)!;
        foreach (var bytes in (int[])[0, 1, 7, 8, 9, 1000])
        {
            var before = room.Remaining;
            room.Append(new byte[bytes]);
            Assert.Equal(RecordSpool.CostOf(bytes), before - room.Remaining);
            Assert.Equal(room.Remaining, spool.ReservedBytes);
        }
    }

    [Fact]
    public async Task Refuses_a_record_beyond_the_reservation_and_stays_usable()
    {
        using var directory = new SpoolDirectory();
        await using var spool = directory.Open();
        using var room = spool.TryReserve(RecordSpool.CostOf(100))!;
        Assert.Throws<InvalidOperationException>(() => room.Append(new byte[105]));
        Assert.Equal(0ul, spool.WrittenSequence);
        Assert.Equal(1ul, await room.AppendDurableAsync(new byte[100]));
    }

    [Fact]
    public async Task Extends_while_there_is_room()
    {
        using var directory = new SpoolDirectory { MaxBytes = 2 * SegmentBytes };
        await using var spool = directory.Open();
        using var room = spool.TryReserve(0)!;
        Assert.True(room.TryExtend(Capacity + 1));
        Assert.False(room.TryExtend(Capacity));
        Assert.Equal(Capacity + 1, room.Remaining);
        Assert.True(room.TryExtend(Capacity - 1));
        Assert.False(room.TryExtend(1));
    }

    [Fact]
    public async Task Counts_segments_of_the_past_against_the_limit()
    {
        using var directory = new SpoolDirectory { MaxBytes = 3 * SegmentBytes };
        await using (var spool = directory.Open())
        {
            using var room = spool.TryReserve(2 * Capacity)!;
            room.Append(Payload(1, (int)(2 * Capacity - SpoolFrame.HeaderBytes)));
        }

        await using var reopened = directory.Open();
        Assert.Equal(2 * SegmentBytes, reopened.DiskBytes);
        Assert.Null(reopened.TryReserve(Capacity + 1));
        using var rest = reopened.TryReserve(Capacity);
        Assert.NotNull(rest);
    }

    [Fact]
    public async Task Never_passes_the_limit_when_many_reserve_at_once()
    {
        using var directory = new SpoolDirectory { MaxBytes = 4 * SegmentBytes };
        await using var spool = directory.Open();
        var granted = 0L;
        await Parallel.ForAsync(0, 200, TestContext.Current.CancellationToken, async (_, _) =>
        {
            using var room = spool.TryReserve(1100);
            if (room is null)
                return;
            Interlocked.Increment(ref granted);
            await room.AppendDurableAsync(Payload(1, 1000));
            room.Append(Payload(1, 10));
        });

        Assert.InRange(spool.DiskBytes, SegmentBytes, 4 * SegmentBytes);
        Assert.InRange(granted, 1, 4 * Capacity / (RecordSpool.CostOf(1000) + RecordSpool.CostOf(10)));
        Assert.Equal(2 * granted, (long)spool.WrittenSequence);
        Assert.Equal(0, spool.ReservedBytes);
    }
}
