using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Exports;

/// <summary>Receivers of what is exported continuously, and what waits for each.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Tells who is to be sent to.</param>
/// <param name="clock">Gives changes their time.</param>
public sealed class ExportStore(TenantDatabase tenants, PlatformDatabase platform, TimeProvider clock)
{
    private const string Own = "organisation_id = tenant.current_organisation()";

    /// <summary>Leaves of checkpoints that are read at once, about half a megabyte, and those of one checkpoint more.</summary>
    internal const int MostLeaves = 4000;

    /// <summary>How much one step of forgetting takes at most, of each of two parts of the queue.</summary>
    internal const int TrimStep = 1000;

    // A cursor of another server's count of transactions, after a restore, is none. That is decided here, so that places are compared alone: only
    // such a condition begins in the index where the receiver is, however much waits for others.
    private const string Cursors = """
        (select s.*, case when s.cursor_xid > pg_snapshot_xmax(pg_current_snapshot()) then '0' else s.cursor_xid end as at_xid,
            case when s.cursor_xid > pg_snapshot_xmax(pg_current_snapshot()) then 0 else s.cursor_id end as at_id
        from tenant.export_sinks s where s.organisation_id = tenant.current_organisation())
        """;

    private const string Waiting = """
        from tenant.export_queue q
        where q.organisation_id = tenant.current_organisation() and (s.what = 'events' or q.kind = 'checkpoint')
          and (q.xid, q.id) > (s.at_xid, s.at_id) and q.xid < pg_snapshot_xmin(pg_current_snapshot())
        """;

    /// <summary>The next that wait for a receiver, in their order.</summary>
    internal const string Next = $"""
        select q.xid, q.id, q.kind, q.subject, q.at, s.what from {Cursors} s cross join lateral (select q.* {Waiting} order by q.xid, q.id limit @most) q where s.id = @id
        """;

    /// <summary>
    /// Forgets the oldest of what every receiver has taken: what is at or before the smallest cursor, and behind that what is no checkpoint, up to the
    /// smallest cursor of those who are sent events. What somebody else forgets at the same time is left to them.
    /// </summary>
    internal const string Trim = $"""
        with cursors as (
            select what, at_xid as xid, at_id as id from {Cursors} s
            union all select 'none', '18446744073709551615'::xid8, 9223372036854775807),
        taken as (select xid, id from cursors order by xid, id limit 1),
        events as (select xid, id from cursors where what <> 'checkpoints' order by xid, id limit 1),
        step as (
            select q.ref from taken t cross join lateral (
                select q.ctid as ref from tenant.export_queue q
                where q.{Own} and q.xid < pg_snapshot_xmin(pg_current_snapshot()) and (q.xid, q.id) <= (t.xid, t.id)
                order by q.xid, q.id limit @step for update skip locked) q
            union all
            select q.ref from taken t cross join events e cross join lateral (
                select q.ctid as ref from tenant.export_queue q
                where q.{Own} and q.xid < pg_snapshot_xmin(pg_current_snapshot()) and (q.xid, q.id) > (t.xid, t.id) and (q.xid, q.id) <= (e.xid, e.id)
                  and q.kind <> 'checkpoint'
                order by q.xid, q.id limit @step for update skip locked) q)
        delete from tenant.export_queue q where q.{Own} and q.ctid = any (array(select ref from step))
        """;

    private const string View = $"""
        select s.id, s.name, s.kind, s.what, s.address, s.enabled, w.behind, w.since as behind_since, s.sent, s.sent_at, s.error, s.retry_at, s.created_at
        from {Cursors} s cross join lateral (select count(*) as behind, min(q.at) as since {Waiting}) w where true
        """;

