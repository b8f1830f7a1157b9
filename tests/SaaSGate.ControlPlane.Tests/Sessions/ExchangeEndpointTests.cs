using System.Text;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Sessions;

public sealed class ExchangeEndpointTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task Gives_a_request_back_as_it_was_recorded()
    {
        var (session, exchange) = await app.RecordAsync("""{"role":"user","content":"hello"}""", "done");
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        Assert.Equal("""{"messages":[{"role":"user","content":"hello"}]}""", (string?)(await reviewer.GetAsync($"exchanges/{exchange}"))!["request"]);
        var detail = (await reviewer.GetAsync($"sessions/{session}"))!;
        Assert.Equal(exchange.Value, (string?)detail["exchangesList"]![0]!["id"]);
        Assert.Equal("Ada Lindqvist", (string?)detail["ownerNow"]!["name"]);
        Assert.Contains((await reviewer.GetAsync("sessions"))!["items"]!.AsArray(), item => (string?)item!["id"] == session.Value);
        Assert.DoesNotContain((await reviewer.GetAsync("sessions?status=live"))!["items"]!.AsArray(), item => (string?)item!["id"] == session.Value);
    }

    [Fact]
    public async Task Gives_a_growing_response_in_whole_characters_and_says_when_it_is_complete()
    {
        var text = Encoding.UTF8.GetBytes("data: prix 5 €\n\n");
        var (_, exchange) = await app.RecordAsync("{}", null, text[..14]);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);

        var first = (await reviewer.GetAsync($"exchanges/{exchange}/response"))!;
        Assert.Equal("data: prix 5 ", (string?)first["data"]);
        Assert.False((bool)first["complete"]!);

        await app.AddPartAsync(exchange, text[14..]);
        var second = (await reviewer.GetAsync($"exchanges/{exchange}/response?after={first["position"]}"))!;
        Assert.Equal("€\n\n", (string?)second["data"]);
        Assert.Equal(text.Length, (long)second["position"]!);

        await app.RunAsync("update tenant.exchanges set outcome = 'cut' where id = $1", exchange.Value);
        Assert.True((bool)(await reviewer.GetAsync($"exchanges/{exchange}/response?after={text.Length}"))!["complete"]!);
    }

    [Fact]
    public async Task Reads_a_growing_response_from_the_asked_position_on()
    {
        var parts = Enumerable.Range(0, 40).Select(i => Encoding.UTF8.GetBytes(new string((char)('a' + (i % 26)), 20_000))).ToArray();
        var (_, exchange) = await app.RecordAsync("{}", null, parts);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var whole = string.Concat(parts.Select(Encoding.UTF8.GetString));
        foreach (var after in (int[])[0, 1, 19_999, 20_000, 399_999, 780_001, 800_000, 900_000])
        {
            var slice = (await reviewer.GetAsync($"exchanges/{exchange}/response?after={after}"))!;
            var from = Math.Min(after, whole.Length);
            var length = Math.Min(256 * 1024, whole.Length - from);
            Assert.Equal((whole.Substring(from, length), from + length, false), ((string)slice["data"]!, (int)slice["position"]!, (bool)slice["complete"]!));
        }
    }

    [Fact]
    public async Task Says_how_a_response_arrived_while_it_grows_and_after_it_has_ended()
    {
        var (_, exchange) = await app.RecordAsync("{}", null, "abc"u8.ToArray(), "de"u8.ToArray());
        await app.RunAsync("update tenant.exchanges set response_started_at = '2026-01-01T00:00:00Z' where id = $1", exchange.Value);
        await app.RunAsync("update tenant.exchange_parts set at = '2026-01-01T00:00:00.25Z', timing = '\\x01000205' where exchange_id = $1 and position = 0", exchange.Value);
        await app.RunAsync("update tenant.exchange_parts set at = '2026-01-01T00:00:01Z', timing = '\\x0200' where exchange_id = $1 and position = 3", exchange.Value);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var open = (await reviewer.GetAsync($"exchanges/{exchange}/chunks"))!;
        Assert.Equal("[1,2,2]", open["bytes"]!.ToJsonString());
        Assert.Equal("[250,5,745]", open["milliseconds"]!.ToJsonString());

        await app.RunAsync("update tenant.exchanges set response_timing = '\\x05ac02', outcome = 'completed' where id = $1", exchange.Value);
        var ended = (await reviewer.GetAsync($"exchanges/{exchange}/chunks"))!;
        Assert.Equal(("2026-01-01T00:00:00+00:00", "[5]", "[300]"), ((string)ended["startedAt"]!, ended["bytes"]!.ToJsonString(), ended["milliseconds"]!.ToJsonString()));
    }

    [Fact]
    public async Task Knows_who_looked_at_a_recording_whichever_way_they_took()
    {
        var (session, exchange) = await app.RecordAsync("{}", "done");
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        Assert.Empty((await reviewer.GetAsync($"sessions/{session}/views"))!["items"]!.AsArray());
        foreach (var path in (string[])[$"exchanges/{exchange}/response", $"exchanges/{exchange}", $"sessions/{session}", $"sessions/{session}"])
            await reviewer.GetAsync(path);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.GetAsync($"exchanges/{exchange}");
        var views = (await admin.GetAsync($"sessions/{session}/views"))!["items"]!.AsArray();
        Assert.Equal(2, views.Select(view => (string)view!["actorId"]!).Distinct().Count());
        Assert.Equal(2, views.Count);
        Assert.Equal(2L, await app.PeekAsync<long>("select count(*) from tenant.audit_log where target = $1 and action = 'session.viewed'", session.Value));
    }
}
