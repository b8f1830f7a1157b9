using System.Globalization;
using System.Text.Json.Nodes;
using SaaSGate.EndToEnd.Tests.Failures;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Decisions;

/// <summary>
/// Promise 5 over the whole product: whichever process is killed at whatever moment, a held request is sent at most once for an approval, never without
/// one that is valid, and never with other bytes. Each round plays requests at once, each by a script of its own, and kills something meanwhile.
/// </summary>
public sealed class InterleavingTests
{
    private const string RoundsVariable = "SAASGATE_INTERLEAVING_ROUNDS", AtOnceVariable = "SAASGATE_INTERLEAVINGS_AT_ONCE", Skill = "crm-export";
    private static readonly string[] Events = ["gateway", "control plane", "lock", "PostgreSQL", "policy", "another policy"];

    private static int Rounds => Number(RoundsVariable, 2);

    private static int AtOnce => Number(AtOnceVariable, 10);

    [Fact]
    public async Task Sends_once_by_a_valid_approval_and_unchanged_whatever_is_killed()
    {
        await using var stack = await SupervisedStack.StartAsync(rules: true);
        await using var tables = new DecisionTables(stack.Owner);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        var (sent, used) = (0, 0L);
        for (var round = 1; round <= Rounds; round++)
        {
            var (more, consumed) = await RoundAsync(stack, tables, http, round);
            (sent, used) = (sent + more, used + consumed);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Rounds * AtOnce} interleavings, {used} approvals used, {sent} requests sent."));
        Assert.NotEqual(0, sent);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static async Task<(int Sent, long Consumed)> RoundAsync(SupervisedStack stack, DecisionTables tables, HttpClient http, int round)
    {
        var random = new Random(round);
        var name = string.Create(CultureInfo.InvariantCulture, $"round{round}x");
        var what = Events[(round - 1) % Events.Length];
        var before = (await stack.Upstream.ReceivedAsync()).Count;
        HeldCall[] calls = [.. Enumerable.Range(0, AtOnce).Select(number => new HeldCall(http, stack.Gateway, stack.KeyOf(Skill), HeldCall.MarkOf(name, number), stream: random.Next(2) == 0))];
        try
        {
            // Some happens before, some while, and some after what this round is about.
            var playing = calls.Select((call, number) => PlayAsync(stack, tables, call, new Random((round * 1000) + number))).ToList();
            var decided = random.Next(1, AtOnce / 2);
            await Bounded.UntilAsync(async () => playing.All(each => each.IsCompleted) || (await TryAsync(() => CountDecidedAsync(tables, name))) >= decided);
            var (from, until) = await HappenAsync(stack, tables, name, what);
            await Task.WhenAll(playing);
            await Bounded.UntilAsync(async () => await TryAsync(tables.OpenAsync) == 0);

            var received = (await stack.Upstream.ReceivedAsync()).Skip(before).ToList();
            var consumed = 0L;
            foreach (var call in calls)
            {
                var times = received.Count(request => request.Sha256 == call.Sha256);
                var approvals = 0L;
                await Bounded.UntilAsync(async () => (approvals = await TryAsync(() => tables.ConsumedAsync(call.Mark))) >= 0);
                Assert.True(times <= approvals, $"{call.Mark} was sent {times} times by {approvals} approvals.");
                consumed += approvals;
            }

            // Nothing else was sent: no other bytes.
            Assert.Equal(received.Count, received.Count(request => calls.Any(call => call.Sha256 == request.Sha256)));
            Assert.Equal(0, await tables.WrongAsync(name, what == "lock" ? (from, until) : null, what is "policy" or "another policy" ? from : null));
            return (received.Count, consumed);
        }
        catch (Exception broken)
        {
            throw new InvalidOperationException($"Round {round}, {what}.", broken);
        }
    }

    /// <summary>One request: its caller sends, hangs up, sends again; reviewers decide; its time runs out.</summary>
    private static async Task PlayAsync(SupervisedStack stack, DecisionTables tables, HeldCall call, Random random)
    {
        for (var attempt = random.Next(1, 4); attempt > 0; attempt--)
        {
            using var leaving = new CancellationTokenSource();
            var sending = call.SendUntilAnsweredAsync(leaving.Token);
            var another = random.Next(4) == 0 ? call.SendUntilAnsweredAsync(leaving.Token) : Task.FromResult((0, "", 0));
            await Bounded.UntilAsync(async () => sending.IsCompleted || await WaitingAsync(tables, call) is not null);
            switch (random.Next(8))
            {
                case 0:
                    await leaving.CancelAsync();
                    break;
                case 1:
                    await leaving.CancelAsync();
                    await DecideAsync(stack, tables, call, "approve");
                    break;
                case 2:
                    await Task.WhenAll(DecideAsync(stack, tables, call, "deny"), DecideAsync(stack, tables, call, "approve"));
                    break;
                case 3:
                    await DecideAsync(stack, tables, call, "deny");
                    break;
                case 4:
                    await Task.WhenAll(DecideAsync(stack, tables, call, "approve"), TryAsync(async () =>
                    {
                        await tables.ExpireAsync(call.Mark);
                        return 0;
                    }));
                    break;
                default:
                    await DecideAsync(stack, tables, call, "approve");
                    break;
            }

            // Nobody waits for ever: what is not decided ends when its caller does.
            var over = Task.WhenAll(sending, another);
            await Bounded.UntilAsync(async () => over.IsCompleted || await WaitingAsync(tables, call) is not null || leaving.IsCancellationRequested);
            await leaving.CancelAsync();
            await over;
        }
    }

    /// <summary>From when it held, and until when.</summary>
    private static async Task<(DateTimeOffset From, DateTimeOffset Until)> HappenAsync(SupervisedStack stack, DecisionTables tables, string round, string what)
    {
        var from = DateTimeOffset.MinValue;
        switch (what)
        {
            case "gateway":
                await stack.KillGatewayAsync();
                await stack.StartGatewayAsync();
                break;
            case "control plane":
                await stack.KillControlPlaneAsync();
                await stack.StartControlPlaneAgainAsync();
                break;
            case "PostgreSQL":
                await stack.KillPostgresAsync();
                await stack.StartPostgresAsync();
                break;
            case "policy":
                await tables.ChangePolicyAsync(Skill);
                from = TimeProvider.System.GetUtcNow();
                break;
            case "another policy":
                await tables.AttachPolicyAsync(Skill, round);
                from = TimeProvider.System.GetUtcNow();
                break;
            default:
                var skill = (string)(await stack.Api.GetAsync("skills"))["items"]!.AsArray().First(item => (string)item!["name"]! == Skill)!["id"]!;
                await stack.Api.PostAsync($"skills/{skill}/stop", new() { ["reason"] = "test" });
                from = TimeProvider.System.GetUtcNow();
                await Bounded.UntilAsync(async () => (await tables.ListAsync(round, "approved")).Count == 0);
                var until = TimeProvider.System.GetUtcNow();
                await stack.Api.PostAsync($"skills/{skill}/resume", []);
                return (from, until);
        }

        return (from, from);
    }

    private static async Task<long> CountDecidedAsync(DecisionTables tables, string round) =>
        (await tables.ListAsync(round, "approved")).Count + (await tables.ListAsync(round, "denied")).Count + (await tables.ListAsync(round, "consumed")).Count;

    private static async Task<(string Id, string ViewDigest)?> WaitingAsync(DecisionTables tables, HeldCall call)
    {
        try
        {
            return (await tables.ListAsync(call.Mark[..call.Mark.IndexOf('-', StringComparison.Ordinal)], "pending")).Where(row => row.Mark == call.Mark)
                .Select(row => ((string, string)?)(row.Id, row.ViewDigest)).FirstOrDefault();
        }
        catch (Exception away) when (away is Npgsql.NpgsqlException)
        {
            return null;
        }
    }

    /// <summary>Decides, if the control plane is there to hear it.</summary>
    private static async Task DecideAsync(SupervisedStack stack, DecisionTables tables, HeldCall call, string decision)
    {
        if (await WaitingAsync(tables, call) is not var (id, viewDigest))
            return;
        try
        {
            await stack.Api.PostAsync($"approvals/{id}/decision", new JsonObject { ["decision"] = decision, ["viewDigest"] = viewDigest, ["note"] = "by a test" });
        }
        catch (Exception refused) when (refused is InvalidOperationException or HttpRequestException or IOException)
        {
            // Somebody else was first, or nobody is there.
        }
    }

    private static async Task<long> TryAsync(Func<Task<long>> read)
    {
        try
        {
            return await read();
        }
        catch (Npgsql.NpgsqlException)
        {
            return -1;
        }
    }
}
