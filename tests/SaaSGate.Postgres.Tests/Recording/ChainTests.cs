using System.Text;
using System.Text.Json;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Recording;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Recording;

/// <summary>Makes records again from nothing but the rows, as an export does.</summary>
public sealed class ChainTests(Database database) : IClassFixture<Database>
{
    private readonly RecordIngest _ingest = new(database.Tenants, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_link_follows_from_the_rows_and_the_last_is_the_session_s_head()
    {
        var tenant = await RecordAsync();
        var links = await ReadAsync(tenant);
        var previous = Commitment.Genesis;
        foreach (var link in links)
        {
            Assert.Equal(previous, link.Previous);
            Assert.Equal(link.Hash, Commitment.OfLink(previous, link.Record));
            previous = link.Hash;
        }

        Assert.Equal(["exchange", "exchange.opened", "exchange", "exchange"], links.Select(link => link.Kind));
        Assert.Equal(previous, await tenant.PeekAsync<byte[]>("select chain_head from tenant.sessions where organisation_id = $1"));
    }

    [Fact]
    public async Task A_link_commits_to_content_that_whoever_has_it_can_check()
    {
        var tenant = await RecordAsync();
        foreach (var row in await RowsAsync(tenant))
        {
            var salts = new ExchangeSalts(row.Salt);
            Assert.Equal(row.ResponseCommitment, Commitment.OfResponse(salts.Response, RecordedBytes.Decompress(row.ResponseBody), row.ResponseTiming));
            Assert.NotEqual(row.ResponseCommitment, Commitment.OfResponse(salts.Response, "other"u8, row.ResponseTiming));
            var blocks = new List<byte[]>();
            foreach (var hash in row.RequestBlocks)
                blocks.Add(Commitment.OfBlock((await tenant.PeekAsync<byte[]>("select salt from tenant.blocks where organisation_id = $1 and hash = $2", hash))!, hash));
            Assert.Equal(row.RequestCommitment, Commitment.OfRequest(Commitment.OfSkeleton(salts.Skeleton, RecordedBytes.Decompress(row.RequestSkeleton)), blocks));
        }
    }

    [Theory]
    [InlineData("update tenant.exchanges set decision = 'allow' where organisation_id = $1 and chain_sequence = 3")]
    [InlineData("update tenant.exchanges set ended_at = ended_at + interval '1 microsecond' where organisation_id = $1 and chain_sequence = 3")]
    [InlineData("update tenant.exchanges set rule = null where organisation_id = $1 and chain_sequence = 3")]
    [InlineData("update tenant.exchanges set headers = headers || '{\"a\":\"b\"}' where organisation_id = $1 and chain_sequence = 3")]
    [InlineData("update tenant.exchanges set cache_read_tokens = 1 where organisation_id = $1 and chain_sequence = 3")]
    [InlineData("update tenant.exchanges set trace_parent = 'x' where organisation_id = $1 and chain_sequence = 3")]
    public async Task A_changed_row_breaks_its_links(string change)
    {
        var tenant = await RecordAsync();
        await tenant.PeekAsync<object>(change);
        var broken = (await ReadAsync(tenant)).Where(link => !Commitment.OfLink(link.Previous, link.Record).AsSpan().SequenceEqual(link.Hash)).Select(link => link.Kind);
        Assert.Contains("exchange", broken);
    }

    /// <summary>They come in batches of their own; what they were called with goes with the bodies, and the chain still verifies.</summary>
    [Fact]
    public async Task Calls_that_were_kept_back_are_in_the_chain()
    {
        var tenant = await TestTenant.AddAsync(database);
        var (spool, approval) = (new Spool(tenant), Id<Approval>.New(TimeProvider.System).Value);
        var exchange = spool.Start(spool.NewSession(), ["a"]);
        spool.Withheld(exchange, Call("hold", approval));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        spool.CallConsumed(exchange, approval);
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        spool.Withheld(exchange, Call("block", ""));
        spool.End(exchange, "blocked");
        await _ingest.IngestAsync(spool.Batch(), Cancel);

        await IsProvenAsync();
        await tenant.PeekAsync<object>("update tenant.exchanges set withheld = null where organisation_id = $1");
        await IsProvenAsync();
        await tenant.PeekAsync<object>("update tenant.exchanges set kept_back = kept_back - 1 where organisation_id = $1");
        var changed = (await ReadAsync(tenant))[^1];
        Assert.NotEqual(changed.Hash, Commitment.OfLink(changed.Previous, changed.Record));

        async Task IsProvenAsync()
        {
            var link = (await ReadAsync(tenant))[^1];
            Assert.Equal(link.Hash, Commitment.OfLink(link.Previous, link.Record));
            using var record = JsonDocument.Parse(link.Record);
            Assert.Equal(
                [("hold", "http_post", "exfiltration", approval, true), ("block", "http_post", "exfiltration", null, false)],
                record.RootElement.GetProperty("withheld").EnumerateArray().Select(call => (
                    call.GetProperty("kind").GetString(), call.GetProperty("tool").GetString(), call.GetProperty("rule").GetString(), call.GetProperty("approval").GetString(),
                    call.GetProperty("consumedAt").ValueKind == JsonValueKind.String)));
            Assert.DoesNotContain("URL", Encoding.UTF8.GetString(link.Record), StringComparison.Ordinal);
        }

        CallWithheld Call(string kind, string of) => new()
        {
            Index = 1,
            Tool = "http_post",
            Input = "{\"url\":\"[URL]\"}",
            Rule = "exfiltration",
            PolicyId = tenant.Policy.Value,
            PolicyVersion = 1,
            Kind = kind,
            ApprovalId = of,
        };
    }

    [Fact]
    public async Task An_exchange_that_is_open_is_in_the_chain()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        spool.Start(spool.NewSession(), ["a"]);
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        var link = Assert.Single(await ReadAsync(tenant));
        Assert.Equal("exchange.opened", link.Kind);
        Assert.Contains("\"approval\":null", Encoding.UTF8.GetString(link.Record), StringComparison.Ordinal);
        Assert.Equal(link.Hash, await tenant.PeekAsync<byte[]>("select chain_head from tenant.sessions where organisation_id = $1"));
        Assert.Equal(1L, await tenant.PeekAsync<long>("select chain_sequence from tenant.sessions where organisation_id = $1"));
    }

