using SaaSGate.Gateway.Spool;
using Xunit;
using static SaaSGate.Gateway.Tests.Spool.SpoolDirectory;

namespace SaaSGate.Gateway.Tests.Spool;

public sealed class SpoolRecoveryTests
{
    private const int PayloadBytes = 61;
    private static readonly long Cost = RecordSpool.CostOf(PayloadBytes);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cuts_a_torn_record_at_every_byte(bool truncated)
    {
        for (var kept = 0; kept < Cost; kept++)
        {
            using var directory = new SpoolDirectory();
            await WriteAsync(directory, durable: 3, unconfirmed: 1);
            // Where the last bytes of the frame are padding, a cut in them tears nothing.
            var torn = kept < SpoolFrame.HeaderBytes + PayloadBytes || truncated;
            Edit(directory, file =>
            {
                if (truncated)
                    RandomAccess.SetLength(file, At(4) + kept);
                else
                    RandomAccess.Write(file, new byte[Cost - kept], At(4) + kept);
            });

            await using var spool = directory.Open();
            await AssertHoldsAsync(spool, torn ? 3 : 4);
            await AssertGoesOnAsync(directory, spool, torn ? 3 : 4);
        }
    }

    [Fact]
    public async Task Refuses_to_open_when_any_byte_of_a_durable_record_is_wrong()
    {
        using var directory = new SpoolDirectory();
        await WriteAsync(directory, durable: 4, unconfirmed: 0);
        for (ulong record = 1; record <= 4; record++)
            for (var at = 0; at < SpoolFrame.HeaderBytes + PayloadBytes; at++)
            {
                Flip(directory, At(record) + at);
                var error = Assert.Throws<SpoolCorruptException>(directory.Open);
                Assert.Contains($"Record {record} ", error.Message, StringComparison.Ordinal);
                Flip(directory, At(record) + at);
            }
        await using var whole = directory.Open();
        await AssertHoldsAsync(whole, 4);
    }

    [Fact]
    public async Task Knows_from_the_records_alone_that_those_before_were_durable()
    {
        using var directory = new SpoolDirectory();
        await (directory.Open()).DisposeAsync();
        var state = Path.Combine(directory.Path, "spool");
        var old = await File.ReadAllBytesAsync(state, TestContext.Current.CancellationToken);
        await WriteAsync(directory, durable: 4, unconfirmed: 0);
        await File.WriteAllBytesAsync(state, old, TestContext.Current.CancellationToken);

        for (ulong record = 1; record <= 3; record++)
        {
            Flip(directory, At(record) + 40);
            Assert.Throws<SpoolCorruptException>(directory.Open);
            Flip(directory, At(record) + 40);
        }
        await using var whole = directory.Open();
        await AssertHoldsAsync(whole, 4);
    }

    [Fact]
    public async Task Cuts_at_a_hole_that_a_power_cut_left_among_unconfirmed_records_and_never_meets_what_followed()
    {
        using var directory = new SpoolDirectory();
        await WriteAsync(directory, durable: 3, unconfirmed: 4);
        Edit(directory, file => RandomAccess.Write(file, new byte[Cost], At(5)));

        await using var spool = directory.Open();
        await AssertHoldsAsync(spool, 4);
        await AssertGoesOnAsync(directory, spool, 4);
    }

    [Fact]
    public async Task Writes_again_what_may_be_in_the_page_cache_alone()
    {
        using var directory = new SpoolDirectory();
        await WriteAsync(directory, durable: 3, unconfirmed: 2);
        var disk = new PowerCutDisk();
        directory.Disk = disk;
        var spool = directory.Open();
        Assert.Equal(5ul, spool.Head.Sequence);
        Assert.True(disk.SegmentSyncs > 0);
        disk.Dead = true;
        await spool.DisposeAsync();
        disk.Cut(new Random(1));

        directory.Disk = new WatchedDisk();
        await using var reopened = directory.Open();
        await AssertHoldsAsync(reopened, 5);
    }

    [Fact]
    public async Task Takes_nothing_that_a_skill_sends_for_a_record()
    {
        using var directory = new SpoolDirectory();
        var forged = new byte[4096];
        for (var at = 0; at < forged.Length; at += 64)
        {
            SpoolFrame.WriteHeader(forged.AsSpan(at), 100, 100, "x"u8, key: 0);
            forged[at + SpoolFrame.HeaderBytes] = (byte)'x';
        }
        var spool = directory.Open();
        using (var room = spool.TryReserve(10_000)!)
        {
            await room.AppendDurableAsync(Payload(1, PayloadBytes));
            directory.Disk.FailSyncs = true;
            room.Append(forged);
        }
        await directory.KillAsync(spool);
        Flip(directory, At(2));

        await using var reopened = directory.Open();
        await AssertHoldsAsync(reopened, 1);
    }

