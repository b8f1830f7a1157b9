using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Batches;
using SaaSGate.Postgres.Locks;
using SaaSGate.Postgres.Offboarding;
using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Tests.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Batches;

/// <summary>Whose batches are whose, and what becomes of those of stopped skills.</summary>
public sealed class BatchStoreTests(Database database) : IClassFixture<Database>
{
    private static readonly GatewayIdentity Gateway = new("gtw_1", "reg_1", "one", []);
    private readonly MovingClock _clock = new();

    private RecordIngest Ingest => new(database.Tenants, _clock);

    private BatchStore Batches => new(database.Tenants, database.Platform, _clock);

    private StopStore Stops => new(database.Tenants, _clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tells_gateways_of_the_region_alone_and_leaves_an_id_to_who_had_it_first()
    {
        var (tenant, stranger) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        var region = await ServeAsync(tenant);
        var (first, second) = (new Spool(tenant), new Spool(tenant));
        var id = await MakeAsync(first);
        second.Noted(second.SendBatch(), "made", id);
        await TakeInAsync(second.Batch());
        await MakeAsync(new Spool(stranger));

        var owned = Assert.Single(await Batches.ReadOwnedAsync(region, 0, 100, Cancel));
        Assert.Equal((tenant.Organisation.Value, tenant.Connection.Value, id, tenant.Skill.Value), (owned.OrganisationId, owned.ConnectionId, owned.BatchId, owned.SkillId));
        Assert.Empty(await Batches.ReadOwnedAsync(region, owned.Position, 100, Cancel));
        Assert.Equal(1L, await tenant.PeekAsync<long>("select count(*) from tenant.message_batches where organisation_id = $1 and id is not null"));
        Assert.Equal("2 reg_1", await tenant.PeekAsync<string>("select concat_ws(' ', requests, region_id) from tenant.message_batches where organisation_id = $1 and id = $2", id));
    }

    [Theory]
    [InlineData(StopKind.Organisation)]
    [InlineData(StopKind.Person)]
    [InlineData(StopKind.Skill)]
    [InlineData(StopKind.Connection)]
    [InlineData(StopKind.Session)]
    [InlineData(StopKind.Credential)]
    [InlineData(StopKind.Label)]
    [InlineData(StopKind.Destination)]
    public async Task Every_kind_of_lock_finds_batches_that_were_there_and_those_that_come_behind_it(StopKind kind)
    {
        var tenant = await TestTenant.AddAsync(database);
        var region = await ServeAsync(tenant);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        var before = await MakeAsync(spool, session);
        var target = kind switch
        {
            StopKind.Organisation => tenant.Organisation.Value,
            StopKind.Person => tenant.Owner.Value,
            StopKind.Skill => tenant.Skill.Value,
            StopKind.Connection => tenant.Connection.Value,
            StopKind.Session => session,
            StopKind.Credential => tenant.SkillKey.Value,
            StopKind.Label => "support",
            _ => "*.evil.example",
        };
        var other = kind == StopKind.Destination ? await MakeAsync(new Spool(tenant), places: "fine.example") : null;
        var id = await StopAsync(new StopTarget(tenant.Organisation, kind, target));
        var behind = await MakeAsync(new Spool(tenant), session);

        Assert.Equal([tenant.Organisation.Value], await Batches.ListDueAsync(region, Cancel));
        var due = await Batches.ClaimAsync(tenant.Organisation, region, 10, Cancel);
        Assert.Equal(new[] { before, behind }.Order(), due.Select(batch => batch.BatchId).Order());
        Assert.DoesNotContain(due, batch => batch.BatchId == other);
        Assert.Equal(new(0, 2, 0, null), (await LockAsync(tenant, id)).Batches);
        // Whoever took them has some time for it; then they are anybody's again.
        Assert.Empty(await Batches.ClaimAsync(tenant.Organisation, region, 10, Cancel));
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(2, (await Batches.ClaimAsync(tenant.Organisation, region, 10, Cancel)).Count);
    }

    /// <summary>A lock means a host however it or the request writes it.</summary>
    [Theory]
    [InlineData("*.bücher.example", "shop.xn--bcher-kva.example")]
    [InlineData("xn--bcher-kva.example", "bücher.example xn--bcher-kva.example")]
    [InlineData("files%2Eevil.example", "files.evil.example")]
    public async Task A_lock_on_a_destination_means_it_however_it_is_written(string pattern, string places)
    {
        var tenant = await TestTenant.AddAsync(database);
        var region = await ServeAsync(tenant);
        var meant = await MakeAsync(new Spool(tenant), places: places);
        await MakeAsync(new Spool(tenant), places: "fine.example");
        await StopAsync(new StopTarget(tenant.Organisation, StopKind.Destination, pattern));
        Assert.Equal(meant, Assert.Single(await Batches.ClaimAsync(tenant.Organisation, region, 10, Cancel)).BatchId);
    }

    [Fact]
    public async Task Tries_again_after_a_pause_that_doubles_and_says_why_it_failed()
    {
        _clock.Stand();
        var tenant = await TestTenant.AddAsync(database);
        var region = await ServeAsync(tenant);
        await MakeAsync(new Spool(tenant));
        var id = await StopAsync(tenant);
        foreach (var seconds in (int[])[1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
        {
            var due = Assert.Single(await Batches.ClaimAsync(tenant.Organisation, region, 10, Cancel));
            Assert.Equal(seconds == 1, (await SettleAsync(tenant, due, "", "http_500")).Count > 0);
            _clock.Advance(TimeSpan.FromSeconds(seconds - 0.5));
            Assert.Empty(await Batches.ClaimAsync(tenant.Organisation, region, 10, Cancel));
            _clock.Advance(TimeSpan.FromSeconds(0.5));
        }
        Assert.Equal(new(0, 1, 0, "http_500"), (await LockAsync(tenant, id)).Batches);

        var last = Assert.Single(await Batches.ClaimAsync(tenant.Organisation, region, 10, Cancel));
        Assert.Single(await SettleAsync(tenant, last, "cancelled", ""));
        Assert.Empty(await SettleAsync(tenant, last, "", "http_500"));
        Assert.Equal(new(1, 0, 0, null), (await LockAsync(tenant, id)).Batches);
        Assert.False(await Batches.AnyDueAsync(Cancel) && (await Batches.ListDueAsync(region, Cancel)).Count > 0);
        Assert.Equal(
            "batch.cancel_failed batch.cancelled",
            await tenant.PeekAsync<string>("select string_agg(action, ' ' order by at, id) from tenant.audit_log where organisation_id = $1 and action like 'batch.%'"));
    }

    /// <summary>A credential of another workspace knows no batch that was made with the one before it: they run on.</summary>
    [Fact]
    public async Task A_batch_that_Claude_does_not_know_is_cancelled_only_where_it_is_known_to_be_over()
    {
        var tenant = await TestTenant.AddAsync(database);
        var region = await ServeAsync(tenant);
        await MakeAsync(new Spool(tenant));
        var id = await StopAsync(tenant);
        var due = Assert.Single(await Batches.ClaimAsync(tenant.Organisation, region, 10, Cancel));
        Assert.Single(await SettleAsync(tenant, due, "gone", ""));
        Assert.Equal(new(0, 1, 0, "not_found"), (await LockAsync(tenant, id)).Batches);
        await tenant.PeekAsync<object>("update tenant.message_batches set deleted_at = now() where organisation_id = $1");
        Assert.Single(await SettleAsync(tenant, due, "gone", ""));
        Assert.Equal(new(1, 0, 0, null), (await LockAsync(tenant, id)).Batches);
    }

    [Fact]
    public async Task Lets_a_batch_go_on_whose_lock_was_lifted_before_it_was_cancelled()
    {
        var tenant = await TestTenant.AddAsync(database);
        var region = await ServeAsync(tenant);
        await MakeAsync(new Spool(tenant));
        StopTarget skill = new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value), person = new(tenant.Organisation, StopKind.Person, tenant.Owner.Value);
        await StopAsync(skill);
        await StopAsync(person);
        await LiftAsync(skill);
        Assert.Single(await Batches.ListDueAsync(region, Cancel));
        await LiftAsync(person);
        Assert.Empty(await Batches.ListDueAsync(region, Cancel));
        Assert.Empty(await Batches.ClaimAsync(tenant.Organisation, region, 10, Cancel));
    }

    [Fact]
    public async Task Leaves_alone_what_has_ended_and_what_Claude_has_not_made()
    {
        var tenant = await TestTenant.AddAsync(database);
        var region = await ServeAsync(tenant);
        var spool = new Spool(tenant);
        var (ended, deleted) = (await MakeAsync(spool), await MakeAsync(new Spool(tenant)));
        var later = new Spool(tenant);
        var asked = later.Start(later.NewSession(), ["a"], started => started.Method = "GET");
        later.Noted(asked, "ended", ended);
        later.Noted(asked, "deleted", deleted);
        var refused = later.SendBatch();
        later.Noted(refused, "none");
        later.End(refused);
        await TakeInAsync(later.Batch());
        Assert.Equal(2L, await tenant.PeekAsync<long>("select count(*) from tenant.message_batches where organisation_id = $1"));
        var id = await StopAsync(tenant);
        Assert.Empty(await Batches.ListDueAsync(region, Cancel));
        Assert.Equal(new(0, 0, 0, null), (await LockAsync(tenant, id)).Batches);
    }

    [Fact]
    public async Task Reports_a_batch_whose_id_was_lost_and_one_that_could_not_be_cancelled_in_time()
    {
        var tenant = await TestTenant.AddAsync(database);
        await ServeAsync(tenant);
        var (spool, open) = (new Spool(tenant), new Spool(tenant));
        spool.End(spool.SendBatch(), "interrupted");
        await TakeInAsync(spool.Batch());
        open.SendBatch();
        await TakeInAsync(open.Batch());
        await MakeAsync(new Spool(tenant));
        var id = await StopAsync(tenant);
        Assert.Equal(new(0, 1, 1, "id_lost"), (await LockAsync(tenant, id)).Batches);

        _clock.Advance(TimeSpan.FromHours(26));
        Assert.Contains(tenant.Organisation.Value, await Batches.ListRunningAsync(Cancel));
        await Batches.BringUpAsync(tenant.Organisation, Cancel);
        Assert.Equal(new(0, 0, 2, "too_late"), (await LockAsync(tenant, id)).Batches);
    }

    [Theory]
    [InlineData("suspended")]
    [InlineData("revoked")]
    public async Task Finds_batches_of_a_skill_that_was_stopped_without_a_lock(string status)
    {
        var tenant = await TestTenant.AddAsync(database);
        var region = await ServeAsync(tenant);
        await MakeAsync(new Spool(tenant));
        await tenant.PeekAsync<object>("update tenant.skills set status = $2 where organisation_id = $1", status);
        await Batches.BringUpAsync(tenant.Organisation, Cancel);
        Assert.Single(await Batches.ClaimAsync(tenant.Organisation, region, 10, Cancel));
    }

    [Fact]
    public async Task Shows_with_a_leaving_what_became_of_the_batches()
    {
        var tenant = await TestTenant.AddAsync(database);
        var region = await ServeAsync(tenant);
        await MakeAsync(new Spool(tenant));
        var left = await new OffboardingStore(database.Tenants, _clock).OffboardAsync(tenant.Organisation, tenant.Owner.Value, new("portal", "", ""), Actor.System, Cancel);
        await Batches.BringUpAsync(tenant.Organisation, Cancel);
        var reports = new OffboardingReports(database.Tenants, _clock);
        Assert.Equal(new(0, 1, 0, null), (await reports.FindAsync(tenant.Organisation, Id<Contracts.Ids.Offboarding>.Parse(left!.Id), Cancel))!.Batches);
        await SettleAsync(tenant, Assert.Single(await Batches.ClaimAsync(tenant.Organisation, region, 10, Cancel)), "ended", "");
        Assert.Equal(new(1, 0, 0, null), Assert.Single(await reports.ListAsync(tenant.Organisation, null, 10, Cancel)).Batches);
    }

    [Fact]
    public async Task Is_cancelled_over_its_own_connections_regions_alone()
    {
        var tenant = await TestTenant.AddAsync(database);
        var region = await ServeAsync(tenant);
        await MakeAsync(new Spool(tenant));
        await tenant.PeekAsync<object>("update tenant.connections set regions = '{reg_elsewhere}' where organisation_id = $1");
        await StopAsync(tenant);
        Assert.Empty(await Batches.ClaimAsync(tenant.Organisation, region, 10, Cancel));
        Assert.Single(await Batches.ClaimAsync(tenant.Organisation, "reg_elsewhere", 10, Cancel));
    }

    /// <summary>Finding batches can take long, and whoever is at it holds what it has found: no stop of the organisation waits for it.</summary>
    [Fact]
    public async Task A_stop_waits_for_no_batches()
    {
        var tenant = await TestTenant.AddAsync(database);
        var region = await ServeAsync(tenant);
        await MakeAsync(new Spool(tenant));
        StopTarget skill = new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value), person = new(tenant.Organisation, StopKind.Person, tenant.Owner.Value);
        await Stops.AddLockAsync(person, "one", Actor.System, Cancel);
        string id;
        await using (var finding = await database.Owner.OpenConnectionAsync(Cancel))
        {
            await using var transaction = await finding.BeginTransactionAsync(Cancel);
            await RunAsync(finding, "select set_config('saasgate.organisation', $1, true), tenant.stop_batches(now(), '{}', '{}')", tenant.Organisation.Value);
            await Stops.LiftLocksAsync(person, Actor.System, Cancel);
            id = (await Stops.AddLockAsync(skill, "two", Actor.System, Cancel)).LockIds[0];
            await transaction.CommitAsync(Cancel);
        }
        Assert.True(await Batches.BringUpAsync(tenant.Organisation, Cancel));
        Assert.Equal(new(0, 1, 0, null), (await LockAsync(tenant, id)).Batches);
        Assert.Single(await Batches.ClaimAsync(tenant.Organisation, region, 10, Cancel));
    }

    /// <summary>Whoever began to look before a stop was committed does not undo what was found behind it.</summary>
    [Fact]
    public async Task Each_looks_behind_the_other_and_sees_what_is_committed_then()
    {
        var tenant = await TestTenant.AddAsync(database);
        await ServeAsync(tenant);
        await MakeAsync(new Spool(tenant));
        await using var before = await database.Owner.OpenConnectionAsync(Cancel);
        await using var transaction = await before.BeginTransactionAsync(Cancel);
        await RunAsync(before, "select set_config('saasgate.organisation', $1, true), tenant.stop_batches(now(), '{}', '{}')", tenant.Organisation.Value);
        var sweep = Batches.BringUpAsync(tenant.Organisation, Cancel);
        await Bounded.UntilAsync(async () => sweep.IsCompleted || await tenant.PeekAsync<bool>("select $1::text is not null and exists (select from pg_locks where locktype = 'advisory' and not granted)"));
        Assert.False(sweep.IsCompleted);
        await Stops.AddLockAsync(new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value), "leak", Actor.System, Cancel);
        await transaction.CommitAsync(Cancel);
        Assert.True(await sweep);
    }

