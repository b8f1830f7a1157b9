using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Exposure;

/// <summary>Lists of values to look up, which wait for a second person and run in steps then. Their values are gone when they have run, or after a day.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Lets values go in all organisations.</param>
/// <param name="clock">Says when a day has passed.</param>
public sealed class ExposureListStore(TenantDatabase tenants, PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>How long values wait.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Values that one step looks up.</summary>
    public const int ValuesAtOnce = 500;

    private const int AtOnce = 20_000;

    private static readonly string Columns = $"""
        l.id, l.name, l.type, l.value_count as values, case when l.state in ('waiting', 'running') and l.expires_at <= @now then 'expired' else l.state end as state,
        l.created_by as created_by_id, {ActorNames.Of("l.created_by")} as created_by_name, l.created_at, l.expires_at,
        {ActorNames.Of("l.decided_by")} as decided_by_name, l.decided_at, l.looked, l.exposed_count as exposed
        """;

    /// <summary>Lists, newest first.</summary>
    public Task<List<ExposureListView>> ListAsync(Id<Organisation> organisation, DateTimeOffset? beforeAt, string? beforeId, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<ExposureListView>(
            $"""
            select {Columns} from tenant.exposure_lists l
            where l.organisation_id = @organisation and (@beforeAt is null or (l.created_at, l.id) < (@beforeAt, @beforeId))
            order by l.created_at desc, l.id desc limit @limit
            """,
            new { organisation = organisation.Value, beforeAt, beforeId, limit, now = clock.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>A list; null when it is not there.</summary>
    public Task<ExposureListView?> FindAsync(Id<Organisation> organisation, Id<ExposureList> list, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => FindAsync(connection, list, cancellationToken), cancellationToken);

    /// <summary>Keeps a list whose values are sealed.</summary>
    /// <returns>The list and the event of the feed.</returns>
    public Task<(ExposureListView List, FeedEvent Event)> AddAsync(
        Id<Organisation> organisation, Id<ExposureList> id, string name, string type, int values, byte[] valuesSealed, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var now = clock.GetUtcNow();
            await connection.RunAsync(
                """
                insert into tenant.exposure_lists (organisation_id, id, name, type, value_count, values_sealed, created_by, created_at, expires_at)
                values (@organisation, @id, @name, @type, @values, @valuesSealed, @actor, @now, @until)
                """,
                new { organisation = organisation.Value, id = id.Value, name, type, values, valuesSealed, actor = actor.Id, now, until = now + Kept }, cancellationToken);
            await connection.AuditAsync(clock, actor, "exposure_list.uploaded", id.Value, new { name, type, values }, cancellationToken);
            return await ChangedAsync(connection, id, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>A second person agrees: the list runs from here on, and has another day for it.</summary>
    /// <returns>The list and the event of the feed; null when it does not wait.</returns>
    public Task<(ExposureListView List, FeedEvent Event)?> ConfirmAsync(Id<Organisation> organisation, Id<ExposureList> id, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(ExposureListView, FeedEvent)?>(organisation, async connection =>
        {
            if (await WaitingAsync(connection, id, cancellationToken) is null)
                return null;
            var now = clock.GetUtcNow();
            await connection.RunAsync(
                """
                update tenant.exposure_lists set state = 'running', decided_by = @actor, decided_at = @now, expires_at = @until
                where organisation_id = tenant.current_organisation() and id = @id
                """,
                new { id = id.Value, actor = actor.Id, now, until = now + Kept }, cancellationToken);
            await connection.AuditAsync(clock, actor, "exposure_list.confirmed", id.Value, null, cancellationToken);
            return await ChangedAsync(connection, id, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Looks the next values of a running list up, in one transaction; with the last of them all are gone.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="read">Makes fingerprints of the sealed values behind a place, as many as a step takes.</param>
    /// <param name="cancellationToken">Gives up; what was done stays.</param>
    /// <returns>How far it is; null when it does not run.</returns>
    public Task<ExposureListStep?> StepAsync(
        Id<Organisation> organisation, Id<ExposureList> id, Func<byte[], int, IReadOnlyList<ListedFingerprint>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        return tenants.InTenantAsync<ExposureListStep?>(organisation, async connection =>
        {
            if (await connection.FirstAsync<Running>(
                """
                select values_sealed, value_count, looked from tenant.exposure_lists
                where organisation_id = tenant.current_organisation() and id = @id and state = 'running' and expires_at > @now for update
                """,
                new { id = id.Value, now = clock.GetUtcNow() }, cancellationToken) is not { } running)
                return null;
            foreach (var chunk in read(running.ValuesSealed, running.Looked).Chunk(AtOnce))
                await AddHitsAsync(connection, organisation.Value, id.Value, chunk, cancellationToken);
            var looked = Math.Min(running.Looked + ValuesAtOnce, running.ValueCount);
            await connection.RunAsync(
                "update tenant.exposure_lists set looked = @looked where organisation_id = tenant.current_organisation() and id = @id", new { id = id.Value, looked }, cancellationToken);
            if (looked < running.ValueCount)
                return new(looked, null);
            await EndAsync(connection, id, "done", null, cancellationToken);
            await connection.AuditAsync(clock, Actor.System, "exposure_list.ran", id.Value, null, cancellationToken);
            return new(looked, (await ChangedAsync(connection, id, cancellationToken)).Event);
        }, cancellationToken);
    }

    /// <summary>Lists that run, of all organisations.</summary>
    public async Task<List<(string Organisation, string List)>> ListRunningAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<RunningKey>("select organisation_id, id from tenant.exposure_lists where state = 'running'", null, cancellationToken))
            .ConvertAll(row => (row.OrganisationId, row.Id));
    }

    /// <summary>Deletes the values of a list that waits.</summary>
    /// <returns>The list and the event of the feed; null when it does not wait.</returns>
    public Task<(ExposureListView List, FeedEvent Event)?> CancelAsync(Id<Organisation> organisation, Id<ExposureList> id, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(ExposureListView, FeedEvent)?>(organisation, async connection =>
        {
            if (await WaitingAsync(connection, id, cancellationToken) is null)
                return null;
            await EndAsync(connection, id, "cancelled", actor, cancellationToken);
            await connection.AuditAsync(clock, actor, "exposure_list.cancelled", id.Value, null, cancellationToken);
            return await ChangedAsync(connection, id, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>What a list found, by the values' places and then by session.</summary>
    public Task<List<ExposureHit>> ListHitsAsync(
        Id<Organisation> organisation, Id<ExposureList> list, int afterPosition, string afterSession, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<ExposureHit>(
            $"""
            select h.position, h.session_id, h.exchange_id, h.skill_id, s.skill_name, {ActorNames.Of("s.owner_user_id")} as owner_name, h.findings, h.first_seen_at, h.last_seen_at
            from tenant.exposure_hits h join tenant.sessions s on s.organisation_id = h.organisation_id and s.id = h.session_id
            where h.organisation_id = @organisation and h.list_id = @list and (h.position, h.session_id) > (@afterPosition, @afterSession)
            order by h.position, h.session_id limit @limit
            """,
            new { organisation = organisation.Value, list = list.Value, afterPosition, afterSession, limit }, cancellationToken), cancellationToken);

    /// <summary>Writes that a report was taken away.</summary>
    public Task AuditReportAsync(Id<Organisation> organisation, Id<ExposureList> list, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.AuditAsync(clock, actor, "exposure_list.report_taken", list.Value, null, cancellationToken), cancellationToken);

    /// <summary>Deletes, in all organisations, values that nobody confirmed within a day.</summary>
    public async Task<int> ExpireAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.RunAsync(
            "update tenant.exposure_lists set state = 'expired', values_sealed = null where state in ('waiting', 'running') and expires_at <= @now", new { now = clock.GetUtcNow() }, cancellationToken);
    }

    private Task<ExposureListView?> FindAsync(NpgsqlConnection connection, Id<ExposureList> list, CancellationToken cancellationToken) =>
        connection.FirstAsync<ExposureListView>(
            $"select {Columns} from tenant.exposure_lists l where l.organisation_id = tenant.current_organisation() and l.id = @list",
            new { list = list.Value, now = clock.GetUtcNow() }, cancellationToken);

    /// <summary>The sealed values of a list that waits, locked; null when it does not.</summary>
    private Task<byte[]?> WaitingAsync(NpgsqlConnection connection, Id<ExposureList> id, CancellationToken cancellationToken) =>
        connection.ValueAsync<byte[]>(
            """
            select values_sealed from tenant.exposure_lists
            where organisation_id = tenant.current_organisation() and id = @id and state = 'waiting' and expires_at > @now for update
            """,
            new { id = id.Value, now = clock.GetUtcNow() }, cancellationToken);

    private static async Task AddHitsAsync(
        NpgsqlConnection connection, string organisation, string list, ListedFingerprint[] chunk, CancellationToken cancellationToken)
    {
        await using var write = new NpgsqlBatch(connection);
        write.Add(
            """
            insert into tenant.exposure_hits as h (organisation_id, list_id, position, session_id, skill_id, findings, exchange_id, first_seen_at, last_seen_at)
            select $1, $2, v.position, e.session_id, min(e.skill_id), count(*)::int, (array_agg(e.id order by f.started_at, e.id))[1], min(f.started_at), max(f.started_at)
            from unnest($3::int[], $4::bytea[]) v (position, fingerprint)
            join tenant.findings f on f.organisation_id = $1 and f.fingerprint = v.fingerprint
            join tenant.exchanges e on e.organisation_id = $1 and e.id = f.exchange_id and e.started_at = f.started_at
            group by v.position, e.session_id
            on conflict (organisation_id, list_id, position, session_id) do update set findings = h.findings + excluded.findings,
                exchange_id = case when excluded.first_seen_at < h.first_seen_at then excluded.exchange_id else h.exchange_id end,
                first_seen_at = least(h.first_seen_at, excluded.first_seen_at), last_seen_at = greatest(h.last_seen_at, excluded.last_seen_at)
            """,
            organisation, list, Statements.Each(chunk, value => value.Position), Statements.Each(chunk, value => value.Fingerprint));
        await write.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Lets the values go. Who decided is set where nobody had.</summary>
    private Task<int> EndAsync(NpgsqlConnection connection, Id<ExposureList> id, string state, Actor? actor, CancellationToken cancellationToken) => connection.RunAsync(
        """
        update tenant.exposure_lists l set state = @state, values_sealed = null, decided_by = coalesce(l.decided_by, @actor), decided_at = coalesce(l.decided_at, @now),
            exposed_count = case when @state = 'done' then (select count(distinct h.position)::int from tenant.exposure_hits h
                where h.organisation_id = l.organisation_id and h.list_id = l.id) end
        where organisation_id = tenant.current_organisation() and id = @id
        """,
        new { id = id.Value, state, actor = actor?.Id, now = clock.GetUtcNow() }, cancellationToken);

    private async Task<(ExposureListView List, FeedEvent Event)> ChangedAsync(NpgsqlConnection connection, Id<ExposureList> id, CancellationToken cancellationToken)
    {
        var list = (await FindAsync(connection, id, cancellationToken))!;
        return (list, await connection.AppendFeedAsync("ExposureListChanged", list.Id, new { state = list.State }, cancellationToken));
    }

    private sealed record Running(byte[] ValuesSealed, int ValueCount, int Looked);

    private sealed record RunningKey(string OrganisationId, string Id);
}
