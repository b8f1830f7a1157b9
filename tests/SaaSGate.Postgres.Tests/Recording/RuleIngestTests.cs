using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Sessions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Recording;

/// <summary>What ingest makes of what gateways say of rules and of use.</summary>
public sealed class RuleIngestTests(Database database) : IClassFixture<Database>
{
    private readonly RecordIngest _ingest = new(database.Tenants, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keeps_which_rules_matched_and_which_versions_were_in_force()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var exchange = spool.Start(spool.NewSession(), ["a"], started =>
        {
            started.Matches.Add(Match(tenant, "first", "mask", decisive: true));
            started.Matches.Add(Match(tenant, "drafted", "hold", shadow: true));
            started.Policies.Add(new PolicyUse { PolicyId = tenant.Policy.Value, Version = 1, ShadowVersion = 2 });
        });
        spool.End(exchange, change: ended => ended.Matches.Add(Match(tenant, "in the answer", "block")));
        await _ingest.IngestAsync(spool.Batch(), Cancel);

        const string Rows = """
            select string_agg(concat_ws(' ', direction, ordinal, rule, policy_version, kind, decisive, shadow, because), ', ' order by direction, ordinal)
            from tenant.rule_matches where organisation_id = $1
            """;
        const string Expected = "request 0 first 1 mask t f findings: EMAIL x 2, request 1 drafted 1 hold f t findings: EMAIL x 2, response 0 in the answer 1 block f f findings: EMAIL x 2";
        Assert.Equal(Expected, await tenant.PeekAsync<string>(Rows));
        Assert.Equal("2", await tenant.PeekAsync<string>("select policies -> 0 ->> 'shadowVersion' from tenant.exchanges where organisation_id = $1"));

        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Equal(Expected, await tenant.PeekAsync<string>(Rows));
    }

    [Fact]
    public async Task Sums_what_a_skill_uses_in_a_day_once_however_the_records_come()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        for (var i = 0; i < 3; i++)
            spool.End(spool.Start(session, ["a"], started => started.Model = "claude-sonnet-4-5"), change: ended => (ended.CacheReadTokens, ended.CacheCreationTokens) = (100, 10));
        // What a limit or a stop refused has used nothing, nor has what could not be served.
        foreach (var problem in (string[])["limited", "stopped", "lease_expired", "recording_unavailable"])
            spool.End(spool.Start(session, ["a"]), "refused", ended => (ended.Problem, ended.InputTokens, ended.OutputTokens) = (problem, 0, 0));
        for (var sequence = 1; sequence <= spool.Count; sequence++)
            await _ingest.IngestAsync(spool.Batch(sequence, sequence), Cancel);
        await _ingest.IngestAsync(spool.Batch(), Cancel);

