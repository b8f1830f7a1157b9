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
}
