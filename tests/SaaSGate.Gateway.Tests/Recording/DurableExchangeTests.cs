using Microsoft.Extensions.Logging.Abstractions;
using SaaSGate.Contracts.Ids;
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

    private static async Task<DurableExchange> StartAsync(GatewayRig rig, RecordSpool spool, OpenExchanges open, TimeProvider clock)
    {
        var (exchange, refusal) = await new Recorder(spool, open, clock).StartAsync(rig.Inspect(GatewayRig.Message("hello")), Id<Exchange>.New(clock).Value, new(Id<Session>.New(clock).Value, null));
        Assert.Null(refusal);
        return exchange!;
    }

    private RecordSpool Open() => RecordSpool.Open(
        new SpoolOptions { Directory = _folder.FullName, SegmentBytes = 64 * 1024 * 1024, MaxBytes = 256 * 1024 * 1024 }, NullLoggerFactory.Instance);
}
