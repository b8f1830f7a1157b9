using System.Text;
using Google.Protobuf;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Recording;

public sealed class RecordIngestTests(Database database) : IClassFixture<Database>
{
    private const string SessionSums = """
        select exchanges || ' ' || open_exchanges || ' ' || findings || ' ' || input_tokens || ' ' || output_tokens || ' ' || (
            chain_sequence - (select count(*) from tenant.session_records r where r.organisation_id = s.organisation_id and r.session_id = s.id))
        from tenant.sessions s where organisation_id = $1 and id = $2
        """;

    private readonly RecordIngest _ingest = new(database.Tenants, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_an_exchange_that_comes_whole_without_parts()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        var exchange = Whole(spool, session);
        var result = await _ingest.IngestAsync(spool.Batch(), Cancel);

        Assert.Equal("SessionStarted", Assert.Single(result.Feeds).Event.Kind);
        Assert.Equal(new ExchangeProgress(tenant.Organisation.Value, session, exchange, 11, true), Assert.Single(result.Exchanges));
        Assert.Equal("1 0 2 10 20 1", await tenant.PeekAsync<string>(SessionSums, session));
        Assert.Equal("triage Sort this nightly claude-test mask completed", await tenant.PeekAsync<string>(
            "select concat_ws(' ', skill_name, title, name, model, last_decision, last_outcome) from tenant.sessions where organisation_id = $1 and id = $2", session));
        Assert.Equal("200 text/event-stream req_1 completed end_turn 11", await tenant.PeekAsync<string>(
            "select concat_ws(' ', status, response_content_type, upstream_request_id, outcome, stop_reason, response_bytes) from tenant.exchanges where organisation_id = $1"));
        Assert.Equal("Hello world", await ResponseAsync(tenant, exchange));
        Assert.Equal(0, await tenant.PeekAsync<long>("select count(*) from tenant.exchange_parts where organisation_id = $1"));
        Assert.Equal("request,response", await tenant.PeekAsync<string>("select string_agg(direction, ',' order by direction) from tenant.findings where organisation_id = $1"));
        Assert.Equal("{\"anthropic-version\": \"2023-06-01\"}", await tenant.PeekAsync<string>("select headers::text from tenant.exchanges where organisation_id = $1"));
    }

    [Fact]
    public async Task Comes_to_the_same_however_the_records_are_cut_into_batches()
    {
        var whole = await TestTenant.AddAsync(database);
        var wholeSpool = new Spool(whole);
        var wholeSession = wholeSpool.NewSession();
        var wholeExchange = Whole(wholeSpool, wholeSession);
        await _ingest.IngestAsync(wholeSpool.Batch(), Cancel);

        var cut = await TestTenant.AddAsync(database);
        var spool = new Spool(cut);
        var session = spool.NewSession();
        var exchange = Whole(spool, session);
        List<long> positions = [];
        for (var sequence = 1; sequence <= spool.Count; sequence++)
            positions.AddRange((await _ingest.IngestAsync(spool.Batch(sequence, sequence), Cancel)).Exchanges.Select(progress => progress.Position));

        Assert.Equal([0, 0, 6, 11, 11], positions);
        Assert.Equal(await whole.PeekAsync<string>(SessionSums, wholeSession), await cut.PeekAsync<string>(SessionSums, session));
        Assert.Equal(await ResponseAsync(whole, wholeExchange), await ResponseAsync(cut, exchange));
        const string Timing = "select encode(response_timing, 'hex') from tenant.exchanges where organisation_id = $1";
        Assert.Equal(await whole.PeekAsync<string>(Timing), await cut.PeekAsync<string>(Timing));
        Assert.Equal(0, await cut.PeekAsync<long>("select count(*) from tenant.exchange_parts where organisation_id = $1"));
    }

    [Fact]
    public async Task An_open_response_can_be_read_as_it_grows()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var exchange = spool.Start(spool.NewSession(), ["a"]);
        spool.Respond(exchange);
        spool.Chunk(exchange, "Hello ");
        spool.Chunk(exchange, "wor");
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        spool.Chunk(exchange, "ld");
        await _ingest.IngestAsync(spool.Batch(5), Cancel);

