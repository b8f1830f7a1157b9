using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using SaaSGate.TestKit;
using SaaSGate.TestKit.Payments;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>
/// From a skill's call to Stripe's meter over the whole product: gateway and silo are killed under load, also while the silo tells Stripe of use, Stripe fails at random and is
/// away for a while, and in the end it has counted each recorded exchange once.
/// </summary>
public sealed class BilledTests : IAsyncLifetime
{
    /// <summary>At least how many exchanges are served.</summary>
    private const string CountVariable = "SAASGATE_BILLED_EXCHANGES";

    private const string Meter = "saasgate_requests";
    private const int FewestRounds = 2, TrialDays = 14;

    // A subscription that began so long ago: no hour of the load is the one in which it began.
    private static readonly TimeSpan Subscribed = TimeSpan.FromDays(TrialDays - 1);

    private readonly ShiftedClock _clock = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Random _chance = new(1);
    private StripeStandIn _stripe = null!;
    private SupervisedStack _stack = null!;
    private UsageTables _usage = null!;

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable(CountVariable), CultureInfo.InvariantCulture, out var count) ? count : 300;

    private static int OfARound => Math.Min(Count / FewestRounds, 2000);

    private static int Callers => Math.Max(8, OfARound / 40);

    /// <summary>In how many hours use is counted: some get more when they were billed already.</summary>
    private static int Hours => Math.Max(2, Count / 4000);

    public async ValueTask InitializeAsync()
    {
        _stripe = await StripeStandIn.StartAsync(_clock, seed: 1);
        _stripe.Webhook = SendAsync;
        _stack = await SupervisedStack.StartAsync(settings: new Dictionary<string, string>
        {
            ["SaaSGate__Billing__SecretKey"] = StripeStandIn.SecretKey,
            ["SaaSGate__Billing__WebhookSecret"] = _stripe.WebhookSecret,
            ["SaaSGate__Billing__ApiBase"] = _stripe.Address.AbsoluteUri,
            ["SaaSGate__Simulator__Remember"] = "Hashes",
        });
        _usage = new(_stack.Owner, _stack.Organisation);
    }

    public async ValueTask DisposeAsync()
    {
        await _usage.DisposeAsync();
        await _stack.DisposeAsync();
        await _stripe.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task Every_exchange_is_billed_once_whatever_is_killed_and_however_Stripe_fails()
    {
        var customer = await SubscribeAsync();
        (_stripe.Faults.Before, _stripe.Faults.AnswerLost, _stripe.Faults.Limited) = (0.2, 0.3, 0.1);
        var (round, served) = (0, new List<string>());
        while (round < FewestRounds || served.Count < Count)
            served.AddRange(await KillOnceAsync(++round));

        // 1. What was served is recorded, each once, as is all that reached Claude.
        var recorded = await EndedAsync();
        var received = await _stack.Upstream.ReceivedAsync();
        Assert.Subset(recorded.Where(exchange => exchange.Outcome == "completed").Select(exchange => exchange.Id).ToHashSet(), served.ToHashSet());
        Assert.Equal(served.Count, served.Distinct().Count());
        var answered = recorded.Where(exchange => exchange.UpstreamRequest is not null).Select(exchange => exchange.UpstreamRequest!).ToList();
        Assert.Equal(answered.Count, answered.Distinct().Count());
        Assert.Subset(received.Select(request => request.RequestId).ToHashSet(), answered.ToHashSet());
        // Of the others the gateway died before it had heard anything.
        Assert.InRange(received.Count - answered.Count, 0, recorded.Count(exchange => exchange is { UpstreamRequest: null, Outcome: "interrupted" or "cut" }));
        Assert.All(recorded, exchange => Assert.True(exchange.Problem is null or "lease_expired", exchange.Problem));

        // 2. Stripe goes on failing until it knows of them all; and it counts each once.
        await HurryUntilAsync(hours: 2, async () => await _usage.SumsAsync() is var left && left.Counted == left.Queued && left.Waiting == 0);
        var (sums, billed) = (await _usage.SumsAsync(), recorded.Count(exchange => exchange is not { Outcome: "refused", Problem: "lease_expired" }));
        Assert.Equal((billed, billed, 0), (sums.Counted, sums.Sent, sums.Waived));
        Assert.Equal(billed, await _stripe.CountedAsync(Meter, customer));

        // 3. SaaSGate finds the same, day by day.
        (_stripe.Faults.Before, _stripe.Faults.AnswerLost, _stripe.Faults.Limited) = (0, 0, 0);
        await _usage.CompareAgainAsync(TrialDays);
        await HurryUntilAsync(hours: 2, _usage.IsComparedAsync);
        Assert.Contains("Stripe counted what was sent", await _stack.OperateAsync("billing", "report"), StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{round} rounds of kills, {served.Count} served, {received.Count} requests upstream, {recorded.Count} recorded ({string.Join(", ", recorded.CountBy(exchange => exchange.Outcome!).Select(outcome => $"{outcome.Value} {outcome.Key}"))}); told to Stripe in {sums.Events} events and {_stripe.Calls} calls, which counts {sums.Sent}"));
    }

    /// <summary>Serves, lets use be billed and kills in the middle of both, starts again and serves on.</summary>
    /// <returns>The exchanges of those who were served.</returns>
    private async Task<IEnumerable<string>> KillOnceAsync(int round)
    {
        await using var load = new Load(_stack.Gateway, _stack.Key, Callers, "deltas=4 delay=20ms first=20ms");
        await Bounded.UntilAsync(() => load.Served >= OfARound / 4);
        var until = _chance.Next(OfARound / 4, OfARound);
        await Bounded.UntilAsync(() => load.Served >= until);
        _stripe.Faults.Down = _chance.Next(4) == 0;
        var asked = _stripe.Calls + _chance.Next(1, 4);

        // Not always at the same point of what is said to Stripe.
        await HurryUntilAsync(hours: 2 + _chance.Next(Hours), () => Task.FromResult(_stripe.Calls >= asked));
        var (gateway, silo) = round % 3 == 0 ? (true, true) : (round % 3 == 2, round % 3 == 1);
        await Task.WhenAll(gateway ? _stack.KillGatewayAsync() : Task.CompletedTask, silo ? _stack.KillControlPlaneAsync() : Task.CompletedTask);
        if (silo)
            await _stack.StartControlPlaneAgainAsync();
        if (gateway)
            await _stack.StartGatewayAsync();
        _stripe.Faults.Down = false;
        await load.UntilAsync(load.Started, call => call.IsServed);
        await load.StopAsync();
        return load.Calls.Where(call => call.IsServed).Select(call => call.Exchange!);
    }

    /// <summary>Lets time go by for who looks after the account, until something is so: what is counted was counted so many hours ago.</summary>
    private Task HurryUntilAsync(int hours, Func<Task<bool>> condition) => UntilAsync(async () =>
    {
        await _usage.AgeAsync(hours);
        return await condition();
    });

    /// <summary>All exchanges, when none is open and none is in a spool.</summary>
    private async Task<IReadOnlyList<UsageTables.Exchange>> EndedAsync()
    {
        await using var last = new Load(_stack.Gateway, _stack.Key, callers: 1, "deltas=1");
        await last.UntilAsync(after: 0, call => call.IsServed);
        await last.StopAsync();
        var ids = last.Calls.Where(call => call.IsServed).Select(call => call.Exchange!).ToArray();

        // A minute for each step of the way, however long it is.
        for (var counted = 0L; !await _usage.HaveEndedAsync(ids) || await _usage.OpenAsync() > 0;)
            await UntilAsync(async () =>
            {
                var before = counted;
                counted = (await _usage.SumsAsync()).Counted;
                return counted > before || (await _usage.HaveEndedAsync(ids) && await _usage.OpenAsync() == 0);
            });
        return await _usage.ExchangesAsync();
    }

    /// <summary>Waits; where that was for nothing, the parts say what they did.</summary>
    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        try
        {
            await Bounded.UntilAsync(condition);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException(
                $"Nothing went on for a minute: {await _usage.SumsAsync()}, {await _usage.OpenAsync()} open, {_stripe.Calls} calls of Stripe.\n{End(_stack.ControlPlaneLog)}\n{End(_stack.GatewayLog)}");
        }

        static string End(string log) => string.Join('\n', log.Split('\n').TakeLast(30));
    }

    /// <summary>An admin chooses a plan and pays, on the page that Stripe had some days ago.</summary>
    /// <returns>Stripe's id of the customer.</returns>
    private async Task<string> SubscribeAsync()
    {
        await _stack.OperateAsync("billing", "sync");
        _clock.Ahead = -Subscribed;
        var api = new Uri(_stack.Portal, "/api/v1/");
        var session = await PostAsync(new(api, "session"), new() { ["email"] = _stack.Admin.Email, ["password"] = _stack.Admin.Password });
        _http.DefaultRequestHeaders.Add("X-CSRF-TOKEN", (string)session["csrfToken"]!);
        var checkout = await PostAsync(new(api, "billing/checkout"), new() { ["plan"] = "team", ["seats"] = 10 });
        await _stripe.PayAsync(new Uri((string)checkout["url"]!).Segments[^1]);
        _clock.Ahead = TimeSpan.Zero;
        await _stripe.DeliverAsync();
        await Bounded.UntilAsync(async () => await _usage.StatusAsync() == "trialing");
        return (string)Assert.Single(await _stripe.ListAsync("customer"))["id"]!;
    }

    private async Task<JsonObject> PostAsync(Uri address, JsonObject body)
    {
        using var answer = await _http.PostAsJsonAsync(address, body, Bounded.Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Bounded.Cancellation);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)!.AsObject() : throw new InvalidOperationException($"{address} answered {(int)answer.StatusCode}: {text}");
    }

    /// <summary>Posts an event as Stripe does.</summary>
    private async Task<bool> SendAsync(string body, string signature)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        content.Headers.Add("Stripe-Signature", signature);
        using var answer = await _http.PostAsync(new Uri(_stack.Portal, "/webhooks/stripe"), content, Bounded.Cancellation);
        return answer.IsSuccessStatusCode;
    }
}