    [Fact]
    public async Task Refuses_segments_whose_spool_file_is_gone_or_unreadable()
    {
        using var directory = new SpoolDirectory();
        await WriteAsync(directory, durable: 1, unconfirmed: 0);
        var state = Path.Combine(directory.Path, "spool");
        var aside = state + ".aside";
        File.Copy(state, aside);

        File.Delete(state);
        Assert.Throws<SpoolCorruptException>(directory.Open);
        await File.WriteAllBytesAsync(state, new byte[12_000], TestContext.Current.CancellationToken);
        Assert.Throws<SpoolCorruptException>(directory.Open);
        File.Move(aside, state, overwrite: true);

        await using var whole = directory.Open();
        await AssertHoldsAsync(whole, 1);
    }

    [Fact]
    public async Task Refuses_a_segment_of_another_spool()
    {
        using var directory = new SpoolDirectory();
        using var other = new SpoolDirectory();
        await WriteAsync(directory, durable: 2, unconfirmed: 0);
        await WriteAsync(other, durable: 2, unconfirmed: 0);
        File.Copy(other.Segments[0], directory.Segments[0], overwrite: true);
        Assert.Throws<SpoolCorruptException>(directory.Open);
    }

    [Fact]
    public async Task Cleans_up_after_a_crash_between_making_and_using_segments()
    {
        using var directory = new SpoolDirectory();
        var spool = directory.Open();
        using (var room = spool.TryReserve(5 * SegmentBytes)!)
            await room.AppendDurableAsync(Payload(1, PayloadBytes));
        await directory.KillAsync(spool);
        await File.WriteAllBytesAsync(SpoolSegment.PathOf(directory.Path, 1L << 30), [], TestContext.Current.CancellationToken);

        await using var reopened = directory.Open();
        Assert.Single(directory.Segments);
        await AssertHoldsAsync(reopened, 1);
        await AssertGoesOnAsync(directory, reopened, 1);
    }

    private static long At(ulong record) => SegmentHeader.PageBytes + ((long)record - 1) * Cost;

    private static async Task WriteAsync(SpoolDirectory directory, int durable, int unconfirmed)
    {
        using var hung = new ManualResetEventSlim();
        var spool = directory.Open();
        using (var room = spool.TryReserve((durable + unconfirmed) * Cost)!)
        {
            for (var i = 1; i <= durable; i++)
                await room.AppendDurableAsync(Payload((ulong)i, PayloadBytes));
            // What fails at once would fail the next append.
            directory.Disk.BeforeSync = hung.Wait;
            for (var i = 1; i <= unconfirmed; i++)
                room.Append(Payload((ulong)(durable + i), PayloadBytes));
        }
        directory.Disk.Dead = true;
        hung.Set();
        await directory.KillAsync(spool);
    }

    private static async Task AssertHoldsAsync(RecordSpool spool, int records)
    {
        Assert.Equal((ulong)records, spool.Head.Sequence);
        Assert.Equal(
            Enumerable.Range(1, records).Select(i => Payload((ulong)i, PayloadBytes)),
            (await ReadAllAsync(spool)).Select(record => record.Payload));
    }

    /// <summary>New records take the place of those that were cut, now and after the next start.</summary>
    private static async Task AssertGoesOnAsync(SpoolDirectory directory, RecordSpool spool, int records)
    {
        using (var room = spool.TryReserve(Cost)!)
            Assert.Equal((ulong)records + 1, await room.AppendDurableAsync(Payload((ulong)records + 1, PayloadBytes)));
        await directory.KillAsync(spool);
        await using var reopened = directory.Open();
        await AssertHoldsAsync(reopened, records + 1);
    }

    private static void Flip(SpoolDirectory directory, long at) => Edit(directory, file =>
    {
        var one = new byte[1];
        RandomAccess.Read(file, one, at);
        one[0] ^= 0x20;
        RandomAccess.Write(file, one, at);
    });

    private static void Edit(SpoolDirectory directory, Action<Microsoft.Win32.SafeHandles.SafeFileHandle> edit)
    {
        using var file = File.OpenHandle(directory.Segments[0], FileMode.Open, FileAccess.ReadWrite);
        edit(file);
    }
}
