using System.Globalization;
using System.Text.Json.Nodes;
using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.TestKit;
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
        await using var siem = await ExportReceiver.StartAsync();
        await siem.AddToAsync(stack.Api, "events");
        await siem.AddToAsync(stack.Api, "checkpoints");
        var begin = TimeProvider.System.GetUtcNow();
        List<Call> calls = [];
        for (var round = 1; round <= Rounds; round++)
            calls.AddRange(await KillOnceAsync(stack, round));

        var received = await stack.Upstream.ReceivedAsync();
        var recorded = await stack.Recorded.UntilAllAsync(received);
        foreach (var outcome in (string[])["completed", "interrupted", "client_gone", "upstream_truncated"])
            Assert.Contains(recorded, exchange => exchange.Outcome == outcome);
        // No two requests are alike, so each is recorded once.
        Assert.Equal(recorded.Count, recorded.DistinctBy(exchange => exchange.Sha256).Count());
        // A spool whose durable records were gone would be noticed by the control plane, and was not.
        Assert.DoesNotContain("went back", stack.ControlPlaneLog, StringComparison.Ordinal);

        Assert.Equal(0, await stack.Recorded.QuarantinedAsync());

        // What is exported continuously skips nothing, whichever end of it was killed.
        await Bounded.UntilAsync(() => recorded.All(exchange => siem.Exchanges.ContainsKey(exchange.Id)));
        var verdict = await VerifyAsync(stack, siem, begin, received, recorded, calls);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Rounds} kills, {calls.Count} calls, {received.Count} requests upstream, {recorded.Count} recorded ({string.Join(", ", recorded.CountBy(exchange => exchange.Outcome!).Select(outcome => $"{outcome.Value} {outcome.Key}"))}), none missing, none twice; evidence verifies: {verdict["sessions"]} sessions, {verdict["records"]} records, checkpoints {verdict["firstCheckpoint"]} to {verdict["lastCheckpoint"]}; exported all, {siem.Exchanges.Values.Count(times => times > 1)} of them more than once"));
    }

    private static async Task<IReadOnlyCollection<Call>> KillOnceAsync(SupervisedStack stack, int round)
    {
        var random = new Random(round);
        var victim = Victims[round % Victims.Length];
        var before = (await stack.Upstream.ReceivedAsync()).Count;
        await using var load = new Load(stack.Gateway, stack.Key, Callers, mixed: true);

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

        var recorded = (await stack.Recorded.UntilAllAsync(await stack.Upstream.ReceivedAsync())).ToLookup(exchange => exchange.Sha256, exchange => exchange.Outcome!);
        foreach (var call in load.Calls)
            Assert.All(recorded[call.Sha256], outcome => Assert.True(Outcomes(victim, call).Contains(outcome), $"{victim}: a call of the kind {call.Kind} ended as {outcome}"));
        if (victim == "gateway")
        {
            // Claude's side says who was cut off in the middle: by the kill, but for those who hung up before.
            var hungUp = load.Calls.Where(call => call.Kind is CallKind.HungUp or CallKind.HungUpEarly).Select(call => call.Sha256).ToHashSet();
            Assert.All(received.Where(request => request.State == "abandoned" && !hungUp.Contains(request.Sha256)), request => Assert.Equal(["interrupted"], recorded[request.Sha256]));
        }
        else
        {
            // Who was served was served on a lease; who was not was told so, and none of them is forgotten.
            Assert.All(load.Calls.Where(call => call.Kind is CallKind.Stream or CallKind.Plain), call => Assert.True(call.IsServed || call.IsOutOfLease, $"{victim}: {call.Status} {call.Answer}"));
            Assert.Contains(load.Calls, call => call.Number > killed && call.IsServed);
        }

        // The skill's side says what was seen of each answer. (Who comes while no lease is there is turned away before there is anything to record.)
        foreach (var call in load.Calls.Where(call => call is { Exchange: not null, Status: 200 }))
        {
            var response = await stack.Api.ResponseAsync(call.Exchange!);
            Assert.True(call.IsIn(response), $"{victim}: {call.Exchange} is recorded as\n{response}\nand was seen as\n{call.Answer}");
        }
        return load.Calls;
    }

    /// <summary>How a call's exchange may end, when it has come so far that there is one.</summary>
    private static string[] Outcomes(string victim, Call call) => [
        .. call.Kind switch
        {
            CallKind.HungUp or CallKind.HungUpEarly => (string[])["client_gone", "completed"],
            CallKind.BrokenOff => ["upstream_truncated"],
            _ => ["completed"],
        },
        .. victim == "gateway" ? (string[])["interrupted"] : ["cut", "refused"]];

    /// <summary>What an outsider finds in the evidence, with the published keys: chains that verify, each exchange once, all that was sent and all that was seen.</summary>
    private static async Task<JsonNode> VerifyAsync(
        SupervisedStack stack, ExportReceiver siem, DateTimeOffset begin, IReadOnlyList<UpstreamRequest> received, IReadOnlyList<RecordedExchange> recorded, IReadOnlyList<Call> calls)
    {
        var keys = Path.Combine(stack.Folder, "saasgate-keys");
        await File.WriteAllBytesAsync(keys, await stack.PublishedKeysAsync(), Bounded.Cancellation);
        using var evidence = await TakenEvidence.TakeAsync(stack.Api, begin, Path.Combine(stack.Folder, "taken.zip"));

        // What was pushed as it was made, over all the kills, is what the evidence has.
        var checkpoints = evidence.Checkpoints();
        await Bounded.UntilAsync(() => siem.Checkpoints.ContainsKey(checkpoints[^1]));
        var kept = Path.Combine(stack.Folder, "kept.jsonl");
        await File.WriteAllLinesAsync(kept, siem.Checkpoints.Values, Bounded.Cancellation);
        var (exitCode, output) = await Verify.RunAsync(evidence.File, "--key", keys, "--checkpoints", kept, "--json");
        Assert.True(exitCode == 0, output);
        Assert.Equal(checkpoints.Count(siem.Checkpoints.ContainsKey), (int)JsonNode.Parse(output)!["kept"]!["agreeing"]!);

        Assert.Equal(recorded.Select(exchange => exchange.Id).Order(), evidence.Exchanges().Order());
        var requests = evidence.Requests().CountBy(sha256 => sha256).ToDictionary();
        Assert.All(received, request => Assert.Equal(1, requests.GetValueOrDefault(request.Sha256)));
        Assert.Equal(recorded.Count, requests.Count);
        foreach (var call in calls.Where(call => call is { Exchange: not null, Status: 200 }))
            Assert.True(call.IsIn(evidence.Response(call.Exchange!)), $"{call.Exchange} was seen as\n{call.Answer}");
        return JsonNode.Parse(output)!;
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
