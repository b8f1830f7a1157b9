using Xunit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>Promise 3 over the whole product: without PostgreSQL or control plane a gateway serves as long as its lease, refuses then, and comes back by itself.</summary>
public sealed class OutageTests
{
    private const int Callers = 6;

    // Half a minute, so that calls still come in it however slowly PostgreSQL stops.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    // What was let through in the lease's last moment may reach Claude, and what is cut may end, later on a busy machine. What has no end comes later still.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private static readonly Dictionary<string, string> Settings = new() { ["SaaSGate__RegionLink__Lease"] = Lease.ToString() };

    [Fact]
    public async Task Serves_on_its_lease_while_postgresql_is_away_then_refuses_and_loses_nothing()
    {
        await using var stack = await SupervisedStack.StartAsync(settings: Settings);
        await using var load = new Load(stack.Gateway, stack.Key, Callers);
        await load.UntilAsync(after: 0, call => call.IsServed);

        await stack.StopPostgresAsync();
        var gone = TimeProvider.System.GetUtcNow();
        var stopped = load.Started;
        await load.UntilAsync(stopped, call => call.IsServed);
        await load.UntilAsync(stopped, call => call is { IsOutOfLease: true, Status: 529 });
        // Without PostgreSQL nothing was granted.
        var sent = await SentAsync(stack, until: gone + Lease);

        await stack.StartPostgresAsync();
        await load.UntilAsync(load.Started, call => call.IsServed);

        await load.StopAsync();
        AssertAllBegan(sent, await AssertAllIsToldAsync(stack, load), until: gone + Lease);
    }

    [Fact]
    public async Task Refuses_and_cuts_open_streams_when_the_control_plane_is_away_and_comes_back_with_it()
    {
        await using var stack = await SupervisedStack.StartAsync(settings: Settings);
        await using var load = new Load(stack.Gateway, stack.Key, Callers);
        await using var endless = new Load(stack.Gateway, stack.Key, callers: 1, "deltas=1000000 delay=20ms");
        await stack.Upstream.UntilAsync(after: 0, received => received.Count > Callers);

        await stack.KillControlPlaneAsync();
        var killed = load.Started;
        await load.UntilAsync(killed, call => call is { IsOutOfLease: true, Status: 529 });
        await endless.UntilAsync(after: 0, call => call is { IsOutOfLease: true, Status: 200 });
        await endless.StopAsync();
        var granted = await stack.LastGrantAsync();
        var sent = await SentAsync(stack, until: granted + Lease);

        await stack.StartControlPlaneAgainAsync();
        await load.UntilAsync(load.Started, call => call.IsServed);

        await load.StopAsync();
        var recorded = await AssertAllIsToldAsync(stack, load);
        AssertAllBegan(sent, recorded, until: granted + Lease);
        var id = endless.Calls.First(call => call.Status == 200).Exchange;
        var cut = recorded.Single(exchange => exchange.Id == id);
        Assert.Equal(("cut", "lease_expired"), (cut.Outcome, cut.Problem));
        Assert.True(cut.EndedAt <= granted + Lease + Margin, $"Cut at {cut.EndedAt:O}, on a lease of {granted:O}.");
    }

    // Asked while the gateway refuses, so that what is there was sent on the lease that ran out.
    private static async Task<IReadOnlyList<UpstreamRequest>> SentAsync(SupervisedStack stack, DateTimeOffset until)
    {
        var sent = await stack.Upstream.ReceivedAsync();
        var last = sent.Max(request => request.At);
        Assert.True(last <= until + Margin, $"Sent at {last:O}, though the lease ended at {until:O}.");
        return sent;
    }

    // The gateway stamps the beginning before it looks at the lease, so no pause makes this later than the lease's end.
    private static void AssertAllBegan(IReadOnlyList<UpstreamRequest> sent, IReadOnlyList<RecordedExchange> recorded, DateTimeOffset until)
    {
        var exchanges = recorded.ToLookup(exchange => exchange.Sha256);
        Assert.All(sent, request =>
        {
            var exchange = Assert.Single(exchanges[request.Sha256]);
            Assert.True(exchange.StartedAt <= until, $"Begun at {exchange.StartedAt:O} and sent, though the lease ended at {until:O}.");
        });
    }

    // Each call was served or told why not, and everything that reached Claude is recorded.
    private static async Task<IReadOnlyList<RecordedExchange>> AssertAllIsToldAsync(SupervisedStack stack, Load load)
    {
        Assert.All(load.Calls, call => Assert.True(call.IsServed || call.IsOutOfLease, $"{call.Status}: {call.Answer}"));
        var recorded = await stack.Recorded.UntilAllAsync(await stack.Upstream.ReceivedAsync());
        var responses = recorded.ToDictionary(exchange => exchange.Id);
        foreach (var call in load.Calls.Where(call => call.IsServed))
            Assert.Equal("completed", responses[call.Exchange!].Outcome);
        TestContext.Current.TestOutputHelper!.WriteLine($"{load.Calls.Count(call => call.IsServed)} served, {load.Calls.Count(call => call.IsOutOfLease)} refused or cut for want of a lease, none missing");
        return recorded;
    }
}
