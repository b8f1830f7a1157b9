using System.Globalization;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>Promise 1 over the whole product: whatever Claude got, and whatever the skill saw, is in PostgreSQL after the gateway was killed.</summary>
public sealed class KillTests
{
    private const string RoundsVariable = "SAASGATE_KILL_ROUNDS";
    private const int Callers = 8;

    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable(RoundsVariable), CultureInfo.InvariantCulture, out var rounds) ? rounds : 3;

    [Fact]
    public async Task Loses_nothing_that_was_sent_or_seen_when_the_gateway_is_killed_under_load()
    {
        await using var stack = await SupervisedStack.StartAsync();
        for (var round = 1; round <= Rounds; round++)
            await KillOnceAsync(stack, round);

        var received = await stack.Upstream.ReceivedAsync();
        var recorded = await stack.Recorded.UntilAllAsync(received);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Rounds} kills, {received.Count} requests upstream, {recorded.Count} recorded, {recorded.Count(exchange => exchange.Outcome == "interrupted")} of them interrupted, none missing"));

        // A spool whose durable records were gone would be noticed by the control plane, and was not.
        Assert.DoesNotContain("went back", stack.ControlPlaneLog, StringComparison.Ordinal);
    }

    private static async Task KillOnceAsync(SupervisedStack stack, int round)
    {
        var before = (await stack.Upstream.ReceivedAsync()).Count;
        await using var load = new Load(stack.Gateway, stack.Key, Callers);
        // Not always at the same point of an answer, and in the middle of several.
        await stack.Upstream.UntilAsync(before, received => received.Count >= 4 * Callers + round && received.Count(request => request.State == "open") >= Callers / 2);

        await stack.KillGatewayAsync();
        await load.StopAsync();
        var received = await stack.Upstream.UntilAsync(before, received => received.All(request => request.State != "open"));
        await stack.StartGatewayAsync();

        var recorded = await stack.Recorded.UntilAllAsync(await stack.Upstream.ReceivedAsync());
        Assert.All(recorded, exchange => Assert.True(exchange.Outcome is "completed" or "interrupted", exchange.Outcome));

        // Claude's side says who was cut off in the middle.
        var ended = recorded.ToLookup(exchange => exchange.Sha256, exchange => exchange.Outcome);
        var abandoned = received.Where(request => request.State == "abandoned").ToList();
        Assert.NotEmpty(abandoned);
        Assert.All(abandoned, request => Assert.Equal(["interrupted"], ended[request.Sha256]));

        // The skill's side says what was seen of each answer.
        foreach (var call in load.Calls.Where(call => call.Exchange is not null))
        {
            var response = await stack.Api.ResponseAsync(call.Exchange!);
            Assert.StartsWith(call.Answer, response, StringComparison.Ordinal);
        }
    }
}
