using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using SaaSGate.EndToEnd.Tests.Failures;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Decisions;

/// <summary>Very many exchanges held at once on one gateway, whose silo is killed meanwhile: none is lost, and each is sent once.</summary>
public sealed class ManyHeldTests
{
    private const string CountVariable = "SAASGATE_HELD", Skill = "crm-export";
    private const int Warm = 16;

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable(CountVariable), CultureInfo.InvariantCulture, out var count) ? count : 200;

    [Fact]
    public async Task None_of_many_that_wait_is_lost_when_the_silo_is_killed_and_all_are_sent_when_they_are_approved()
    {
        await using var stack = await SupervisedStack.StartAsync(rules: true);
        await using var tables = new DecisionTables(stack.Owner);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        HeldCall CallOf(string round, int number) => new(http, stack.Gateway, stack.KeyOf(Skill), HeldCall.MarkOf(round, number), stream: number % 2 == 0);

        // What the process needs before there is anything to hold is not the price of a hold.
        await HoldAndDenyAsync(stack, tables, [.. Enumerable.Range(0, Warm).Select(number => CallOf("warm", number))]);
        var before = stack.GatewayMemory;
        HeldCall[] calls = [.. Enumerable.Range(0, Count).Select(number => CallOf("many", number))];
        var sending = calls.Select(call => call.SendUntilAnsweredAsync(TestContext.Current.CancellationToken)).ToList();
        await Bounded.UntilAsync(async () => (await tables.ListAsync("many", "pending")).Count == Count);
        var held = stack.GatewayMemory;

        await stack.KillControlPlaneAsync();
        await stack.StartControlPlaneAgainAsync();
        Assert.All(sending, each => Assert.False(each.IsCompleted));

        var watch = Stopwatch.StartNew();
        await DecideAsync(stack, await tables.ListAsync("many", "pending"), "approve");
        var decided = watch.Elapsed;
        var answers = await Task.WhenAll(sending);
        Assert.All(answers, answer => Assert.True(answer.Status == 200, answer.Answer));
        Assert.All(answers, answer => Assert.Matches("done|message_stop", answer.Answer));

        // Whoever the gateway sent away found the same approval again.
        Assert.Equal(Count, (await tables.ListAsync("many", "consumed")).Count);
        var received = (await stack.Upstream.ReceivedAsync()).CountBy(request => request.Sha256).ToDictionary();
        Assert.All(calls, call => Assert.Equal(1, received.GetValueOrDefault(call.Sha256)));
        Assert.Equal(0, await tables.WrongAsync("many"));
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Count} held at once; {(held - before) / Count / 1024.0:F1} KB of the gateway's memory for each, with its connection; {answers.Count(answer => answer.Times > 1)} sent again while there was no lease; decided in {decided.TotalSeconds:F1} s, all answered in {watch.Elapsed.TotalSeconds:F1} s."));
    }

    private static async Task HoldAndDenyAsync(SupervisedStack stack, DecisionTables tables, HeldCall[] calls)
    {
        var sending = calls.Select(call => call.SendUntilAnsweredAsync(TestContext.Current.CancellationToken)).ToList();
        await Bounded.UntilAsync(async () => (await tables.ListAsync("warm", "pending")).Count == calls.Length);
        await DecideAsync(stack, await tables.ListAsync("warm", "pending"), "deny");
        Assert.All(await Task.WhenAll(sending), answer => Assert.Contains("denied", answer.Answer, StringComparison.Ordinal));
    }

    /// <summary>One action for all.</summary>
    private static async Task DecideAsync(SupervisedStack stack, IReadOnlyList<(string Mark, string Id, string ViewDigest)> waiting, string decision)
    {
        var items = new JsonArray([.. waiting.Select(approval => new JsonObject { ["id"] = approval.Id, ["viewDigest"] = approval.ViewDigest })]);
        var decided = await stack.Api.PostAsync("approvals/decisions", new JsonObject { ["decision"] = decision, ["items"] = items, ["note"] = "by a test" }, TestContext.Current.CancellationToken);
        Assert.Equal(waiting.Count, decided["items"]!.AsArray().Count);
        Assert.All(decided["items"]!.AsArray(), item => Assert.Null((string?)item!["problem"]));
    }
}
