using System.Net;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Spool;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Recording;

public sealed class SetAsideTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-set-aside-");

    private static CancellationToken Cancellation => Bounded.Cancellation;

    private SpoolOptions Options => new() { Directory = Path.Combine(_folder.FullName, "spool"), SegmentBytes = 64 * 1024, MaxBytes = 1024 * 1024 };

    private string[] Aside => Directory.GetDirectories(_folder.FullName, "spool.went-back-*");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_gateway_whose_disk_went_back_refuses_and_goes_on_with_another_spool_when_it_is_started_again()
    {
        await using var rig = await GatewayRig.StartAsync();
        await ServeAsync(rig, "before");
        await rig.Gateway.DisposeAsync();
        var kept = Directory.GetFiles(rig.SpoolFolder).ToDictionary(path => path, File.ReadAllBytes);
        await rig.StartGatewayAsync();
        for (var i = 0; i < 3; i++)
            await ServeAsync(rig, $"after {i}");
        await rig.Gateway.DisposeAsync();

        // The snapshot comes back: what was acknowledged is beyond its head.
        Directory.Delete(rig.SpoolFolder, recursive: true);
        Directory.CreateDirectory(rig.SpoolFolder);
        foreach (var (path, bytes) in kept)
            await File.WriteAllBytesAsync(path, bytes, Cancellation);
        var (forwarded, recorded) = (rig.Simulator.Received.All.Count, rig.Peer.Records.Items.Count);
        await rig.StartGatewayAsync();
        var spool = SpoolOf(rig);
        var (trimmed, head) = (spool.TrimmedSequence, spool.Head.Sequence);
        Assert.True(rig.Peer.Acknowledged > head);
        await Bounded.UntilAsync(() => spool.Failure is not null);
        Assert.Equal((trimmed, head), (spool.TrimmedSequence, spool.Head.Sequence));
        using (var refused = await rig.SendAsync(GatewayRig.Message("hello")))
            Assert.Equal("recording_unavailable", await MessagesHandlerTests.CodeOfAsync(refused, (HttpStatusCode)529, "overloaded_error"));
        using (var ready = await rig.Http.GetAsync(new Uri(rig.Gateway.BaseUrl, "/readyz"), Cancellation))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        await Bounded.UntilAsync(() => rig.Logged.Any(line => line.Contains("Start the gateway again", StringComparison.Ordinal)));
        await rig.Gateway.DisposeAsync();
        Assert.Equal((forwarded, recorded), (rig.Simulator.Received.All.Count, rig.Peer.Records.Items.Count));

        // Nobody knows the spool that it begins now.
        rig.Peer.Acknowledged = 0;
        await rig.StartGatewayAsync();
        Assert.NotEqual(spool.SpoolId, SpoolOf(rig).SpoolId);
        Assert.Equal(SpoolOf(rig).SpoolId, rig.Peer.Hellos.Items[^1].SpoolId);
        await ServeAsync(rig, "again");
        Assert.Equal(5, rig.Peer.Records.Items.Count(frame => frame.Started is not null));
        Assert.All(rig.Peer.Records.Items.GroupBy(frame => frame.ExchangeId), frames => Assert.Single(frames, frame => frame.Ended is not null));
    }

    [Fact]
    public async Task A_spool_that_the_control_plane_misses_records_of_is_shipped_to_its_end_and_then_given_up()
    {
        await using var rig = await GatewayRig.StartAsync(configure: options => options.RenewInterval = TimeSpan.FromMilliseconds(5));
        rig.Peer.Acknowledges = false;
        await ServeAsync(rig, "hello");
        rig.Peer.MissesSpool = true;
        var (spool, renewed) = (SpoolOf(rig), rig.Peer.Renewals.Items.Count);
        await Bounded.UntilAsync(() => rig.Peer.Renewals.Items.Count > renewed + 10);
        Assert.Null(spool.Failure);

        (rig.Peer.Acknowledges, rig.Peer.Acknowledged) = (true, rig.Peer.Records.Items[^1].Sequence);
        rig.Peer.Disconnect();
        await Bounded.UntilAsync(() => spool.Failure is not null);
        await rig.Gateway.DisposeAsync();
        (rig.Peer.MissesSpool, rig.Peer.Acknowledged) = (false, 0);
        await rig.StartGatewayAsync();
        Assert.NotEqual(spool.SpoolId, SpoolOf(rig).SpoolId);
        Assert.Equal(0ul, SpoolOf(rig).OpenedSequence);
        await ServeAsync(rig, "again");
    }

    [Fact]
    public async Task What_was_never_shipped_goes_into_another_spool_and_what_was_open_is_closed()
    {
        var id = await WentBackAsync(shared: 2);
        Directory.CreateDirectory(Options.Directory + ".next");
        await File.WriteAllTextAsync(Path.Combine(Options.Directory + ".next", "spool"), "what a crash left", Cancellation);
        await RunAsync();

        await using (var spool = RecordSpool.Open(Options, NullLoggerFactory.Instance))
        {
            Assert.NotEqual(id, spool.SpoolId);
            Assert.Equal(
                [(1ul, "b", ""), (2ul, "a", "completed"), (3ul, "b", "interrupted")],
                (await SpoolRecords.OfAsync(spool, Cancellation)).Select(frame => (frame.Sequence, frame.ExchangeId, frame.Ended?.Outcome ?? "")));
        }
        await using (var old = RecordSpool.Open(Options with { Directory = Assert.Single(Aside) }, NullLoggerFactory.Instance))
            Assert.Equal(id, old.SpoolId);
        await RunAsync();
        Assert.Single(Aside);
    }

    [Fact]
    public async Task A_crash_between_the_renames_is_made_good()
    {
        await WentBackAsync(shared: 2);
        await RunAsync();
        Directory.Move(Options.Directory, Options.Directory + ".next");
        await RunAsync();
        await using var spool = RecordSpool.Open(Options, NullLoggerFactory.Instance);
        Assert.Equal(3ul, spool.Head.Sequence);
    }

    [Fact]
    public async Task Where_all_was_shipped_the_other_spool_is_empty()
    {
        await WentBackAsync(shared: 4, ended: true);
        await RunAsync();
        await using var spool = RecordSpool.Open(Options, NullLoggerFactory.Instance);
        Assert.Equal(0ul, spool.Head.Sequence);
    }

    private Task RunAsync() => SetAside.RunAsync(Options, NullLoggerFactory.Instance, TimeProvider.System, Cancellation);

    /// <summary>Two exchanges in four records, or three where one stays open; marked as gone back.</summary>
    private async Task<string> WentBackAsync(ulong shared, bool ended = false)
    {
        await using var spool = RecordSpool.Open(Options, NullLoggerFactory.Instance);
        List<RecordFrame> frames = [Frame("x", new ExchangeEnded { Outcome = "completed" }), Frame("a"), Frame("b"), Frame("a", new ExchangeEnded { Outcome = "completed" })];
        if (ended)
            frames[2] = Frame("b", new ExchangeEnded { Outcome = "completed" });
        using (var room = spool.TryReserve(64 * 1024)!)
        {
            foreach (var frame in frames)
                await room.AppendDurableAsync(frame.ToByteArray());
        }
        spool.WentBack(shared);
        Assert.IsType<SpoolWentBackException>(spool.Failure!.InnerException);
        Assert.Null(spool.TryReserve(1));
        return spool.SpoolId;
    }

    private static RecordFrame Frame(string exchange, ExchangeEnded? ended = null)
    {
        var frame = new RecordFrame { ExchangeId = exchange, OrganisationId = "org" };
        if (ended is null)
            frame.Started = new();
        else
            frame.Ended = ended;
        return frame;
    }

    private static RecordSpool SpoolOf(GatewayRig rig) => rig.Gateway.Services.GetRequiredService<RecordSpool>();

    private static async Task ServeAsync(GatewayRig rig, string text)
    {
        using var served = await rig.SendAsync(GatewayRig.Message(text));
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        await rig.EndOfAsync(served);
    }
}