        // 10 in, 20 out, 100 from a cache and 10 into one, of a model at 3 and 15 dollars.
        Assert.Equal("3 420 1194", await tenant.PeekAsync<string>("select concat_ws(' ', requests, tokens, cost_micros) from tenant.skill_use where organisation_id = $1"));
        Assert.Equal(3, await tenant.PeekAsync<decimal>("select sum(quantity) from tenant.usage_hours where organisation_id = $1"));
    }

    [Theory]
    [InlineData(true, "1 30")]
    [InlineData(false, "")]
    public async Task A_call_that_a_stop_cuts_off_is_use_once_Claude_answers(bool answered, string use)
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var exchange = spool.Start(spool.NewSession(), ["a"]);
        if (answered)
            spool.Respond(exchange);
        spool.End(exchange, "cut", ended => ended.Problem = "stopped");
        for (var sequence = 1; sequence <= spool.Count; sequence++)
            await _ingest.IngestAsync(spool.Batch(sequence, sequence), Cancel);
        Assert.Equal(use, await tenant.PeekAsync<string>("select coalesce((select concat_ws(' ', requests, tokens) from tenant.skill_use where organisation_id = $1), '')"));
        Assert.Equal(answered ? 1 : 0, await tenant.PeekAsync<long>("select coalesce(sum(quantity), 0)::bigint from tenant.usage_hours where organisation_id = $1"));
    }

    [Fact]
    public async Task What_a_batch_used_costs_half_when_its_results_are_read()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        spool.End(spool.Start(spool.NewSession(), []), change: ended => ended.Results.Add(new ModelUse { Model = "claude-sonnet-4-5", InputTokens = ended.InputTokens, OutputTokens = ended.OutputTokens }));
        await _ingest.IngestAsync(spool.Batch(), Cancel);

        // 10 in and 20 out of a model at 3 and 15 dollars; what is found of it says the same.
        Assert.Equal("1 30 165", await tenant.PeekAsync<string>("select concat_ws(' ', requests, tokens, cost_micros) from tenant.skill_use where organisation_id = $1"));
        Assert.Equal(165, await tenant.PeekAsync<long>("select cost from tenant.search_documents where organisation_id = $1"));
    }

    [Fact]
    public async Task Gateways_that_serve_one_skill_together_keep_its_sums()
    {
        var tenant = await TestTenant.AddAsync(database);
        Spool[] spools = [.. Enumerable.Range(0, 4).Select(_ => new Spool(tenant))];
        foreach (var spool in spools)
        {
            for (var i = 0; i < 10; i++)
                spool.End(spool.Start(spool.NewSession(), ["a"]), change: ended => ended.Used.Add(new SeenThing { Kind = "tool", Value = $"tool {i}" }));
        }

        await Task.WhenAll(spools.Select(async spool =>
        {
            for (var sequence = 1; sequence <= spool.Count; sequence += 2)
                await _ingest.IngestAsync(spool.Batch(sequence, sequence + 1), Cancel);
        }));
        Assert.Equal("40 1200", await tenant.PeekAsync<string>("select concat_ws(' ', requests, tokens) from tenant.skill_use where organisation_id = $1"));
        Assert.Equal(10, await tenant.PeekAsync<long>("select count(*) from tenant.skill_seen where organisation_id = $1"));
    }

    [Fact]
    public async Task Remembers_what_a_skill_used_first_and_in_which_exchange()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var (first, second) = (spool.Start(spool.NewSession(), ["a"]), spool.Start(spool.NewSession(), ["a"]));
        foreach (var exchange in (string[])[first, second])
        {
            spool.End(exchange, change: ended =>
            {
                ended.Used.Add(new SeenThing { Kind = "destination", Value = "files.example" });
                ended.Used.Add(new SeenThing { Kind = "call", Value = $"of {exchange}" });
            });
        }

        await _ingest.IngestAsync(spool.Batch(1, 3), Cancel);
        await _ingest.IngestAsync(spool.Batch(4), Cancel);
        Assert.Equal(first, await tenant.PeekAsync<string>("select exchange_id from tenant.skill_seen where organisation_id = $1 and kind = 'destination'"));
        Assert.Equal(3, await tenant.PeekAsync<long>("select count(*) from tenant.skill_seen where organisation_id = $1"));
    }

    [Fact]
    public async Task Keeps_calls_that_were_kept_back()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var exchange = spool.Start(spool.NewSession(), ["a"]);
        spool.Withheld(exchange, Call(tenant, "hold", approval: Id<Approval>.New(TimeProvider.System).Value));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        spool.Withheld(exchange, Call(tenant, "block"));
        spool.End(exchange, "blocked");
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Equal("[\"hold\", \"block\"] {\"url\":\"[URL]\"}", await tenant.PeekAsync<string>(
            "select jsonb_path_query_array(withheld, '$[*].kind')::text || ' ' || (withheld -> 1 ->> 'input') from tenant.exchanges where organisation_id = $1"));

        // They are read with what became of the one that waited, in the session and alone.
        await tenant.PeekAsync<object>(
            """
            insert into tenant.approvals (organisation_id, id, exchange_id, session_id, skill_id, skill_name, owner_user_id, gateway_id, rule, policy_id, policy_version, severity, digest,
                view_digest, view, summary, expires_at, stage, state, decided_by_name)
            select $1, withheld -> 0 ->> 'approvalId', id, session_id, skill_id, 'triage', owner_user_id, gateway_id, 'exfiltration', $2, 1, 'high', '\x01', '\x01', '{}', '', now(), 'tool_use',
                'denied', 'Rita Reviewer'
            from tenant.exchanges where organisation_id = $1
            """,
            tenant.Policy.Value);
        var session = await new SessionStore(database.Tenants).FindAsync(
            tenant.Organisation, Id<Session>.Parse((await tenant.PeekAsync<string>("select session_id from tenant.exchanges where organisation_id = $1"))!), Cancel);
        var alone = await new ExchangeStore(database.Tenants).FindAsync(tenant.Organisation, Id<Exchange>.Parse(exchange), Cancel);
        Assert.All([Assert.Single(session!.ExchangesList), alone!.Detail], shown => Assert.Equal(
            [("hold", "http_post", "exfiltration", 1L, "denied", "Rita Reviewer"), ("block", "http_post", "exfiltration", 1L, null, null)],
            shown.Withheld.Select(call => (call.Kind, call.Tool, call.Rule, call.PolicyVersion, call.ApprovalState, call.DecidedByName))));
    }

    [Theory]
    [InlineData("denied", "denied", true)]
    [InlineData("expired", "held", true)]
    [InlineData("refused", "approval_void", true)]
    [InlineData("refused", "edited", false)]
    [InlineData("completed", "", false)]
    public async Task Says_in_the_audit_log_of_an_approval_that_a_gateway_refused_what_waited_for_it(string outcome, string problem, bool isSaid)
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var (session, held, of) = (spool.NewSession(), Id<Approval>.New(TimeProvider.System).Value, Id<Approval>.New(TimeProvider.System).Value);
        var exchange = spool.Start(session, ["a"]);
        spool.Held(exchange, held);
        spool.End(exchange, outcome, ended => ended.Problem = problem);
        var calling = spool.Start(session, ["b"]);
        spool.Withheld(calling, Call(tenant, "hold", of));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        spool.End(calling, outcome, ended => ended.Problem = problem);
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        spool.End(spool.Start(session, ["c"]), outcome, ended => ended.Problem = problem);
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Equal(isSaid ? $"{held} {exchange} {outcome},{of} {calling} {outcome}" : null, await tenant.PeekAsync<string>(
            "select string_agg(concat_ws(' ', target, detail ->> 'exchangeId', detail ->> 'outcome'), ',' order by id) from tenant.audit_log where organisation_id = $1 and action = 'exchange.refused'"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Locks_the_skill_once_for_an_exchange_in_which_a_rule_says_so(bool byCall)
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var exchange = spool.Start(spool.NewSession(), ["a"], started => started.Decision.Kind = byCall ? "allow" : "lock");
        if (byCall)
            spool.Withheld(exchange, Call(tenant, "lock"));
        spool.End(exchange, "blocked");
        var result = await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Contains(result.Feeds, feed => feed.Event.Kind == "SkillChanged");

        const string Locks = "select string_agg(id || ' ' || target_id || ' ' || created_by, ', ') from tenant.locks where organisation_id = $1";
        var locked = $"{RuleLock.IdOf(exchange)} {tenant.Skill.Value} system";
        Assert.Equal(locked, await tenant.PeekAsync<string>(Locks));
        Assert.Equal(1, await tenant.PeekAsync<long>("select count(*) from platform.stop_log where organisation_id = $1 and lock_id = $2 and not lifted", RuleLock.IdOf(exchange)));

        // Whoever lifts it has the last word, whatever is sent again.
        await new StopStore(database.Tenants, TimeProvider.System).LiftLocksAsync(new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value), Actor.System, Cancel);
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Equal(0, await tenant.PeekAsync<long>("select count(*) from tenant.locks where organisation_id = $1 and lifted_at is null"));
        Assert.Equal(locked, await tenant.PeekAsync<string>(Locks));
    }

    private static RuleMatch Match(TestTenant tenant, string rule, string kind, bool decisive = false, bool shadow = false) => new()
    {
        Rule = rule,
        PolicyId = tenant.Policy.Value,
        PolicyVersion = 1,
        Kind = kind,
        Severity = "low",
        Decisive = decisive,
        Shadow = shadow,
        Because = "findings: EMAIL x 2",
    };

    private static CallWithheld Call(TestTenant tenant, string kind, string approval = "") => new()
    {
        Index = 1,
        Tool = "http_post",
        Input = "{\"url\":\"[URL]\"}",
        Rule = "exfiltration",
        PolicyId = tenant.Policy.Value,
        PolicyVersion = 1,
        Kind = kind,
        ApprovalId = approval,
    };
}
