using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Evidence;

namespace SaaSGate.Postgres.Retention;

/// <summary>Whether what was promised is kept.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Says what is late.</param>
public sealed class RetentionReportStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>In which what is due is deleted.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <summary>The oldest entries of the audit log, among which one that is held is looked for.</summary>
    internal const int MostJudged = 1000;

    // Of each skill, and each span that the plan has days of its own for, the oldest that nothing holds: what is due first need not be the oldest of all. {0} is the kind of rule, {1} what has it, {2} which of it counts.
    private const string OldestSql = """
        with terms as materialized (select * from tenant.retention_terms()),
        oldest as (
            select e.skill_id, d.since, min(coalesce(e.counted_from, e.started_at)) filter (where not h.held) as free,
                min(coalesce(e.counted_from, e.started_at)) filter (where h.held) as held
            from {1} join terms d on d.skill_id = '' and e.started_at >= d.since and e.started_at < d.until
            cross join lateral (
                select exists (select from tenant.legal_holds l where l.organisation_id = e.organisation_id and l.lifted_at is null)
                   and tenant.is_held(e.session_id, e.skill_id, e.owner_user_id) as held) h
            where e.organisation_id = tenant.current_organisation() and {2}
            group by e.skill_id, d.since)
        select o.free as oldest, coalesce(t.{0}_days, d.{0}_days) as days, (select min(held) from oldest) as held
        from terms d left join oldest o on o.since = d.since left join terms t on t.skill_id = o.skill_id and t.since = d.since where d.skill_id = ''
        order by o.free + make_interval(days => coalesce(t.{0}_days, d.{0}_days)) nulls last, d.since desc limit 1
        """;

    // The log is long, and to judge an entry costs a look at what it names: the first that is free is as far as one need go, and what is held is told of the oldest alone.
    internal static readonly string AuditSql = $"""
        select (select coalesce(max(r.audit_days), 400) from tenant.retention r where r.organisation_id = tenant.current_organisation()) as days,
            (select l.at from tenant.audit_log l
             where l.organisation_id = tenant.current_organisation() and not tenant.is_audit_held(l.target) order by l.id limit 1) as oldest,
            case when exists (select from tenant.legal_holds h where h.organisation_id = tenant.current_organisation() and h.lifted_at is null) then (
                select o.at from (
                    select l.at, l.target from tenant.audit_log l where l.organisation_id = tenant.current_organisation() order by l.id limit {MostJudged}) o
                where tenant.is_audit_held(o.target) limit 1) end as held
        """;

    /// <summary>A line for each kind of data.</summary>
    public Task<List<RetentionReportLine>> ReadAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection => new List<RetentionReportLine>
        {
            await LineAsync(connection, "bodies", "bodies", "tenant.exchanges e", "not e.bodies_gone and e.outcome is not null", cancellationToken),
            await LineAsync(
                connection, "findings", "findings",
                "tenant.findings f join tenant.exchanges e on e.organisation_id = f.organisation_id and e.id = f.exchange_id and e.started_at = f.started_at",
                "e.outcome is not null", cancellationToken),
            await LineAsync(connection, "metadata", "metadata", "tenant.exchanges e", "e.outcome is not null", cancellationToken),
            await LineAsync(
                connection, "approvals", "bodies", "(select a.*, a.created_at as started_at, null::timestamptz as counted_from from tenant.approvals a) e",
                "e.state not in ('pending', 'approved') and e.view <> '{}'::bytea", cancellationToken),
            await LineAsync(connection, "batches", "metadata", "(select b.*, b.made_at as started_at, null::timestamptz as counted_from from tenant.message_batches b) e", "true", cancellationToken),
            await OneAsync(connection, "quarantine",
                """
                select case when held.any then null else q.at end as oldest, q.days, case when held.any then q.at end as held
                from (select t.days, t.since, platform.oldest_in_quarantine(t.since, t.until) as at from tenant.quarantine_terms() t) q
                cross join (select exists (select from tenant.legal_holds h where h.organisation_id = tenant.current_organisation() and h.lifted_at is null) as any) held
                order by q.at + make_interval(days => q.days) nulls last, q.since desc limit 1
                """, cancellationToken),
            await OneAsync(connection, "feed",
                """
                select (select at from tenant.feed where organisation_id = tenant.current_organisation() order by position limit 1) as oldest,
                    (select max(metadata_days) from tenant.retention_terms() where skill_id = '') as days, null::timestamptz as held
                """, cancellationToken),
            await OneAsync(connection, "audit", AuditSql, cancellationToken),
            await OneAsync(connection, "evidence",
                $"""
                select (select min(created_at) from tenant.evidence where organisation_id = tenant.current_organisation() and state = 'ready') as oldest,
                    {EvidenceStore.Kept.Days} as days, null::timestamptz as held
                """, cancellationToken),
            await OneAsync(connection, "open",
                """
                select (select min(started_at) from tenant.exchanges where organisation_id = tenant.current_organisation() and outcome is null) as oldest,
                    null::integer as days, null::timestamptz as held
                """, cancellationToken),
        }, cancellationToken);

    private Task<RetentionReportLine> LineAsync(NpgsqlConnection connection, string kind, string rule, string source, string counts, CancellationToken cancellationToken) =>
        OneAsync(
            connection, kind,
            OldestSql.Replace("{0}", rule, StringComparison.Ordinal).Replace("{1}", source, StringComparison.Ordinal).Replace("{2}", counts, StringComparison.Ordinal),
            cancellationToken);

    private async Task<RetentionReportLine> OneAsync(NpgsqlConnection connection, string kind, string sql, CancellationToken cancellationToken)
    {
        var row = await connection.FirstAsync<Row>(sql, null, cancellationToken);
        var goneBy = row is { Oldest: { } oldest, Days: { } days } ? oldest.AddDays(days) + Grace : (DateTimeOffset?)null;
        return new(kind, row?.Oldest, row?.Days, goneBy, goneBy < clock.GetUtcNow(), row?.Held);
    }

    private sealed record Row(DateTimeOffset? Oldest, int? Days, DateTimeOffset? Held);
}
