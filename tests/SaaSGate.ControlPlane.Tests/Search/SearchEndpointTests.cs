using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Search;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Search;

public sealed class SearchEndpointTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static int s_words;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sessions?limit=ten")]
    [InlineData("search?from=yesterday")]
    [InlineData("search.csv?maxTokens=1.5")]
    public async Task Refuses_what_cannot_be_read_and_takes_nothing_for_absent(string path)
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Get, path);
        using var empty = await admin.SendAsync(HttpMethod.Get, path[..(path.IndexOf('=', StringComparison.Ordinal) + 1)]);
        Assert.Equal(HttpStatusCode.OK, empty.StatusCode);
    }

    [Fact]
    public async Task Finds_turns_with_facets_and_goes_on_by_cursor()
    {
        var word = Word();
        var turns = new List<string>();
        for (var i = 0; i < 3; i++)
            turns.Add(await RecordedAsync(word));
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var first = (await reviewer.GetAsync($"search?q={word}&limit=2"))!;
        Assert.Equal(3, (int)first["found"]!);
        Assert.Contains(first["facets"]!.AsArray(), facet => (string?)facet!["kind"] == "tool" && (string?)facet["value"] == "bash" && (int)facet["count"]! == 3);
        var second = (await reviewer.GetAsync($"search?q={word}&limit=2&cursor={first["next"]}"))!;
        Assert.Null(second["facets"]);
        Assert.Null(second["next"]);
        Assert.Equal(turns.AsEnumerable().Reverse(), first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(item => (string)item!["exchangeId"]!));
        Assert.Equal(3, (await reviewer.GetAsync($"search?q={word}&tool=bash&tool=other&order=best"))!["items"]!.AsArray().Count);
        Assert.Empty((await reviewer.GetAsync($"search?q={word}&tool=other"))!["items"]!.AsArray());
        Assert.Empty((await reviewer.GetAsync($"search?q={word}&from=2100-01-01T00:00:00Z"))!["items"]!.AsArray());
    }

    [Fact]
    public async Task Writes_who_searched_for_what_and_masks_it()
    {
        const string Complaints = "complaints";
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var options = app.Service<IOptions<SearchOptions>>().Value;
        var rest = options.Rest;
        options.Rest = TimeSpan.MaxValue; // until all is typed
        try
        {
            foreach (var typed in new[] { Complaints[..4], Complaints, $"{Complaints} of jo.hansen@corp.example 4711 0815 99" })
                await reviewer.GetAsync($"search?q={Uri.EscapeDataString(typed)}&tool=bash&skill={app.Demo.Skills[0].Id}&minCost=5&label={Uri.EscapeDataString("jo.hansen@corp.example")}");
        }
        finally
        {
            options.Rest = rest;
        }

        const string Written = "select count(*) from tenant.audit_log where organisation_id = $1 and action = 'search.made' and detail ->> 'words' like $2 || '%'";
        await Bounded.UntilAsync(async () => await app.PeekAsync<long>(Written, Scenes.Acme.Value, Complaints[..4]) > 0);
        var detail = JsonNode.Parse((await app.PeekAsync<string>(
            "select detail::text from tenant.audit_log where organisation_id = $1 and action = 'search.made' and detail ->> 'words' like $2 || '%'", Scenes.Acme.Value, Complaints[..4]))!)!;
        Assert.Equal($"{Complaints} of [EMAIL] [NUMBER]", (string?)detail["words"]);
        Assert.Equal(("label=[EMAIL]&tool=bash", $"skill={app.Demo.Skills[0].Id}&minCost=5"), ((string)detail["values"]!, (string)detail["filters"]!));
        Assert.Equal(1, await app.PeekAsync<long>(Written, Scenes.Acme.Value, Complaints[..4]));
    }

    [Fact]
    public async Task A_search_that_begins_with_a_cursor_is_told_and_pages_of_one_are_told_once()
    {
        var word = Word();
        var (id, reader) = await app.MemberAsync("reviewer");
        using var _ = reader;
        const string Written = "select count(*) from tenant.audit_log where actor = $1 and action = 'search.made' and detail ->> 'words' = $2";
        foreach (var order in (string[])["newest", "best"])
        {
            var cursor = order == "best" ? Cursor.Of(TimeProvider.System.GetUtcNow(), "0") : Cursor.Of(TimeProvider.System.GetUtcNow(), "~");
            await reader.GetAsync($"search?q={word}{order}&order={order}&cursor={cursor}");
            await reader.GetAsync($"search?q={word}{order}&order={order}&cursor={cursor}&limit=1");
            await Bounded.UntilAsync(async () => await app.PeekAsync<long>(Written, id, word + order) > 0);
            Assert.Equal(1, await app.PeekAsync<long>(Written, id, word + order));
        }
    }

    [Fact]
    public async Task Refuses_what_is_no_search()
    {
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Get, "search?order=worst");
        await reviewer.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Get, "search?cursor=!");
        await reviewer.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Get, $"search?q={new string('x', 501)}");
        await reviewer.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Get, "search?q=%00");
        await reviewer.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Get, $"search.csv?q={new string('x', 501)}");
    }

    [Fact]
    public async Task Streams_a_table_in_which_nothing_is_a_formula()
    {
        var word = Word();
        var turn = await RecordedAsync(word);
        await app.RunAsync("update tenant.sessions set title = '=1+\"2\", x' where id = (select session_id from tenant.search_documents where exchange_id = $1)", turn);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        using var answer = await reviewer.SendAsync(HttpMethod.Get, $"search.csv?q={word}");
        Assert.Equal((HttpStatusCode.OK, "text/csv"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal("50000", Assert.Single(answer.Headers.GetValues("saasgate-row-limit")));
        var lines = (await answer.Content.ReadAsStringAsync(Cancel)).Split("\r\n");
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("started_at,exchange,session,", lines[0], StringComparison.Ordinal);
        Assert.Contains($",{turn},", lines[1], StringComparison.Ordinal);
        Assert.Contains(",\"'=1+\"\"2\"\", x\",", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("usr_", await app.PeekAsync<string>("select actor from tenant.audit_log where action = 'search.exported' order by id desc limit 1"), StringComparison.Ordinal);
        Assert.Contains(word, (await app.PeekAsync<string>("select detail::text from tenant.audit_log where action = 'search.exported' order by id desc limit 1"))!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("=cmd", "\"'=cmd\"")]
    [InlineData("  @x", "\"'  @x\"")]
    [InlineData("-1\n2", "\"'-1\n2\"")]
    [InlineData(null, "")]
    public void Quotes_fields(string? value, string field) => Assert.Equal(field, SearchCsv.Field(value));

    [Fact]
    public async Task Keeps_searches_for_a_person_and_for_all()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var own = (await reviewer.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "saved-searches", new { name = " Mail ", query = "?q=mail&skill=x", shared = false }))!;
        var path = $"saved-searches/{own["id"]}";
        Assert.Equal(("Mail", "q=mail&skill=x", false), ((string)own["name"]!, (string)own["query"]!, (bool)own["shared"]!));
        await admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, path);
        Assert.DoesNotContain((await admin.GetAsync("saved-searches"))!["items"]!.AsArray(), item => (string)item!["id"]! == (string)own["id"]!);

        var body = new { name = "Mail", query = "q=mail", shared = true };
        await reviewer.RefusedAsync(PortalProblems.PreconditionNeeded, HttpMethod.Put, path, body);
        await reviewer.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, path, body, "\"1\"");
        await reviewer.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Put, path, body, "\"1\"");
        Assert.Contains((await admin.GetAsync("saved-searches"))!["items"]!.AsArray(), item => (string)item!["id"]! == (string)own["id"]!);

        var theirs = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "saved-searches", new { name = "All", query = "", shared = true }))!;
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Put, $"saved-searches/{theirs["id"]}", body, "\"1\"");
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Delete, $"saved-searches/{theirs["id"]}");
        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, path);
        await reviewer.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, path);
        await reviewer.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "saved-searches", new { name = " ", query = "" });
    }

    /// <summary>A word that nobody else looks for and that is no name: what is looked for is masked before it is told.</summary>
    private static string Word() => $"quezal{(char)('a' + Interlocked.Increment(ref s_words))}zq";

    /// <summary>A turn that says the word.</summary>
    private async Task<string> RecordedAsync(string word)
    {
        var (session, exchange) = await app.RecordAsync("{}", "done");
        await app.RunAsync(
            """
            insert into tenant.search_documents (organisation_id, exchange_id, started_at, session_id, bytes, tokens, new_blocks, tags, words)
            select organisation_id, id, started_at, session_id, 10, 5, '{0}', array['org:' || organisation_id, 'tool:bash'], to_tsvector('simple', $2)
            from tenant.exchanges where id = $1
            """, exchange.Value, word);
        await app.RunAsync("insert into tenant.search_words (organisation_id, month, word) values ($1, '2026-01-01', $2) on conflict do nothing", DemoOrganisations.Acme.Value, word);
        Assert.NotEmpty(session.Value);
        return exchange.Value;
    }
}
