using System.Globalization;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>
/// Promise 1 over the whole product: whatever Claude got, and whatever the skill saw, is in PostgreSQL once, whichever part
/// was killed at whatever moment.
/// </summary>
public sealed class KillTests
{
    private const string RoundsVariable = "SAASGATE_KILL_ROUNDS";
    private const int Callers = 8;

    private static readonly string[] Victims = ["gateway", "control plane", "PostgreSQL"];

    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable(RoundsVariable), CultureInfo.InvariantCulture, out var rounds) ? rounds : 10;

    [Fact]
    public async Task Loses_nothing_and_doubles_nothing_whatever_is_killed_under_load()
    {
        await using var stack = await SupervisedStack.StartAsync();
        var calls = 0;
        for (var round = 1; round <= Rounds; round++)
            calls += await KillOnceAsync(stack, round);

        var received = await stack.Upstream.ReceivedAsync();
        var recorded = await stack.Recorded.UntilAllAsync(received);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Rounds} kills, {calls} calls, {received.Count} requests upstream, {recorded.Count} recorded, {recorded.Count(exchange => exchange.Outcome == "interrupted")} of them interrupted, none missing, none twice"));

        Assert.Contains(recorded, exchange => exchange.Outcome == "interrupted");
        // No two requests are alike, so each is recorded once.
        Assert.Equal(recorded.Count, recorded.DistinctBy(exchange => exchange.Sha256).Count());
        // A spool whose durable records were gone would be noticed by the control plane, and was not.
        Assert.DoesNotContain("went back", stack.ControlPlaneLog, StringComparison.Ordinal);
    }

    private static async Task<int> KillOnceAsync(SupervisedStack stack, int round)
    {
        var random = new Random(round);
        var victim = Victims[round % Victims.Length];
        var before = (await stack.Upstream.ReceivedAsync()).Count;
        await using var load = new Load(stack.Gateway, stack.Key, Callers);

        // Not always at the same point of an answer, and in the middle of several.
        var after = random.Next(2 * Callers, 6 * Callers);
        await stack.Upstream.UntilAsync(before, received => received.Count >= after && received.Count(request => request.State == "open") >= Callers / 2);
        var killed = load.Started;
        await KillAsync(stack, victim);
        if (victim == "gateway")
            await load.StopAsync();
        var received = await stack.Upstream.UntilAsync(before, received => victim != "gateway" || received.All(request => request.State != "open"));
        await StartAsync(stack, victim);
        if (victim != "gateway")
            await load.UntilAsync(load.Started, call => call.IsServed);
        await load.StopAsync();

        var recorded = await stack.Recorded.UntilAllAsync(await stack.Upstream.ReceivedAsync());
        var ended = recorded.ToLookup(exchange => exchange.Sha256, exchange => exchange.Outcome);
        if (victim == "gateway")
        {
            // Claude's side says who was cut off in the middle.
            Assert.All(recorded.Where(exchange => load.Calls.Any(call => call.Exchange == exchange.Id)), exchange => Assert.True(exchange.Outcome is "completed" or "interrupted", exchange.Outcome));
            Assert.All(received.Where(request => request.State == "abandoned"), request => Assert.Equal(["interrupted"], ended[request.Sha256]));
        }
        else
        {
            // Who was served was served on a lease; who was not was told so, and none of them is forgotten.
            Assert.All(load.Calls, call => Assert.True(call.IsServed || call.IsOutOfLease, $"{victim}: {call.Status} {call.Answer}"));
            Assert.Contains(load.Calls, call => call.Number > killed && call.IsServed);
        }

        // The skill's side says what was seen of each answer. (Who comes while no lease is there is turned away before there is anything to record.)
        foreach (var call in load.Calls.Where(call => call is { Exchange: not null, Status: 200 }))
        {
            var response = await stack.Api.ResponseAsync(call.Exchange!);
            // What is cut has its last words behind it; a piece that was recorded and no longer sent may stand before them.
            var words = call.IsOutOfLease ? call.Answer.LastIndexOf("event: error", StringComparison.Ordinal) : call.Answer.Length;
            Assert.True(
                response.StartsWith(call.Answer[..words], StringComparison.Ordinal) && response.EndsWith(call.Answer[words..], StringComparison.Ordinal),
                $"{victim}: {call.Exchange} is recorded as\n{response}\nand was seen as\n{call.Answer}");
        }
        return load.Calls.Count;
    }

    private static Task KillAsync(SupervisedStack stack, string victim) => victim switch
    {
        "gateway" => stack.KillGatewayAsync(),
        "control plane" => stack.KillControlPlaneAsync(),
        _ => stack.KillPostgresAsync(),
    };

    private static Task StartAsync(SupervisedStack stack, string victim) => victim switch
    {
        "gateway" => stack.StartGatewayAsync(),
        "control plane" => stack.StartControlPlaneAgainAsync(),
        _ => stack.StartPostgresAsync(),
    };
}
