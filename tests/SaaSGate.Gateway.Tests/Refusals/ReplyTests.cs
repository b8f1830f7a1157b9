using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Gateway.Tests.Spool;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Refusals;

/// <summary>What is said last to a skill whose stream is cut, at a real server.</summary>
public sealed class ReplyTests
{
    private const int Rounds = 1000;
    private static readonly TimeSpan LastWords = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task Says_why_it_ends_whenever_the_cut_comes()
    {
        var random = new Random(5);
        await using var server = await StartAsync(async reply =>
        {
            reply.BeginStream();
            using var cut = new CancellationTokenSource();
            var (piece, spins) = ("data: 1\n\n"u8.ToArray(), random.Next(20_000));
            await reply.WriteAsync(piece, default, Cancellation);
            var cutting = Task.Run(
                () =>
                {
                    Thread.SpinWait(spins);
                    cut.Cancel();
                }, Cancellation);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await reply.FlushHeadAsync(cut.Token);
                while (true)
                    await reply.WriteAsync(piece, default, cut.Token);
            });
            await reply.RefuseAsync(GatewayProblems.Stopped);
            await cutting;
        });
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }, disposeHandler: true);
        for (var round = 0; round < Rounds; round++)
        {
            var answer = await client.GetStringAsync(new Uri(server.Urls.Single()), Cancellation);
            Assert.Contains("event: error\n", answer, StringComparison.Ordinal);
            Assert.Contains("\"code\":\"stopped\"", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Says_why_it_ends_behind_what_the_client_had_not_taken_yet()
    {
        var stuck = new TaskCompletionSource();
        await using var server = await StartAsync(async reply =>
        {
            await SendTooMuchAsync(reply);
            stuck.SetResult();
            await reply.RefuseAsync(GatewayProblems.Stopped);
        });
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }, disposeHandler: true);
        using var answer = await client.GetAsync(new Uri(server.Urls.Single()), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await stuck.Task.WaitAsync(Cancellation);
        var rest = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("event: error\n", rest, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"stopped\"", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Breaks_the_connection_of_a_client_that_takes_nothing()
    {
        var (begun, broken) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await StartAsync(
            async reply =>
            {
                await SendTooMuchAsync(reply);
                await begun.Task.WaitAsync(Cancellation); // a reset throws away what the client has not read: the head, too
                await reply.RefuseAsync(GatewayProblems.Stopped);
                broken.SetResult();
            }, TimeSpan.Zero);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }, disposeHandler: true);
        using var answer = await client.GetAsync(new Uri(server.Urls.Single()), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        begun.SetResult();
        await broken.Task.WaitAsync(Cancellation);
        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    /// <summary>The skill's time begins when the refusal is on disk.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Says_why_it_refuses_however_long_the_record_of_it_takes(bool stream)
    {
        var clock = new FakeTimeProvider();
        await using var rig = await GatewayRig.StartAsync();
        using var folder = new SpoolDirectory { SyncInterval = TimeSpan.FromSeconds(1) };
        await using var spool = folder.Open();
        using var exchange = new DurableExchange(
            rig.Inspect(GatewayRig.Message("hello")), "exc_1", spool, spool.TryReserve(4 * SpoolDirectory.SegmentBytes)!, new OpenExchanges(spool), clock);
        await exchange.StartAsync(new ExchangeStarted());
        var slow = false;
        folder.Disk.BeforeSync = () =>
        {
            if (slow)
                clock.Advance(2 * LastWords);
            slow = false;
        };
        await using var server = await StartAsync(
            async reply =>
            {
                reply.RecordIn(exchange, "ses_1", "allow");
                if (stream)
                {
                    reply.BeginStream();
                    await reply.FlushHeadAsync(Cancellation);
                }
                slow = true;
                await reply.RefuseAsync(GatewayProblems.Stopped);
            }, clock: clock);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }, disposeHandler: true);
        using var answer = await client.GetAsync(new Uri(server.Urls.Single()), Cancellation);
        Assert.Contains("\"code\":\"stopped\"", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.False(slow);
    }

    /// <summary>Sends more than all buffers on the way hold, to a client that does not read, and cuts it.</summary>
    private static async Task SendTooMuchAsync(Reply reply)
    {
        reply.BeginStream();
        using var cut = new CancellationTokenSource();
        var piece = new byte[64 * 1024 * 1024];
        piece.AsSpan().Fill((byte)'\n');
        var writing = reply.WriteAsync(piece, default, cut.Token).AsTask();
        Assert.False(writing.IsCompleted);
        await cut.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    private static async Task<WebApplication> StartAsync(Func<Reply, Task> answer, TimeSpan? lastWords = null, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Run(context => answer(new(context, "exc_1", clock ?? TimeProvider.System) { LastWords = lastWords ?? LastWords }));
        await server.StartAsync(Cancellation);
        return server;
    }
}