    [Fact]
    public async Task Findings_are_committed_to_as_the_rows_have_them()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var exchange = spool.Start(spool.NewSession(), ["a"], started => started.Findings.Add(new FindingRecord
        {
            Type = "EMAIL",
            Detector = "email",
            Location = "/messages/0",
            Start = 3,
            End = 9,
            Score = 0.95,
            Label = "[EMAIL_7KQ2]",
            Direction = "request",
        }));
        spool.End(exchange);
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        var row = Assert.Single(await RowsAsync(tenant));
        var found = await database.Tenants.InTenantAsync(tenant.Organisation, connection => connection.ListAsync<RecordedFinding>(
            "select type, detector, location, span_start, span_end, score, label, fingerprint, rule from tenant.findings", null, Cancel), Cancel);
        Assert.Equal(row.RequestFindings, Commitment.OfFindings(new ExchangeSalts(row.Salt).Findings, found));
        Assert.Null(row.ResponseFindings);
    }

    private async Task<TestTenant> RecordAsync()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        for (var i = 0; i < 3; i++)
        {
            var exchange = spool.Start(session, ["a", $"turn {i}"], started => started.Decision.Kind = i == 0 ? "allow" : "mask");
            spool.Respond(exchange);
            spool.Chunk(exchange, $"answer {i}");
            if (i == 1)
                await _ingest.IngestAsync(spool.Batch(), Cancel);
            spool.End(exchange);
        }

        await _ingest.IngestAsync(spool.Batch(), Cancel);
        return tenant;
    }

    private Task<List<EndedExchange>> RowsAsync(TestTenant tenant) => database.Tenants.InTenantAsync(tenant.Organisation, connection => connection.ListAsync<EndedExchange>(
        $"select {EndedExchange.AllColumns} from tenant.exchanges e order by e.chain_sequence", null, Cancel), Cancel);

    private async Task<List<Link>> ReadAsync(TestTenant tenant)
    {
        var rows = await RowsAsync(tenant);
        var ended = rows.Where(row => row.ChainSequence is not null)
            .Select(row => new Link(row.ChainSequence!.Value, "exchange", row.PreviousHash!, row.RecordHash!, row.ToRecord(tenant.Organisation.Value)));
        var others = await database.Tenants.InTenantAsync(tenant.Organisation, connection => connection.ListAsync<Other>(
            "select sequence, kind, exchange_id, session_id, previous_hash, record_hash from tenant.session_records", null, Cancel), Cancel);
        return [.. ended.Concat(others.Select(other => new Link(
            other.Sequence, other.Kind, other.PreviousHash, other.RecordHash,
            CanonicalJson.Write(ChainRecord.Opened(new(tenant.Organisation.Value, other.SessionId, other.Sequence), rows.Single(row => row.Id == other.ExchangeId).ToFacts())))))
            .OrderBy(link => link.Sequence)];
    }

    private sealed record Other(long Sequence, string Kind, string ExchangeId, string SessionId, byte[] PreviousHash, byte[] RecordHash);

    private sealed record Link(long Sequence, string Kind, byte[] Previous, byte[] Hash, byte[] Record);
}
