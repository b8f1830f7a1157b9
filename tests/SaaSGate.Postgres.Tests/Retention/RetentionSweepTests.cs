using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Retention;
using SaaSGate.Postgres.Tests.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Retention;

public sealed class RetentionSweepTests(Database database) : IClassFixture<Database>
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly Actor Somebody = new("usr_x", "Somebody");

    private readonly FakeTimeProvider _clock = new(Now);

    // What is old here is what it says: no clock was behind.
    private readonly RecordIngest _ingest = new(database.Tenants, TimeProvider.System) { MostBehind = TimeSpan.FromDays(1000) };

    private RetentionWork Work => new(database.Platform, new(database.Tenants, _clock), new(database.Tenants, _clock), _clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bodies_go_with_every_trace_and_the_chain_says_so()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        Exchange(spool, session, ["asked-once-7731", "asked-in-both-7731"], "answered-once-7731", Now.AddDays(-40));
        Exchange(spool, session, ["asked-in-both-7731", "asked-later-7731"], "answered-later-7731", Now.AddDays(-20));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        string[] gone = ["asked-once-7731", "answered-once-7731"], kept = ["asked-later-7731", "answered-later-7731"];
        var salt = (await tenant.PeekAsync<byte[]>("select salt from tenant.blocks where organisation_id = $1 and hash = $2", SHA256.HashData("asked-once-7731"u8)))!;
        foreach (var text in gone.Concat(kept).Append("asked-in-both-7731"))
            Assert.NotEmpty(await Traces.OfAsync(database, text, Cancel));
        Assert.NotEmpty(await Traces.OfAsync(database, salt, Cancel));
        Assert.NotNull(await tenant.PeekAsync<string>("select title from tenant.sessions where organisation_id = $1"));

        Assert.True(await Work.RunAsync(tenant.Organisation, TimeSpan.MaxValue, Cancel));
        foreach (var text in gone)
        {
            Assert.Empty(await Traces.OfAsync(database, text, Cancel));
            Assert.Empty(await Traces.OfAsync(database, SHA256.HashData(Encoding.UTF8.GetBytes(text)), Cancel));
        }

        Assert.Empty(await Traces.OfAsync(database, salt, Cancel));
        Assert.Null(await tenant.PeekAsync<string>("select title from tenant.sessions where organisation_id = $1"));
        foreach (var text in kept)
            Assert.NotEmpty(await Traces.OfAsync(database, text, Cancel));

        // Both exchanges are of one month, or the block that both used is one of each month.
        Assert.NotEmpty(await Traces.OfAsync(database, "asked-in-both-7731", Cancel));
        Assert.Empty(await VerifyAsync(tenant, session));
        var record = Encoding.UTF8.GetString((await tenant.PeekAsync<byte[]>("select body from tenant.session_records where organisation_id = $1 and kind = 'deletion'"))!);
        Assert.Contains("\"bodies\":[{\"from\":1,\"to\":1}]", record, StringComparison.Ordinal);
        Assert.Contains("Bodies are kept for 30 days.", record, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"retention\"", record, StringComparison.Ordinal);
        Assert.Equal(1L, await DeletionsAsync(tenant));
        Assert.True(await Work.RunAsync(tenant.Organisation, TimeSpan.MaxValue, Cancel));
        Assert.Equal(1L, await DeletionsAsync(tenant));
    }

    [Fact]
    public async Task Findings_go_next_then_all_that_is_known_and_of_a_session_only_its_chain_stays()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        var opened = spool.Start(
            session, ["a"], Finding("[EMAIL_ONE]") + (started => started.Incidents.Add(new IncidentRecord { Rule = "r", PolicyId = "pol_x", Severity = "low" })), Now.AddDays(-1));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        var first = spool.Count + 1;
        var exchange = Exchange(spool, session, ["b"], "c", Now.AddDays(-1), "[EMAIL_TWO]");
        spool.End(opened);
        await _ingest.IngestAsync(spool.Batch(first), Cancel);
        Assert.Equal(["tenant.findings"], await Traces.OfAsync(database, "[EMAIL_TWO]", Cancel));

        await AfterAsync(tenant, 31);
        Assert.Equal(["tenant.findings"], await Traces.OfAsync(database, "[EMAIL_TWO]", Cancel));
        Assert.Empty(await VerifyAsync(tenant, session));
        await AfterAsync(tenant, 91);
        Assert.Empty(await Traces.OfAsync(database, "[EMAIL_TWO]", Cancel));
        Assert.Empty(await VerifyAsync(tenant, session));
        Assert.Contains("tenant.exchanges", await Traces.OfAsync(database, exchange, Cancel));
        Assert.Contains("tenant.incidents_due", await Traces.OfAsync(database, session, Cancel));
        Assert.Equal(2L, await DeletionsAsync(tenant));

        await AfterAsync(tenant, 366);
        Assert.Empty(await Traces.OfAsync(database, exchange, Cancel));
        Assert.Equal(["tenant.session_records", "tenant.sessions"], await Traces.OfAsync(database, session, Cancel));
        Assert.Empty(await VerifyAsync(tenant, session));
        Assert.Equal(1L, await tenant.PeekAsync<long>("select count(*) from tenant.session_records where organisation_id = $1"));
        Assert.Equal("", await tenant.PeekAsync<string>("select concat(owner_user_id, skill_name, name, title, model, region_id) from tenant.sessions where organisation_id = $1"));
    }

    [Fact]
    public async Task A_session_of_which_nothing_is_left_can_go_on()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        Exchange(spool, session, ["a"], "b", Now.AddDays(-400));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        await AfterAsync(tenant, 0);
        Assert.NotNull(await tenant.PeekAsync<object>("select emptied_at from tenant.sessions where organisation_id = $1"));

        var first = spool.Count + 1;
        Exchange(spool, session, ["c"], "d", Now);
        await _ingest.IngestAsync(spool.Batch(first), Cancel);
        Assert.Empty(await VerifyAsync(tenant, session));
        Assert.Equal("triage nightly 1", await tenant.PeekAsync<string>(
            "select concat_ws(' ', skill_name, name, exchanges, emptied_at) from tenant.sessions where organisation_id = $1"));
    }

    [Fact]
    public async Task What_was_deleted_and_is_said_again_is_kept_again()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        Exchange(spool, session, ["said-twice", "said-once"], "b", Now.AddDays(-31));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.True(await Work.RunAsync(tenant.Organisation, TimeSpan.MaxValue, Cancel));
        Assert.Equal(0L, await tenant.PeekAsync<long>("select count(*) from tenant.blocks where organisation_id = $1"));

        // The same process, which has seen the block committed.
        Exchange(spool, session, ["said-twice", "new"], "c", Now.AddDays(-31).AddSeconds(1));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Equal(2L, await tenant.PeekAsync<long>("select count(*) from tenant.blocks where organisation_id = $1"));
        Assert.Empty(await VerifyAsync(tenant, session));
    }

    [Theory]
    [InlineData("session")]
    [InlineData("skill")]
    [InlineData("person")]
    [InlineData("incident")]
    public async Task What_is_held_stays_until_the_hold_is_lifted(string kind)
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        Exchange(spool, session, ["a"], "b", Now.AddDays(-400), "[EMAIL_ONE]");
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        var holds = new LegalHoldStore(database.Tenants, _clock);
        var target = kind switch { "session" => session, "skill" => tenant.Skill.Value, "person" => tenant.Owner.Value, _ => "inc_1" };
        await tenant.PeekAsync<string>("insert into tenant.incidents (organisation_id, id, title, severity, source_kind, created_by, created_at, updated_at) values ($1, 'inc_1', 'Leak', 'high', 'session', 'usr_x', now(), now())");
        await tenant.PeekAsync<string>("insert into tenant.incident_sessions (organisation_id, incident_id, session_id, added_by, added_at) values ($1, 'inc_1', $2, 'usr_x', now())", session);
        var hold = await holds.CreateAsync(tenant.Organisation, Id<RetentionHold>.New(_clock), kind, target, "A court asks", Somebody, Cancel);

        await AfterAsync(tenant, 0);
        Assert.Equal(0L, await DeletionsAsync(tenant));
        Assert.Equal(1L, await tenant.PeekAsync<long>("select count(*) from tenant.blocks where organisation_id = $1"));

        await holds.LiftAsync(tenant.Organisation, hold!.Id, "The court is done", Somebody, Cancel);
        await AfterAsync(tenant, 0);
        Assert.Equal(0L, await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1"));
        Assert.Empty(await VerifyAsync(tenant, session));
        Assert.Equal("hold.created,hold.lifted", await tenant.PeekAsync<string>("select string_agg(action, ',' order by action) from tenant.audit_log where organisation_id = $1"));
    }

    [Fact]
    public async Task A_hold_on_another_thing_holds_nothing_here()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var (held, other) = (spool.NewSession(), spool.NewSession());
        foreach (var session in new[] { held, other })
            Exchange(spool, session, ["a"], "b", Now.AddDays(-40));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        await new LegalHoldStore(database.Tenants, _clock).CreateAsync(tenant.Organisation, Id<RetentionHold>.New(_clock), "session", held, "why", Somebody, Cancel);
        await AfterAsync(tenant, 0);
        Assert.Equal(held, await tenant.PeekAsync<string>("select session_id from tenant.exchanges where organisation_id = $1 and not bodies_gone"));
    }

    [Fact]
    public async Task Of_several_labels_the_longest_keeping_counts_and_a_label_may_keep_shorter_than_the_organisation()
    {
        var tenant = await TestTenant.AddAsync(database);
        await tenant.PeekAsync<object>("update tenant.skills set labels = '{support,finance}' where organisation_id = $1");
        var store = new RetentionStore(database.Tenants, _clock);
        var rules = await store.GetAsync(tenant.Organisation, Cancel);
        Assert.Equal((30, 90, 365, 0L), (rules.BodiesDays, rules.FindingsDays, rules.MetadataDays, rules.Version));
        rules = await store.UpdateAsync(
            tenant.Organisation, 0, rules with { Labels = [new("finance", 10, 10, 10), new("support", 5, 20, 20), new("other", 100, 100, 100)] }, Somebody, Cancel);
        Assert.Equal(1, rules!.Version);
        Assert.Null(await store.UpdateAsync(tenant.Organisation, 0, rules, Somebody, Cancel));

        var spool = new Spool(tenant);
        var session = spool.NewSession();
        Exchange(spool, session, ["a"], "b", Now.AddDays(-11), "[EMAIL_ONE]");
        Exchange(spool, session, ["a"], "b", Now.AddDays(-9));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        await AfterAsync(tenant, 0);
        Assert.Equal("true false", await tenant.PeekAsync<string>("select string_agg(bodies_gone::text, ' ' order by started_at) from tenant.exchanges where organisation_id = $1"));
        Assert.Equal(1L, await tenant.PeekAsync<long>("select count(*) from tenant.findings where organisation_id = $1"));
        Assert.Contains("Bodies of skills with the label finance are kept for 10 days.", Encoding.UTF8.GetString((await tenant.PeekAsync<byte[]>(
            "select body from tenant.session_records where organisation_id = $1"))!), StringComparison.Ordinal);
        await AfterAsync(tenant, 21);
        Assert.Equal(0L, await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1"));
    }

    [Fact]
    public async Task An_open_exchange_is_not_touched_however_old_it_is()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        var open = spool.Start(session, ["shared", "own"], at: Now.AddDays(-400));
        Exchange(spool, session, ["shared"], "b", Now.AddDays(-400));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        await AfterAsync(tenant, 0);
        Assert.Equal(open, await tenant.PeekAsync<string>("select string_agg(id, ',') from tenant.exchanges where organisation_id = $1"));
        Assert.Equal(2L, await tenant.PeekAsync<long>("select count(*) from tenant.blocks where organisation_id = $1"));
        Assert.Empty(await VerifyAsync(tenant, session));

        var first = spool.Count + 1;
        spool.End(open);
        await _ingest.IngestAsync(spool.Batch(first), Cancel);
        Assert.Empty(await VerifyAsync(tenant, session));
        await AfterAsync(tenant, 0);
        Assert.Empty(await VerifyAsync(tenant, session));
        Assert.Equal(0L, await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1"));
    }

    [Fact]
    public async Task Goes_on_where_it_was_stopped_and_the_chain_verifies_behind_every_step()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        for (var i = 0; i < 7; i++)
            Exchange(spool, session, [$"a{i}", "shared"], $"b{i}", Now.AddDays(-400).AddMinutes(i), "[EMAIL_ONE]");
        await _ingest.IngestAsync(spool.Batch(), Cancel);

        // Every step is a new sweep, as after a restart.
        var steps = 0;
        foreach (var kind in new[] { "bodies", "findings", "metadata" })
        {
            while (await StepAsync(kind) is not null)
            {
                steps++;
                Assert.Empty(await VerifyAsync(tenant, session));
            }
        }

        Assert.Equal(12, steps);
        Assert.Equal(0L, await tenant.PeekAsync<long>(
            "select (select count(*) from tenant.exchanges where organisation_id = $1) + (select count(*) from tenant.blocks where organisation_id = $1) + (select count(*) from tenant.findings where organisation_id = $1)"));

        Task<DateTimeOffset?> StepAsync(string kind)
        {
            var sweep = new RetentionSweep(database.Tenants, _clock);
            return kind switch
            {
                "bodies" => sweep.DeleteBodiesAsync(tenant.Organisation, DateTimeOffset.MinValue, 2, Cancel),
                "findings" => sweep.DeleteFindingsAsync(tenant.Organisation, DateTimeOffset.MinValue, 2, Cancel),
                _ => sweep.DeleteMetadataAsync(tenant.Organisation, DateTimeOffset.MinValue, 2, Cancel),
            };
        }
    }

    [Fact]
    public async Task Time_that_is_up_ends_it_between_two_steps()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        for (var i = 0; i < 3; i++)
            Exchange(spool, spool.NewSession(), ["a"], "b", Now.AddDays(-40).AddMinutes(i));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.False(await Work.RunAsync(tenant.Organisation, TimeSpan.Zero, Cancel));
        Assert.Equal(1L, await DeletionsAsync(tenant));
        Assert.True(await Work.RunAsync(tenant.Organisation, TimeSpan.MaxValue, Cancel));
        Assert.Equal(3L, await DeletionsAsync(tenant));
        Assert.Contains(tenant.Organisation, await Work.ListAsync(Cancel));
    }

    [Fact]
    public async Task Ingest_goes_on_in_the_same_sessions_meanwhile()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        string[] sessions = [spool.NewSession(), spool.NewSession()];
        for (var i = 0; i < 60; i++)
            Exchange(spool, sessions[i % 2], ["shared", $"a{i % 5}"], "b", Now.AddDays(-40).AddSeconds(i));
        await _ingest.IngestAsync(spool.Batch(), Cancel);

        var from = spool.Count + 1;
        var ends = new List<int>();
        for (var i = 0; i < 60; i++)
        {
            Exchange(spool, sessions[i % 2], ["shared", $"a{i % 5}"], "b", Now.AddDays(i % 3 == 0 ? -40 : -1).AddSeconds(60 + i));
            ends.Add(spool.Count);
        }

        var ingest = Task.Run(async () =>
        {
            foreach (var end in ends)
            {
                await _ingest.IngestAsync(spool.Batch(from, end), Cancel);
                from = end + 1;
            }
        }, Cancel);
        var sweep = new RetentionSweep(database.Tenants, _clock);
        do
            while (await sweep.DeleteBodiesAsync(tenant.Organisation, DateTimeOffset.MinValue, 3, Cancel) is not null)
            {
            }
        while (!ingest.IsCompleted);
        await ingest;
        while (await sweep.DeleteBodiesAsync(tenant.Organisation, DateTimeOffset.MinValue, 3, Cancel) is not null)
        {
        }

        foreach (var session in sessions)
            Assert.Empty(await VerifyAsync(tenant, session));
        Assert.Equal(40L, await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1 and not bodies_gone"));
        Assert.Equal(80L, await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1 and bodies_gone"));
    }

    [Fact]
    public async Task What_a_clock_that_is_behind_dates_back_is_kept_from_when_it_came()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        Exchange(spool, session, ["a"], "b", Now.AddDays(-400), "[EMAIL_ONE]");
        spool.SendBatch(session, at: Now.AddDays(-400));
        Exchange(spool, session, ["a"], "b", Now.AddMinutes(-30));
        await new RecordIngest(database.Tenants, TimeProvider.System).IngestAsync(spool.Batch(), Cancel);
        Assert.Equal(2L, await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1 and counted_from between now() - interval '61 minutes' and now() - interval '59 minutes'"));
        Assert.Equal(1L, await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1 and counted_from is null"));
        Assert.True(await tenant.PeekAsync<bool>("select made_at > now() - interval '61 minutes' from tenant.message_batches where organisation_id = $1"));

        var (store, report) = (new RetentionStore(database.Tenants, _clock), new RetentionReportStore(database.Tenants, _clock));
        Assert.Equal(new RetentionPreview(0, 0, 0, 0, 0), await store.PreviewAsync(tenant.Organisation, await store.GetAsync(tenant.Organisation, Cancel), Somebody, Cancel));
        await AfterAsync(tenant, 29);
        Assert.Equal(0L, await DeletionsAsync(tenant));
        Assert.DoesNotContain(await report.ReadAsync(tenant.Organisation, Cancel), line => line.Late);

        await AfterAsync(tenant, 31);
        Assert.Equal(2L, await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1 and bodies_gone"));
        await AfterAsync(tenant, 89);
        Assert.Equal(1L, await tenant.PeekAsync<long>("select count(*) from tenant.findings where organisation_id = $1"));
        await AfterAsync(tenant, 91);
        Assert.Equal(0L, await tenant.PeekAsync<long>("select count(*) from tenant.findings where organisation_id = $1"));
        await AfterAsync(tenant, 364);
        Assert.Equal(3L, await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1"));
        await AfterAsync(tenant, 366);
        Assert.Equal(1L, await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1"));
        Assert.Empty(await VerifyAsync(tenant, session));
    }

    private Task<IReadOnlyList<string>> VerifyAsync(TestTenant tenant, string session) => new ChainVerifier(database, tenant, session).DefectsAsync(Cancel);

    private async Task AfterAsync(TestTenant tenant, int days)
    {
        if (Now.AddDays(days) > _clock.GetUtcNow())
            _clock.SetUtcNow(Now.AddDays(days));
        Assert.True(await Work.RunAsync(tenant.Organisation, TimeSpan.MaxValue, Cancel));
    }

    private static Task<long> DeletionsAsync(TestTenant tenant) =>
        tenant.PeekAsync<long>("select count(*) from tenant.session_records where organisation_id = $1 and kind = 'deletion'");

    internal static string Exchange(Spool spool, string session, string[] blocks, string answer, DateTimeOffset at, string? label = null)
    {
        var exchange = spool.Start(session, blocks, label is null ? null : Finding(label), at);
        spool.Respond(exchange);
        spool.Chunk(exchange, answer);
        spool.End(exchange, at: at.AddSeconds(1));
        return exchange;
    }

    private static Action<ExchangeStarted> Finding(string label) => started => started.Findings.Add(new FindingRecord
    {
        Type = "EMAIL",
        Detector = "email",
        Location = "/messages/0",
        Start = 3,
        End = 9,
        Score = 0.95,
        Label = label,
        Direction = "request",
        Fingerprint = Google.Protobuf.ByteString.CopyFrom(SHA256.HashData(Encoding.UTF8.GetBytes(label))),
    });
}