        Assert.Equal("Hello world", Encoding.UTF8.GetString((await tenant.PeekAsync<byte[]>(
            "select string_agg(data, '' order by position) from tenant.exchange_parts where organisation_id = $1"))!));
        Assert.Equal(2, await tenant.PeekAsync<long>("select count(*) from tenant.exchange_parts where organisation_id = $1"));
        Assert.Equal(11, await tenant.PeekAsync<long>("select response_bytes from tenant.exchanges where organisation_id = $1"));
        Assert.Equal(1, await tenant.PeekAsync<int>("select open_exchanges from tenant.sessions where organisation_id = $1"));
    }

    [Fact]
    public async Task What_is_sent_again_changes_nothing()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        Whole(spool, session);
        var open = spool.Start(session, ["b"]);
        spool.Chunk(open, "more");
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        var before = await FingerprintAsync(tenant);

        for (var from = 1; from <= spool.Count; from++)
            Assert.Same(IngestResult.Nothing, await _ingest.IngestAsync(spool.Batch(from), Cancel));
        Assert.Equal(before, await FingerprintAsync(tenant));
    }

    [Fact]
    public async Task A_batch_that_overlaps_what_is_known_adds_only_the_rest()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        Whole(spool, session);
        await _ingest.IngestAsync(spool.Batch(1, 3), Cancel);
        await _ingest.IngestAsync(spool.Batch(2), Cancel);
        Assert.Equal("1 0 2 10 20 1", await tenant.PeekAsync<string>(SessionSums, session));
        Assert.Equal(11, await tenant.PeekAsync<long>("select response_bytes from tenant.exchanges where organisation_id = $1"));
    }

    [Fact]
    public async Task Two_connections_that_deliver_the_same_records_at_once_deliver_them_once()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        for (var i = 0; i < 5; i++)
            Whole(spool, session);
        await Task.WhenAll(Enumerable.Range(1, 8).Select(i => _ingest.IngestAsync(spool.Batch(1, spool.Count - (i % 3)), Cancel)));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Equal("5 0 10 50 100 5", await tenant.PeekAsync<string>(SessionSums, session));
    }

    [Fact]
    public async Task Gateways_that_serve_one_session_together_keep_its_sums_and_its_chain()
    {
        var tenant = await TestTenant.AddAsync(database);
        Spool[] spools = [.. Enumerable.Range(0, 4).Select(_ => new Spool(tenant))];
        var session = spools[0].NewSession();
        foreach (var spool in spools)
        {
            for (var i = 0; i < 10; i++)
                Whole(spool, session);
        }

        await Task.WhenAll(spools.Select(async spool =>
        {
            for (var sequence = 1; sequence <= spool.Count; sequence += 7)
                await _ingest.IngestAsync(spool.Batch(sequence, Math.Min(spool.Count, sequence + 6)), Cancel);
        }));
        Assert.Equal("40 0 80 400 800 40", await tenant.PeekAsync<string>(SessionSums, session));
        Assert.Equal(40, await tenant.PeekAsync<long>("select count(distinct chain_sequence) from tenant.exchanges where organisation_id = $1"));
        Assert.Equal(0, await tenant.PeekAsync<long>(
            """
            with chain as (
                select chain_sequence as sequence, previous_hash, record_hash from tenant.exchanges where organisation_id = $1
                union all select sequence, previous_hash, record_hash from tenant.session_records where organisation_id = $1)
            select (select max(sequence) from chain) - 1 - (
                select count(*) from chain a join chain b on b.sequence = a.sequence + 1 and b.previous_hash = a.record_hash)
            """));
    }

    [Fact]
    public async Task A_block_is_stored_once_for_a_session_and_never_shared_beyond_it()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var (session, other) = (spool.NewSession(), spool.NewSession());
        string[] conversation = [];
        for (var turn = 0; turn < 20; turn++)
        {
            conversation = [.. conversation, $"turn {turn}"];
            spool.End(spool.Start(session, conversation));
            if (turn % 5 == 0)
                await _ingest.IngestAsync(spool.Batch(), Cancel);
        }

        spool.End(spool.Start(other, conversation));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Equal(20, await tenant.PeekAsync<long>("select count(*) from tenant.blocks where organisation_id = $1 and session_id = $2", session));
        Assert.Equal(20, await tenant.PeekAsync<long>("select count(*) from tenant.blocks where organisation_id = $1 and session_id = $2", other));
        Assert.Equal(40, await tenant.PeekAsync<long>("select count(distinct salt) from tenant.blocks where organisation_id = $1"));
        Assert.Equal("{0,20}", await tenant.PeekAsync<string>("select max(request_blocks)::text from tenant.exchanges where organisation_id = $1 and session_id = $2", session));
    }

    [Fact]
    public async Task An_interrupted_exchange_keeps_what_came()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var exchange = spool.Start(spool.NewSession(), ["a"]);
        spool.Respond(exchange);
        spool.Chunk(exchange, "half");
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        spool.End(exchange, "interrupted", ended => (ended.InputTokens, ended.OutputTokens) = (0, 0));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Equal("half", await ResponseAsync(tenant, exchange));
        Assert.Equal("interrupted", await tenant.PeekAsync<string>("select outcome from tenant.exchanges where organisation_id = $1"));
    }

    [Fact]
    public async Task Remembers_the_approval_that_an_exchange_waited_for()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var approval = Id<Approval>.New(TimeProvider.System).Value;
        var exchange = spool.Start(spool.NewSession(), ["a"]);
        spool.Held(exchange, approval);
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        spool.End(exchange, "denied");
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Equal(approval, await tenant.PeekAsync<string>("select approval_id from tenant.exchanges where organisation_id = $1"));
    }

    [Fact]
    public async Task Leaves_out_what_goes_on_from_nothing()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var exchange = Id<Exchange>.New(TimeProvider.System).Value;
        spool.Chunk(exchange, "x");
        spool.End(exchange);
        var session = spool.NewSession();
        Whole(spool, session);
        var result = await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Equal(1, result.PutAside);
        Assert.Equal("orphan 1 2 2", await QuarantinedAsync(tenant));
        Assert.Equal("1 0 2 10 20 1", await tenant.PeekAsync<string>(SessionSums, session));
    }

    [Fact]
    public async Task A_gateway_cannot_go_on_with_the_exchange_of_another()
    {
        var tenant = await TestTenant.AddAsync(database);
        var (mine, theirs) = (new Spool(tenant), new Spool(tenant));
        var exchange = theirs.Start(theirs.NewSession(), ["a"]);
        await _ingest.IngestAsync(theirs.Batch(), Cancel);
        mine.End(exchange, "completed");
        Assert.Equal(1, (await _ingest.IngestAsync(mine.Batch(), Cancel)).PutAside);
        Assert.Null(await tenant.PeekAsync<string>("select outcome from tenant.exchanges where organisation_id = $1"));
    }

    [Fact]
    public async Task A_gateway_cannot_begin_the_exchange_of_another_again()
    {
        var tenant = await TestTenant.AddAsync(database);
        var theirs = new Spool(tenant);
        var session = theirs.NewSession();
        var exchange = theirs.Start(session, ["a"]);
        theirs.Chunk(exchange, "theirs");
        await _ingest.IngestAsync(theirs.Batch(), Cancel);
        foreach (var at in (DateTimeOffset?[])[UnixMicroseconds.ToTime(theirs.StartedAt), null])
        {
            var mine = new Spool(tenant);
            mine.Start(at is null ? mine.NewSession() : session, ["b"], at: at, exchange: exchange);
            mine.Respond(exchange);
            mine.Chunk(exchange, "mine");
            mine.End(exchange);
            Assert.Equal(1, (await _ingest.IngestAsync(mine.Batch(), Cancel)).PutAside);
        }

        Assert.Equal("1 6", await tenant.PeekAsync<string>("select count(*) || ' ' || sum(response_bytes) from tenant.exchanges where organisation_id = $1 and outcome is null"));
        Assert.Equal("1 1 0 0 0 0", await tenant.PeekAsync<string>(SessionSums, session));
        theirs.End(exchange);
        await _ingest.IngestAsync(theirs.Batch(), Cancel);
        Assert.Equal("theirs", await ResponseAsync(tenant, exchange));
    }

    [Fact]
    public async Task An_exchange_cannot_join_the_session_of_another_skill()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        Whole(spool, session);
        var stray = spool.Start(session, ["b"], started => started.SkillId = Id<Skill>.New(TimeProvider.System).Value);
        spool.End(stray);
        Assert.Equal(1, (await _ingest.IngestAsync(spool.Batch(), Cancel)).PutAside);
        Assert.Equal("1 0 2 10 20 1", await tenant.PeekAsync<string>(SessionSums, session));
        Assert.Equal("orphan 6 7 2", await QuarantinedAsync(tenant));
    }

    [Fact]
    public async Task A_record_of_a_time_to_come_is_put_aside_and_the_rest_goes_on()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        var ahead = TimeProvider.System.GetUtcNow().AddDays(70);
        var future = spool.Start(session, ["a"], at: ahead);
        Whole(spool, session);
        spool.End(future);
        var late = spool.Start(session, ["a"]);
        spool.End(late, at: ahead);
        Assert.Equal(1, (await _ingest.IngestAsync(spool.Batch(), Cancel)).PutAside);
        Assert.Equal("future 1 7 2", await QuarantinedAsync(tenant));
        Assert.Equal(2, await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1 and ended_at < now() + interval '25 hours'"));
        Assert.Equal(0, await tenant.PeekAsync<long>("select count(*) from tenant.exchanges_rest where organisation_id = $1"));
    }

    [Fact]
    public async Task What_is_put_aside_is_kept_audited_and_not_asked_for_again()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        Whole(spool, session);
        Assert.Equal(1, (await _ingest.QuarantineAsync(spool.Batch(1, 2), "22003", Cancel)).PutAside);
        Assert.Same(IngestResult.Nothing, await _ingest.QuarantineAsync(spool.Batch(1, 2), "22003", Cancel));
        Assert.Same(IngestResult.Nothing, await _ingest.IngestAsync(spool.Batch(1, 2), Cancel));
        Assert.Equal("22003 1 2 2", await QuarantinedAsync(tenant));
        var kept = RecordFrame.Parser.ParseFrom(await tenant.PeekAsync<byte[]>("select records[1] from platform.quarantine where organisation_id = $1"));
        Assert.Equal((session, 1ul), (kept.Started.SessionId, kept.Sequence));
        Assert.Equal("records.quarantined", await tenant.PeekAsync<string>("select action from tenant.audit_log where organisation_id = $1"));
    }

    [Fact]
    public async Task Another_spool_of_the_same_gateway_begins_at_its_own_first_record()
    {
        var tenant = await TestTenant.AddAsync(database);
        var first = new Spool(tenant);
        var second = new Spool(tenant) { GatewayId = first.GatewayId };
        var session = first.NewSession();
        Whole(first, session);
        Whole(second, session);
        await _ingest.IngestAsync(first.Batch(), Cancel);
        await _ingest.IngestAsync(second.Batch(), Cancel);
        Assert.Equal("2 0 4 20 40 2", await tenant.PeekAsync<string>(SessionSums, session));
    }

    private static Task<string?> QuarantinedAsync(TestTenant tenant) => tenant.PeekAsync<string>(
        "select concat_ws(' ', code, first_sequence, last_sequence, cardinality(records)) from platform.quarantine where organisation_id = $1");

    private static string Whole(Spool spool, string session)
    {
        var exchange = spool.Start(session, ["a", "b"], started => started.Findings.Add(Finding("request")));
        spool.Respond(exchange);
        spool.Chunk(exchange, "Hello ");
        spool.Chunk(exchange, "world", milliseconds: 300);
        spool.End(exchange, change: ended => ended.Findings.Add(Finding("response")));
        return exchange;
    }

    private static FindingRecord Finding(string direction) => new()
    {
        Type = "EMAIL",
        Detector = "email",
        Location = "/messages/0/content",
        Start = 3,
        End = 20,
        Score = 0.9,
        Label = "[EMAIL_7KQ2]",
        Fingerprint = ByteString.CopyFrom(1, 2, 3),
        Rule = "no mail",
        Direction = direction,
    };

    private static async Task<string> ResponseAsync(TestTenant tenant, string exchange) => Encoding.UTF8.GetString(RecordedBytes.Decompress(
        (await tenant.PeekAsync<byte[]>("select response_body from tenant.exchanges where organisation_id = $1 and id = $2", exchange))!));

    private static async Task<string?> FingerprintAsync(TestTenant tenant) => await tenant.PeekAsync<string>(
        """
        select md5(concat(
            (select string_agg(s::text, '' order by id) from tenant.sessions s where organisation_id = $1),
            (select string_agg(e::text, '' order by id) from tenant.exchanges e where organisation_id = $1),
            (select string_agg(p::text, '' order by position) from tenant.exchange_parts p where organisation_id = $1),
            (select string_agg(b::text, '' order by hash) from tenant.blocks b where organisation_id = $1),
            (select string_agg(f::text, '' order by position) from tenant.feed f where organisation_id = $1),
            (select string_agg(f::text, '' order by direction) from tenant.findings f where organisation_id = $1)))
        """);
}