    /// <summary>All tenants share the log of batches: records wait for it no more than stops do.</summary>
    [Fact]
    public async Task Records_wait_for_no_log_of_batches()
    {
        var tenant = await TestTenant.AddAsync(database);
        var region = await ServeAsync(tenant);
        var spool = new Spool(tenant);
        var exchange = spool.SendBatch();
        spool.Noted(exchange, "made", "msgbatch_" + Guid.NewGuid().ToString("n"));
        spool.End(exchange);
        await using (var another = await database.Owner.OpenConnectionAsync(Cancel))
        {
            await using var transaction = await another.BeginTransactionAsync(Cancel);
            await RunAsync(another, "select position from platform.log_heads where log = 'batch' and $1::text is not null for update", tenant.Organisation.Value);
            Assert.True((await Ingest.IngestAsync(spool.Batch(), Cancel)).MovesBatches);
        }
        // The process that took it in has ended: another's sweep finds it, though it runs no more.
        await tenant.PeekAsync<object>("update tenant.message_batches set ended_at = now(), made_at = now() - interval '3 days' where organisation_id = $1");
        Assert.Contains(tenant.Organisation.Value, await Batches.ListRunningAsync(Cancel));
        await Batches.BringUpAsync(tenant.Organisation, Cancel);
        Assert.Single(await Batches.ReadOwnedAsync(region, 0, 10, Cancel));
        Assert.DoesNotContain(tenant.Organisation.Value, await Batches.ListRunningAsync(Cancel));
    }

