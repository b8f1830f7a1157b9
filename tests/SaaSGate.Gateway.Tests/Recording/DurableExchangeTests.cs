using Microsoft.Extensions.Logging.Abstractions;
using SaaSGate.Contracts.Ids;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Spool;
using SaaSGate.Gateway.Tests.Support;
using Xunit;

namespace SaaSGate.Gateway.Tests.Recording;

public sealed class DurableExchangeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-exchange-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Writes_no_record_that_the_link_cannot_take_and_stays_open_where_that_is_the_last()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var spool = Open();
        var exchange = await StartAsync(rig, spool, new OpenExchanges(spool), TimeProvider.System);
        exchange.Ending.StopReason = new string('x', RecordRoom.Largest);
        Assert.Throws<RecordingException>(() => exchange.End("completed", ""));
        Assert.Equal(1ul, spool.WrittenSequence);

        // So a restart finds it, though the spool is trimmed past where it began.
        exchange.Dispose();
        Assert.Equal(2ul, exchange.SayStillOpen());
    }

    /// <summary>All that can come between an exchange and its first record: others' records, their acknowledgement, and trimming.</summary>
    [Fact]
    public async Task Holds_its_first_record_from_before_that_is_written()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var spool = Open();
        var open = new OpenExchanges(spool);
        var other = spool.TryReserve(1024)!;
        var written = 0ul;
        using var exchange = await StartAsync(rig, spool, open, new Interrupting(() =>
        {
            written = other.AppendDurableAsync("another"u8).AsTask().GetAwaiter().GetResult();
            open.Trim(written);
        }));
        Assert.Equal((1ul, 2ul), (written, exchange.Sequence));
        Assert.Equal(0ul, spool.TrimmedSequence);

        exchange.End("completed", "");
        await exchange.SyncAsync();
        open.Trim(exchange.Sequence);
        Assert.Equal(3ul, spool.TrimmedSequence);
    }

    [Fact]
    public async Task Holds_nothing_where_its_first_record_cannot_be_written()
    {
        await using var rig = await GatewayRig.StartAsync();
        await using var spool = Open();
        var open = new OpenExchanges(spool);
        var other = spool.TryReserve(1024)!;
        await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(rig, spool, open, new Interrupting(() => throw new InvalidOperationException("The clock has failed."))));
        open.Trim(await other.AppendDurableAsync("another"u8));
        Assert.Equal(1ul, spool.TrimmedSequence);
    }

    private static async Task<DurableExchange> StartAsync(GatewayRig rig, RecordSpool spool, OpenExchanges open, TimeProvider clock)
    {
        var (exchange, refusal) = await new Recorder(spool, open, new(new(), clock, NullLogger<WallClock>.Instance), clock).StartAsync(
            rig.Inspect(GatewayRig.Message("hello")), Id<Exchange>.New(TimeProvider.System).Value, new(Id<Session>.New(TimeProvider.System).Value, null));
        Assert.Null(refusal);
        return exchange!;
    }

    private RecordSpool Open() => RecordSpool.Open(
        new SpoolOptions { Directory = _folder.FullName, SegmentBytes = 64 * 1024 * 1024, MaxBytes = 256 * 1024 * 1024 }, NullLoggerFactory.Instance);

    /// <summary>A clock that lets something happen when it is first asked: the time of a record is read right before it is written.</summary>
    private sealed class Interrupting(Action happens) : TimeProvider
    {
        private Action? _happens = happens;

        public override DateTimeOffset GetUtcNow()
        {
            Interlocked.Exchange(ref _happens, null)?.Invoke();
            return base.GetUtcNow();
        }
    }
}
