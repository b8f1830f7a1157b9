using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.BadInput;

/// <summary>What comes in wrong is refused in Claude's words, harms nobody who comes after, and leaves nothing raw behind.</summary>
public sealed class BadInputTests(GuardedDev dev) : IClassFixture<GuardedDev>, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Door _door = new(dev.Gateway, dev.KeyOf("ticket-triage"));

    public static TheoryData<string> Names => [.. BadCall.All.Select(call => call.Name)];

    public void Dispose() => _http.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Refuses_in_claudes_shape_and_serves_the_next_call(string name)
    {
        await RefusedAsync(BadCall.All.First(call => call.Name == name));
        await ServedAsync("Hello");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Serves_the_next_call_on_the_same_connection_where_http_allows_it(string name)
    {
        var call = BadCall.All.First(call => call.Name == name);
        using var line = new OneLine();
        using var refused = call.Request(_door);
        using (var answer = await line.Http.SendAsync(refused, Bounded.Cancellation))
            Assert.Equal(call.Status, (int)answer.StatusCode);
        using var good = BadCall.Good(_door, "Hello");
        using (var answer = await line.Http.SendAsync(good, Bounded.Cancellation))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.InRange(line.Connections, 1, call.IsAnsweredEarly ? 2 : 1);
    }

    [Fact]
    public async Task Refuses_a_key_that_has_expired_and_serves_another()
    {
        var key = await dev.Api.PostAsync($"skills/{dev.IdOf("ticket-triage")}/keys", new() { ["expiresInDays"] = 1 });
        await ExpireAsync((string)key["id"]!);
        var cancellation = Bounded.Cancellation;
        JsonNode error;
        do
        {
            using var request = BadCall.Good(_door with { Key = (string)key["key"]! }, BadCall.Canary);
            using var answer = await _http.SendAsync(request, cancellation);
            error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))!;
        }
        while ((string?)error["saasgate"]?["code"] != "key_expired");

        Assert.Equal("authentication_error", (string?)error["error"]!["type"]);
        await ServedAsync("Hello");
    }

    [Theory]
    [InlineData("truncate")]
    [InlineData("reset")]
    public async Task Breaks_a_stream_where_claude_broke_it_and_serves_the_next_call(string how)
    {
        await BrokenStreamAsync(how);
        await ServedAsync("Hello");
    }

    [Fact]
    public async Task Leaves_nothing_raw_in_any_log_table_or_file()
    {
        await ServedAsync($"{BadCall.Innocent} {BadCall.Canary}");
        foreach (var call in BadCall.All)
            await RefusedAsync(call);
        await BrokenStreamAsync("truncate");
        await BrokenStreamAsync("reset");
        await UntilAllEndedAsync();

        string[] texts = [BadCall.Canary, Uri.EscapeDataString(BadCall.Canary), .. dev.Secrets];
        Assert.Empty(await RawSearch.TablesAsync(dev.Postgres, texts));
        Assert.Empty(await RawSearch.FilesAsync(dev.Data, texts));

        // What may be kept is found in both, so what is not found is not there.
        Assert.Contains($"tenant.blocks: {BadCall.Innocent}", await RawSearch.TablesAsync(dev.Postgres, [BadCall.Innocent]));
        Assert.Contains(await RawSearch.FilesAsync(dev.Data, [BadCall.Innocent]), place => place.Contains("spool", StringComparison.Ordinal));
    }

    private async Task RefusedAsync(BadCall call)
    {
        using var request = call.Request(_door);
        using var answer = await _http.SendAsync(request, Bounded.Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Bounded.Cancellation);

        var error = JsonNode.Parse(text)!;
        Assert.Equal((call.Status, "error", call.Type, call.Code), ((int)answer.StatusCode, (string?)error["type"], (string?)error["error"]!["type"], (string?)error["saasgate"]!["code"]));
        Assert.NotEmpty((string)error["error"]!["message"]!);
        Assert.Equal((string?)error["request_id"], answer.Headers.GetValues("request-id").Single());
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain(BadCall.Canary, text, StringComparison.Ordinal);
    }

    private async Task ServedAsync(string prompt)
    {
        using var request = BadCall.Good(_door, prompt);
        using var answer = await _http.SendAsync(request, Bounded.Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("message", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Bounded.Cancellation))!["type"]);
    }

    private async Task BrokenStreamAsync(string how)
    {
        const string Long = $"Ask {BadCall.Canary} or {BadCall.Canary}, and then again somebody else, and so on, and on, and on, and on, and on.";
        using var request = BadCall.Good(_door, $"[[sim: {how} after=30 text=\\\"{Long}\\\"]]", stream: true);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Bounded.Cancellation);
        await using var stream = await answer.Content.ReadAsStreamAsync(Bounded.Cancellation);
        using var came = new MemoryStream();
        // A reset may take with it what was sent before, the head too: then there is nothing to break, and an error is told.
        if (how == "reset" && answer.StatusCode == HttpStatusCode.BadGateway)
            await stream.CopyToAsync(came, Bounded.Cancellation);
        else
            await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(came, Bounded.Cancellation));
        var text = Encoding.UTF8.GetString(came.ToArray());
        Assert.NotEmpty(text);
        Assert.DoesNotContain("kanarienvogel", text, StringComparison.Ordinal);
    }

    private async Task ExpireAsync(string key)
    {
        await using var database = NpgsqlDataSource.Create(dev.Postgres);
        await using var command = database.CreateCommand(
            """
            with expired as (update tenant.skill_keys set expires_at = now() - interval '1 minute' where id = $1 returning organisation_id),
                within as (select set_config('saasgate.organisation', organisation_id, false) as organisation_id from expired)
            select platform.append_view(organisation_id) from within
            """);
        command.Parameters.Add(new() { Value = key });
        await command.ExecuteScalarAsync(Bounded.Cancellation);
    }

    // Every exchange of these tests has had its end recorded.
    private async Task UntilAllEndedAsync()
    {
        await using var database = NpgsqlDataSource.Create(dev.Postgres);
        await Bounded.UntilAsync(async () =>
        {
            await using var command = database.CreateCommand("select count(*) filter (where outcome = 'upstream_truncated') > 0 and count(*) filter (where outcome is null) = 0 from tenant.exchanges");
            return (bool)(await command.ExecuteScalarAsync(Bounded.Cancellation))!;
        });
    }
}