    [Fact]
    public async Task The_installation_sees_of_batches_when_something_is_to_be_done()
    {
        await using var connection = await database.Platform.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand("select id from tenant.message_batches", connection);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteReaderAsync(Cancel))).SqlState);
    }

    private async Task<string> MakeAsync(Spool spool, string? session = null, string places = "files.evil.example")
    {
        var id = "msgbatch_" + Guid.NewGuid().ToString("n");
        var from = spool.Count + 1;
        var exchange = spool.SendBatch(session, noted => noted.Places.Add(places));
        spool.Noted(exchange, "made", id);
        spool.End(exchange);
        await TakeInAsync(spool.Batch(from));
        return id;
    }

    /// <summary>As the control plane does it: what is taken in is brought up to date behind it.</summary>
    private async Task TakeInAsync(IngestBatch batch)
    {
        Assert.True((await Ingest.IngestAsync(batch, Cancel)).MovesBatches);
        await Batches.BringUpAsync(batch.Organisation, Cancel);
    }

    private Task<string> StopAsync(TestTenant tenant) => StopAsync(new StopTarget(tenant.Organisation, StopKind.Skill, tenant.Skill.Value));

    private async Task<string> StopAsync(StopTarget target)
    {
        var id = (await Stops.AddLockAsync(target, "leak", Actor.System, Cancel)).LockIds[0];
        await Batches.BringUpAsync(target.Organisation, Cancel);
        return id;
    }

    private async Task LiftAsync(StopTarget target)
    {
        await Stops.LiftLocksAsync(target, Actor.System, Cancel);
        await Batches.BringUpAsync(target.Organisation, Cancel);
    }

    private async Task<string> ServeAsync(TestTenant tenant)
    {
        var region = Id<Region>.New(TimeProvider.System).Value;
        await tenant.PeekAsync<object>(
            "with region as (insert into platform.regions (id, name) values ($2, $2)) insert into platform.region_organisations (region_id, organisation_id) values ($2, $1)", region);
        return region;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, string value)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = value } } };
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private Task<IReadOnlyList<Live.FeedAppended>> SettleAsync(TestTenant tenant, DueBatch batch, string state, string problem) =>
        Batches.SettleAsync(new(tenant.Organisation, batch.ExchangeId, Gateway, state, problem), Cancel);

    private async Task<LockDetail> LockAsync(TestTenant tenant, string id) => (await new LockStore(database.Tenants, database.Platform, Stops).FindAsync(
        tenant.Organisation, Id<Contracts.Ids.Lock>.Parse(id), Lifter.All(Actor.System), _clock.GetUtcNow(), Cancel))!;

    private sealed class MovingClock : TimeProvider
    {
        private DateTimeOffset? _stands;
        private TimeSpan _ahead;

        public override DateTimeOffset GetUtcNow() => (_stands ?? System.GetUtcNow()) + _ahead;

        /// <summary>From here on it moves only when it is advanced.</summary>
        public void Stand() => _stands = System.GetUtcNow();

        public void Advance(TimeSpan time) => _ahead += time;
    }
}
