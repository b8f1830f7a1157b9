using System.Text.Json;
using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Search;
using SaaSGate.Postgres.Tests.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Search;

/// <summary>Skills choose the names of tools, the addresses and the words that a search goes by: none keeps an exchange from being recorded, or others from being found.</summary>
public sealed class HostileRecordTests(Database database) : IClassFixture<Database>
{
    private const string Syllables = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호구누두루무부수우주추쿠투푸후";
    private readonly RecordIngest _ingest = new(database.Tenants, TimeProvider.System);
    private readonly SearchStore _search = new(database.Tenants);

    private static CancellationToken Cancel => Bounded.Cancellation;

    [Theory]
    [InlineData("http", "http://a\u001fdecision:allow")]
    [InlineData("http", "http://a\0b")]
    [InlineData("x\u001fdecision:allow\u001fskill:skl_of_another", "")]
    [InlineData("\0\u001f", "\u0001://\u0002")]
    public async Task Control_characters_are_no_part_of_a_fact(string tool, string address)
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        var exchange = spool.Start(session, [JsonSerializer.Serialize(new { type = "tool_use", id = "t", name = tool, input = new { address, note = "walrus" } })]);
        spool.End(exchange, "blocked");
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        var found = await FindAsync(tenant, "walrus");
        Assert.Equal(exchange, Assert.Single(found.Hits).ExchangeId);
        Assert.DoesNotContain(found.Facets!, facet => facet.Value.Any(char.IsControl));
        Assert.DoesNotContain(found.Facets!, facet => (facet.Kind, facet.Value) is ("decision", "allow") or ("skill", "skl_of_another"));
    }

    [Fact]
    public async Task A_name_that_is_too_long_for_an_index_is_cut()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var random = new Random(1);
        var name = string.Concat(Enumerable.Range(0, 6000).Select(_ => Syllables[random.Next(Syllables.Length)]));
        var exchange = spool.Start(spool.NewSession(), [JsonSerializer.Serialize(new { type = "tool_use", id = "t", name, input = new { note = "walrus" } })]);
        spool.End(exchange);
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        var found = await FindAsync(tenant, "walrus");
        Assert.Equal(exchange, Assert.Single(found.Hits).ExchangeId);
        Assert.Equal(name[..256], Assert.Single(found.Facets!, facet => facet.Kind == "tool").Value);
    }

    [Fact]
    public async Task A_request_and_an_answer_of_more_words_than_PostgreSQL_takes_together_are_recorded_both()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var words = Syllables.SelectMany(a => Syllables.SelectMany(b => Syllables.Select(c => $"{a}{b}{c}"))).ToList();
        var exchange = spool.Start(spool.NewSession(), [JsonSerializer.Serialize("walrus " + string.Join(' ', words.Take(60_000)))]);
        var begun = spool.Batch();
        await _ingest.IngestAsync(begun, Cancel);
        spool.Respond(exchange);
        spool.Chunk(exchange, "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n");
        spool.Chunk(exchange, $"data: {JsonSerializer.Serialize(new { index = 0, delta = new { text = string.Join(' ', words.Skip(60_000).Take(60_000)) } })}\n\n");
        spool.End(exchange);
        await _ingest.IngestAsync(spool.Batch(begun.Records.Count + 1), Cancel);
        var hit = Assert.Single((await FindAsync(tenant, "walrus")).Hits);
        Assert.Equal((exchange, "completed"), (hit.ExchangeId, hit.Outcome));
    }

    private Task<SearchPart> FindAsync(TestTenant tenant, string text) => _search.FindAsync(tenant.Organisation, new() { Text = text }, new(false), 50, count: true, snippets: true, Cancel);
}
