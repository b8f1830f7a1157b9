using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Retention;

/// <summary>How long organisations keep recordings.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives changes their time.</param>
public sealed class RetentionStore(TenantDatabase tenants, TimeProvider clock)
{
    private static readonly string Select = $"""
        select r.bodies_days, r.findings_days, r.metadata_days, r.audit_days, r.version, r.updated_at, {ActorNames.Of("r.updated_by")} as updated_by_name
        from tenant.retention r where r.organisation_id = @organisation
        """;

    /// <summary>The rules in force.</summary>
    public Task<RetentionRules> GetAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => GetAsync(connection, organisation, cancellationToken), cancellationToken);

    /// <summary>Puts rules in force where those that the author read still are. They hold at once for what is recorded already too.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="expected">The version that the author read.</param>
    /// <param name="rules">The rules, checked already; versions and times in them do not matter.</param>
    /// <param name="actor">Who changes them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is in force now; null when another change came first.</returns>
    public Task<RetentionRules?> UpdateAsync(Id<Organisation> organisation, long expected, RetentionRules rules, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.LockRetentionAsync(cancellationToken);
            var before = await GetAsync(connection, organisation, cancellationToken);
            if (before.Version != expected)
                return null;
            await WriteAsync(connection, organisation, rules, actor, cancellationToken);
            await connection.AuditAsync(clock, actor, "retention.changed", null, new { before = Terms(before), after = Terms(rules) }, cancellationToken);
            return await GetAsync(connection, organisation, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>What rules would delete at the next step: they are put in force, looked at and taken back, so that it is what the step itself would see.</summary>
    public Task<RetentionPreview> PreviewAsync(Id<Organisation> organisation, RetentionRules rules, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.RunAsync("savepoint before_preview", null, cancellationToken);
            await WriteAsync(connection, organisation, rules, actor, cancellationToken);
            var preview = await connection.FirstAsync<RetentionPreview>(
                """
                with terms as materialized (select * from tenant.retention_terms()),
                due as (
                    select e.session_id, not e.bodies_gone and c.since < @now - make_interval(days => coalesce(t.bodies_days, d.bodies_days)) as body,
                        c.since < @now - make_interval(days => coalesce(t.metadata_days, d.metadata_days)) as whole,
                        case when c.since < @now - make_interval(days => coalesce(t.findings_days, d.findings_days)) then (
                            select count(*) from tenant.findings f where f.organisation_id = e.organisation_id and f.exchange_id = e.id and f.started_at = e.started_at)
                        else 0 end as findings
                    from tenant.exchanges e cross join lateral (select coalesce(e.counted_from, e.started_at) as since) c
                    join terms d on d.skill_id = '' and e.started_at >= d.since and e.started_at < d.until left join terms t on t.skill_id = e.skill_id and t.since = d.since
                    where e.organisation_id = tenant.current_organisation() and e.outcome is not null
                      and e.started_at < @now - make_interval(days => (select min(bodies_days) from terms))
                      and (not exists (select from tenant.legal_holds h where h.organisation_id = tenant.current_organisation() and h.lifted_at is null)
                        or not tenant.is_held(e.session_id, e.skill_id, e.owner_user_id)))
                select count(*) filter (where body) as bodies, coalesce(sum(findings), 0)::bigint as findings, count(*) filter (where whole) as exchanges,
                    count(distinct session_id) filter (where body or whole or findings > 0) as sessions, (
                        select count(*) from tenant.audit_log l
                        where l.organisation_id = tenant.current_organisation()
                          and l.at < @now - make_interval(days => (select r.audit_days from tenant.retention r where r.organisation_id = l.organisation_id))
                          and (not exists (select from tenant.legal_holds h where h.organisation_id = tenant.current_organisation() and h.lifted_at is null)
                            or not tenant.is_audit_held(l.target))) as audit
                from due
                """,
                new { now = clock.GetUtcNow() }, cancellationToken);
            await connection.RunAsync("rollback to savepoint before_preview", null, cancellationToken);
            return preview!;
        }, cancellationToken);
    }

    private async Task WriteAsync(NpgsqlConnection connection, Id<Organisation> organisation, RetentionRules rules, Actor actor, CancellationToken cancellationToken)
    {
        await using var write = new NpgsqlBatch(connection);
        write.Add(
            """
            insert into tenant.retention as r (organisation_id, bodies_days, findings_days, metadata_days, version, updated_at, updated_by, audit_days)
            values ($1, $2, $3, $4, 1, $5, $6, $7)
            on conflict (organisation_id) do update set bodies_days = $2, findings_days = $3, metadata_days = $4, audit_days = $7, version = r.version + 1, updated_at = $5, updated_by = $6
            """,
            organisation.Value, rules.BodiesDays, rules.FindingsDays, rules.MetadataDays, clock.GetUtcNow(), actor.Id, rules.AuditDays);
        write.Add("delete from tenant.retention_labels where organisation_id = $1", organisation.Value);
        write.Add(
            """
            insert into tenant.retention_labels (organisation_id, label, bodies_days, findings_days, metadata_days)
            select $1, l.* from unnest($2::text[], $3::int[], $4::int[], $5::int[]) l
            """,
            organisation.Value, Each(rules.Labels, rule => rule.Label), Each(rules.Labels, rule => rule.BodiesDays), Each(rules.Labels, rule => rule.FindingsDays),
            Each(rules.Labels, rule => rule.MetadataDays));
        await write.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<RetentionRules> GetAsync(NpgsqlConnection connection, Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        var key = new { organisation = organisation.Value };
        var rules = await connection.FirstAsync<RetentionRules>(Select, key, cancellationToken) ?? new()
        {
            BodiesDays = RetentionRules.DefaultBodiesDays,
            FindingsDays = RetentionRules.DefaultFindingsDays,
            MetadataDays = RetentionRules.DefaultMetadataDays,
            AuditDays = RetentionRules.DefaultAuditDays,
            Version = 0,
            UpdatedAt = null,
            UpdatedByName = null,
        };
        var cap = await connection.FirstAsync<Cap>("select plan, recording_days from tenant.plan_limits where organisation_id = @organisation and recording_days is not null", key, cancellationToken);
        return rules with
        {
            PlanDays = cap?.RecordingDays,
            Plan = cap?.Plan,
            Labels = await connection.ListAsync<RetentionRule>(
                "select label, bodies_days, findings_days, metadata_days from tenant.retention_labels where organisation_id = @organisation order by label", key, cancellationToken),
        };
    }

    private sealed record Cap(string Plan, int RecordingDays);

    private static object Terms(RetentionRules rules) => new { rules.BodiesDays, rules.FindingsDays, rules.MetadataDays, rules.AuditDays, rules.Labels };
}
