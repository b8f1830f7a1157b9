using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SaaSGate.Gateway.Spool;
using Xunit;
using static SaaSGate.Gateway.Tests.Spool.SpoolDirectory;

namespace SaaSGate.Gateway.Tests.Spool;

public sealed class RecordSpoolTests
{
    [Fact]
    public async Task Gives_back_what_was_appended_in_order()
    {
        using var directory = new SpoolDirectory();
        await using var spool = directory.Open();
        using var room = spool.TryReserve(100_000)!;
        var expected = Enumerable.Range(1, 40).Select(i => Payload((ulong)i, i * 53 % 1500)).ToList();
        var sequences = new List<ulong>();
        foreach (var payload in expected)
            sequences.Add(await room.AppendDurableAsync(payload));

        var records = await ReadAllAsync(spool);

        Assert.Equal(Enumerable.Range(1, 40).Select(i => (ulong)i), sequences);
        Assert.Equal(sequences, records.Select(record => record.Sequence));
        Assert.Equal(expected, records.Select(record => record.Payload));
    }

    [Fact]
    public async Task Tells_the_payload_its_own_sequence()
    {
        using var directory = new SpoolDirectory();
        await using var spool = directory.Open();
        using var room = spool.TryReserve(1000)!;
        for (var i = 0; i < 3; i++)
            await room.AppendDurableAsync("record ", static (writer, sequence, text) => Encoding.UTF8.GetBytes(text + sequence, writer));

        Assert.Equal(["record 1", "record 2", "record 3"], (await ReadAllAsync(spool)).Select(record => Encoding.UTF8.GetString(record.Payload)));
    }

    [Fact]
    public async Task Writes_nothing_when_building_the_payload_fails()
    {
        using var directory = new SpoolDirectory();
        await using var spool = directory.Open();
        using var room = spool.TryReserve(1000)!;
        Assert.Throws<FormatException>(() => room.Append(0, static (writer, _, _) =>
        {
            writer.Write("half"u8);
            throw new FormatException();
        }));

        Assert.Equal(1ul, await room.AppendDurableAsync("whole"u8));
        Assert.Equal("whole"u8.ToArray(), Assert.Single(await ReadAllAsync(spool)).Payload);
    }

    [Fact]
    public async Task Holds_records_larger_than_a_segment()
    {
        using var directory = new SpoolDirectory();
        var large = Payload(7, 3 * (int)SegmentBytes + 123);
        await using (var spool = directory.Open())
        {
            using var room = spool.TryReserve(100_000)!;
            room.Append(Payload(1, 100));
            room.Append(large);
            await room.AppendDurableAsync(Payload(3, 100));
            Assert.Equal(large, (await ReadAllAsync(spool, maxBytes: 1))[1].Payload);
        }

        await using var reopened = directory.Open();
        Assert.Equal([100, large.Length, 100], (await ReadAllAsync(reopened)).Select(record => record.Payload.Length));
    }

    [Fact]
    public async Task Goes_on_where_it_was_when_opened_again()
    {
        using var directory = new SpoolDirectory();
        var (id, head) = ("", default(SpoolHead));
        for (ulong round = 0; round < 5; round++)
        {
            await using var spool = directory.Open();
            Assert.Equal(round * 10, spool.Head.Sequence);
            Assert.True(round == 0 || (id == spool.SpoolId && head == spool.Head));
            using var room = spool.TryReserve(50_000)!;
            for (ulong i = 1; i <= 10; i++)
                Assert.Equal(round * 10 + i, room.Append(Payload(round * 10 + i, 700)));
            await spool.SyncedAsync(spool.WrittenSequence);
            (id, head) = (spool.SpoolId, spool.Head);
        }

        await using var last = directory.Open();
        var records = await ReadAllAsync(last);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => Payload((ulong)i, 700)), records.Select(record => record.Payload));
    }

    [Fact]
    public async Task Loses_nothing_that_was_written_when_the_process_dies()
    {
        using var directory = new SpoolDirectory { SyncInterval = TimeSpan.FromSeconds(1) };
        var spool = directory.Open();
        using (var room = spool.TryReserve(60_000)!)
            for (ulong i = 1; i <= 50; i++)
                room.Append(Payload(i, 900));
        await directory.KillAsync(spool);

        await using var reopened = directory.Open();
        Assert.Equal(50ul, reopened.Head.Sequence);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => Payload((ulong)i, 900)), (await ReadAllAsync(reopened)).Select(record => record.Payload));
    }

    [Fact]
    public async Task Chains_the_payloads_in_a_hash_that_a_receiver_can_follow()
    {
        using var directory = new SpoolDirectory();
        await using var spool = directory.Open();
        using var room = spool.TryReserve(10_000)!;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(spool.SpoolId));
        Assert.Equal(new SpoolHead(0, SpoolHash.Read(hash)), spool.Head);
        for (ulong i = 1; i <= 5; i++)
        {
            var payload = Payload(i, 333);
            await room.AppendDurableAsync(payload);
            hash = SHA256.HashData([.. hash, .. payload]);
            Assert.Equal((i, Convert.ToHexStringLower(hash)), (spool.Head.Sequence, spool.Head.Hash.ToString()));
        }
    }

    [Fact]
    public async Task Refuses_a_directory_that_is_in_use()
    {
        using var directory = new SpoolDirectory();
        await using (directory.Open())
        {
            var refused = Assert.Throws<IOException>(directory.Open);
            Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
        }
        await using var free = directory.Open();
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task Keeps_its_files_to_their_owner()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no Unix file modes.");
        using var directory = new SpoolDirectory();
        var options = new SpoolOptions { Directory = Path.Combine(directory.Path, "a", "b"), SegmentBytes = SegmentBytes };
        await using var spool = RecordSpool.Open(options, NullLoggerFactory.Instance);
        spool.TryReserve(1)!.Dispose();
        Assert.All(Directory.GetFiles(options.Directory, "*.segment").Append(Path.Combine(options.Directory, "spool")), file =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(options.Directory));
    }

    [Theory]
    [InlineData("", 1 << 20, 1 << 22, 10)]
    [InlineData("x", (1 << 20) + 1, 1 << 22, 10)]
    [InlineData("x", 1 << 20, 1 << 19, 10)]
    [InlineData("x", 1 << 10, 1 << 22, 10)]
    [InlineData("x", 1 << 20, 1 << 22, 0)]
    public void Refuses_options_that_make_no_sense(string directory, long segmentBytes, long maxBytes, int milliseconds)
    {
        var options = new SpoolOptions
        {
            Directory = directory,
            SegmentBytes = segmentBytes,
            MaxBytes = maxBytes,
            SyncInterval = TimeSpan.FromMilliseconds(milliseconds),
        };
        Assert.Throws<ValidationException>(() => RecordSpool.Open(options, NullLoggerFactory.Instance));
    }

    [Fact]
    public async Task Refuses_work_once_closed()
    {
        using var directory = new SpoolDirectory();
        var spool = directory.Open();
        var room = spool.TryReserve(1000)!;
        await spool.DisposeAsync();
        Assert.Null(spool.TryReserve(1000));
        Assert.Throws<ObjectDisposedException>(() => room.Append("late"u8));
        room.Dispose();
        await spool.DisposeAsync();
    }
}