    /// <summary>Receivers that are due, of all organisations.</summary>
    public async Task<List<(Id<Organisation> Organisation, string Sink)>> ListDueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        var rows = await connection.ListAsync<Due>(
            "select organisation_id, id from tenant.export_sinks where enabled and (retry_at is null or retry_at <= @now)", new { now = clock.GetUtcNow() }, cancellationToken);
        return rows.ConvertAll(row => (Id<Organisation>.Parse(row.OrganisationId), row.Id));
    }

    /// <summary>Receivers, by name.</summary>
    public Task<List<ExportSinkView>> ListAsync(Id<Organisation> organisation, string? after, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<ExportSinkView>(
            $"{View} and (@after is null or s.name > @after) order by s.name limit @limit", new { after, limit }, cancellationToken), cancellationToken);

    /// <summary>A receiver; null when it is not there.</summary>
    public Task<ExportSinkView?> FindAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<ExportSinkView>($"{View} and s.id = @id", new { id }, cancellationToken), cancellationToken);

    /// <summary>Where to send; null when it is not there.</summary>
    public Task<ExportTarget?> FindTargetAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<ExportTarget>(
            $"select id, kind, what, address, authority, secret_sealed, enabled, cursor_xid::text as cursor_xid, cursor_id, failures from tenant.export_sinks where {Own} and id = @id",
            new { id }, cancellationToken), cancellationToken);

    /// <summary>Adds a receiver: it is told of what happens from now on.</summary>
    /// <returns>False when the name is taken.</returns>
    public async Task<bool> CreateAsync(Id<Organisation> organisation, NewExportSink sink, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(actor);
        try
        {
            await tenants.InTenantAsync(organisation, async connection =>
            {
                await connection.RunAsync(
                    """
                    insert into tenant.export_sinks (organisation_id, id, name, kind, what, address, authority, secret_sealed, created_at, created_by)
                    values (tenant.current_organisation(), @id, @name, @kind, @what, @address, @authority, @secret, @now, @actor)
                    """,
                    new
                    {
                        id = sink.Id.Value,
                        name = sink.Name,
                        kind = sink.Kind,
                        what = sink.What,
                        address = sink.Address,
                        authority = sink.Authority,
                        secret = sink.SecretSealed,
                        now = clock.GetUtcNow(),
                        actor = actor.Id,
                    }, cancellationToken);
                await connection.AuditAsync(clock, actor, "export.created", sink.Id.Value, new { name = sink.Name, kind = sink.Kind, what = sink.What, address = sink.Address }, cancellationToken);
            }, cancellationToken);
            return true;
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    /// <summary>Pauses a receiver, or lets it go on where it was.</summary>
    /// <returns>False when it is not there.</returns>
    public Task<bool> EnableAsync(Id<Organisation> organisation, string id, bool enabled, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var changed = await connection.RunAsync(
                $"update tenant.export_sinks set enabled = @enabled, retry_at = null, failures = 0 where {Own} and id = @id", new { id, enabled }, cancellationToken);
            if (changed == 1)
                await connection.AuditAsync(clock, actor, enabled ? "export.enabled" : "export.paused", id, null, cancellationToken);
            return changed == 1;
        }, cancellationToken);
    }

    /// <summary>Removes a receiver, with what waits for it alone.</summary>
    /// <returns>False when it is not there.</returns>
    public async Task<bool> DeleteAsync(Id<Organisation> organisation, string id, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var found = await tenants.InTenantAsync(organisation, async connection =>
        {
            var deleted = await connection.RunAsync($"delete from tenant.export_sinks where {Own} and id = @id", new { id }, cancellationToken);
            if (deleted == 1)
                await connection.AuditAsync(clock, actor, "export.deleted", id, null, cancellationToken);
            return deleted == 1;
        }, cancellationToken);
        while (await TrimAsync(organisation, cancellationToken) >= TrimStep)
        {
            // Step by step: it may have been paused for long.
        }
        return found;
    }

    /// <summary>What waits, in its order. Of checkpoints with their leaves only as many as can be sent together, and at least one.</summary>
    public Task<List<ExportItem>> ReadAsync(Id<Organisation> organisation, string id, int most, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<ExportItem>(
            $$"""
            with next as materialized ({{Next}}),
            sized as (
                select n.*, coalesce(case when n.what <> 'events' and n.kind = 'checkpoint' then (
                    select (convert_from(c.document, 'UTF8')::jsonb ->> 'leaves')::bigint
                    from tenant.checkpoints c where c.organisation_id = tenant.current_organisation() and c.number = n.subject::bigint) end, 0) as leaves
                from next n),
            waiting as (
                select * from (select z.*, sum(z.leaves) over (order by z.xid, z.id) - z.leaves as before from sized z) b where b.before < {{MostLeaves}})
            select w.xid::text as xid, w.id, w.kind, w.subject, w.at, case w.kind
                when 'exchange' then (
                    select jsonb_build_object('sessionId', e.session_id, 'skillId', e.skill_id, 'ownerId', e.owner_user_id, 'connectionId', e.connection_id, 'gatewayId', e.gateway_id,
                        'region', e.region_id, 'method', e.method, 'path', e.path, 'model', e.model, 'decision', e.decision, 'rule', e.rule, 'policyId', e.policy_id,
                        'policyVersion', e.policy_version, 'severity', e.severity, 'approvalId', e.approval_id, 'traceParent', e.trace_parent, 'status', e.status, 'outcome', e.outcome,
                        'problem', e.problem, 'endedAt', e.ended_at, 'requestBytes', e.request_bytes, 'responseBytes', e.response_bytes, 'inputTokens', e.input_tokens,
                        'outputTokens', e.output_tokens, 'findings', coalesce((
                            select jsonb_agg(jsonb_build_object('type', f.type, 'label', f.label, 'direction', f.direction, 'rule', f.rule) order by f.direction, f.ordinal)
                            from (select * from tenant.findings f where f.organisation_id = e.organisation_id and f.exchange_id = e.id and f.started_at = e.started_at
                                  order by f.direction, f.ordinal limit 100) f), '[]'))
                    from tenant.exchanges e where e.organisation_id = tenant.current_organisation() and e.id = w.subject and e.started_at = w.at)
                when 'approval' then (
                    select jsonb_build_object('exchangeId', a.exchange_id, 'sessionId', a.session_id, 'skillId', a.skill_id, 'skillName', a.skill_name, 'ownerId', a.owner_user_id,
                        'rule', a.rule, 'severity', a.severity, 'policyId', a.policy_id, 'policyVersion', a.policy_version, 'expiresAt', a.expires_at)
                    from tenant.approvals a where a.organisation_id = tenant.current_organisation() and a.id = w.subject)
                when 'audit' then (
                    select jsonb_build_object('actorId', l.actor, 'actorName', l.actor_name, 'action', l.action, 'target', l.target, 'detail', l.detail)
                    from tenant.audit_log l where l.organisation_id = tenant.current_organisation() and l.id = w.subject)
                when 'checkpoint' then (
                    select jsonb_build_object('document', convert_from(c.document, 'UTF8'), 'hash', encode(c.hash, 'hex'), 'keyId', c.key_id, 'signature', encode(c.signature, 'hex'))
                        || case w.what when 'events' then '{}' else jsonb_build_object('leaves', (
                            select jsonb_agg(jsonb_build_object('session', l.session_id, 'sequence', l.sequence, 'head', encode(l.head, 'hex')) order by l.session_id collate "C")
                            from tenant.checkpoint_leaves l where l.organisation_id = c.organisation_id and l.number = c.number)) end
                    from tenant.checkpoints c where c.organisation_id = tenant.current_organisation() and c.number = w.subject::bigint) end as facts
            from waiting w order by w.xid, w.id
            """,
            new { id, most }, cancellationToken), cancellationToken);

    /// <summary>Notes that all up to one was taken, where nobody else has gone on meanwhile. That stays so, whatever becomes of what is forgotten behind it.</summary>
    public async Task AdvanceAsync(Id<Organisation> organisation, ExportTarget from, ExportItem last, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(last);
        await tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            $"""
            update tenant.export_sinks set cursor_xid = @xid::xid8, cursor_id = @last, sent = sent + @count, sent_at = @now, failures = 0, error = null, retry_at = null
            where {Own} and id = @id and cursor_xid = @fromXid::xid8 and cursor_id = @fromId
            """,
            new { id = from.Id, xid = last.Xid, last = last.Id, count = (long)count, now = clock.GetUtcNow(), fromXid = from.CursorXid, fromId = from.CursorId }, cancellationToken), cancellationToken);
        await TrimAsync(organisation, cancellationToken);
    }

    /// <summary>Notes that a try failed.</summary>
    public Task FailAsync(Id<Organisation> organisation, string id, string error, DateTimeOffset retryAt, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            $"update tenant.export_sinks set failures = failures + 1, error = @error, retry_at = @retryAt where {Own} and id = @id", new { id, error, retryAt }, cancellationToken), cancellationToken);

    /// <summary>Forgets one step of what every receiver has taken, in a transaction of its own.</summary>
    /// <returns>How much.</returns>
    private Task<int> TrimAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.RunAsync(Trim, new { step = TrimStep }, cancellationToken), cancellationToken);

    private sealed record Due(string OrganisationId, string Id);
}
