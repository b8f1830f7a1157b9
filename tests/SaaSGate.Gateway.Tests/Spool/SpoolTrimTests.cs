using SaaSGate.Gateway.Spool;
using Xunit;
using static SaaSGate.Gateway.Tests.Spool.SpoolDirectory;

namespace SaaSGate.Gateway.Tests.Spool;

public sealed class SpoolTrimTests
{
    [Fact]
    public async Task Deletes_segments_once_all_in_them_is_acknowledged()
    {
        using var directory = new SpoolDirectory();
        await using var spool = directory.Open();
        await FillAsync(spool, 60);
        var before = spool.DiskBytes;

        spool.Trim(10);
        Assert.Equal(before, spool.DiskBytes);
        spool.Trim(40);
        Assert.Equal(before - 3 * SegmentBytes, spool.DiskBytes);
        Assert.Equal(spool.DiskBytes, directory.Segments.Sum(file => new FileInfo(file).Length));
        Assert.Equal(Enumerable.Range(41, 20).Select(i => (ulong)i), (await ReadAllAsync(spool)).Select(record => record.Sequence));

        spool.Trim(20);
        Assert.Equal(40ul, spool.TrimmedSequence);
        spool.Trim(60);
        Assert.Single(directory.Segments);
        Assert.Throws<ArgumentOutOfRangeException>(() => spool.Trim(61));
    }

    [Fact]
    public async Task Makes_room_for_more_than_the_limit_over_time()
    {
        using var directory = new SpoolDirectory { MaxBytes = 3 * SegmentBytes };
        await using var spool = directory.Open();
        for (ulong i = 1; i <= 300; i++)
        {
            using var room = spool.TryReserve(RecordSpool.CostOf(1000))!;
            await room.AppendDurableAsync(Payload(i, 1000));
            spool.Trim(i - 1);
        }
        Assert.True(spool.DiskBytes <= 3 * SegmentBytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Remembers_what_was_trimmed(bool killed)
    {
        using var directory = new SpoolDirectory();
        var spool = directory.Open();
        await FillAsync(spool, 60);
        var head = spool.Head;
        spool.Trim(45);
        if (killed)
            await directory.KillAsync(spool);
        else
            await spool.DisposeAsync();

        await using var reopened = directory.Open();
        Assert.Equal((45ul, head), (reopened.TrimmedSequence, reopened.Head));
        Assert.Equal(Enumerable.Range(46, 15).Select(i => (ulong)i), (await ReadAllAsync(reopened)).Select(record => record.Sequence));
    }

    [Fact]
    public async Task Goes_on_after_everything_was_trimmed()
    {
        using var directory = new SpoolDirectory();
        var head = default(SpoolHead);
        for (ulong round = 0; round < 6; round++)
        {
            await using var spool = directory.Open();
            Assert.True(round == 0 || head == spool.Head);
            await FillAsync(spool, 7);
            Assert.Equal(round * 7 + 7, spool.Head.Sequence);
            Assert.Equal(7, (await ReadAllAsync(spool)).Count);
            head = spool.Head;
            spool.Trim(spool.Head.Sequence);
            Assert.InRange(directory.Segments.Length, 1, 2);
        }
    }

    [Fact]
    public async Task Refuses_to_open_when_a_segment_is_gone_that_was_not_trimmed()
    {
        using var directory = new SpoolDirectory();
        await using (var spool = directory.Open())
        {
            await FillAsync(spool, 60);
            spool.Trim(20);
        }
        foreach (var missing in directory.Segments[..^1])
        {
            var aside = missing + ".aside";
            File.Move(missing, aside);
            Assert.Throws<SpoolCorruptException>(directory.Open);
            File.Move(aside, missing);
        }
        await using var whole = directory.Open();
        Assert.Equal(60ul, whole.Head.Sequence);
    }

    private static async Task FillAsync(RecordSpool spool, int records)
    {
        using var room = spool.TryReserve(records * RecordSpool.CostOf(1000))!;
        for (var i = 0; i < records; i++)
            room.Append(Payload((ulong)i, 1000));
        await spool.SyncedAsync(spool.WrittenSequence);
    }
}
