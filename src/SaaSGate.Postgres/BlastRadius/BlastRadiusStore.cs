using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.BlastRadius;

/// <summary>Adds up what skills touched.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class BlastRadiusStore(TenantDatabase tenants, TimeProvider clock)
{
    private const int Most = 50, Steps = 60;

    private const string Scope = """
        with scope as materialized (
            select e.organisation_id, e.id, e.started_at, e.session_id, e.skill_id, e.model, e.decision, e.rule, e.approval_id,
                e.request_bytes + coalesce(e.response_bytes, 0) as bytes, coalesce(e.input_tokens, 0) + coalesce(e.output_tokens, 0) as tokens
            from tenant.exchanges e
            where e.organisation_id = @organisation and e.started_at >= @from and e.started_at < @to and (@skill is null or e.skill_id = @skill)
              and (@owner is null or e.owner_user_id = @owner) and (@key is null or e.skill_key_id = @key)
              and (@incident is null or e.session_id in (
                  select i.session_id from tenant.incident_sessions i where i.organisation_id = @organisation and i.incident_id = @incident)))
        """;

    private const string Found = """
        join tenant.findings f on f.organisation_id = x.organisation_id and f.exchange_id = x.id and f.started_at = x.started_at
        """;

    private const string Named = """
        join tenant.exchange_destinations d on d.organisation_id = x.organisation_id and d.session_id = x.session_id and d.exchange_id = x.id
        """;

    /// <summary>Reads it, and writes that it was read.</summary>
    public Task<BlastReport> ReadAsync(Id<Organisation> organisation, BlastScope scope, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var step = Math.Max(60, (int)Math.Ceiling((scope.To - scope.From).TotalSeconds / Steps));
            var parameters = new
            {
                organisation = organisation.Value,
                skill = scope.SkillId,
                owner = scope.OwnerId,
                key = scope.KeyId,
                incident = scope.IncidentId,
                from = scope.From,
                to = scope.To,
                step,
                most = Most,
            };
            Task<List<T>> Rows<T>(string sql) => connection.ListAsync<T>($"{Scope} {sql}", parameters, cancellationToken);

            var report = (await Rows<BlastReport>(
                """
                select @from as "from", @to as "to", count(*)::int as exchanges, count(distinct session_id)::int as sessions, coalesce(sum(bytes), 0)::bigint as bytes,
                    coalesce(sum(tokens), 0)::bigint as tokens, @step as step_seconds from scope
                """))[0];
            report = report with
            {
                Skills = await Rows<BlastSkill>(
                    $"""
                    select s.id, s.name, {ActorNames.Of("s.owner_user_id")} as owner_name, x.exchanges, x.sessions
                    from (select skill_id, count(*)::int as exchanges, count(distinct session_id)::int as sessions from scope group by 1) x
                    join tenant.skills s on s.organisation_id = @organisation and s.id = x.skill_id order by x.exchanges desc, s.id limit @most
                    """),
                Values = await Rows<BlastValues>(
                    $"""
                    select f.type, count(distinct f.fingerprint)::int as distinct, count(*)::int as findings from scope x {Found} where f.fingerprint is not null
                    group by f.type order by 2 desc, 1 limit @most
                    """),
                Destinations = await Rows<BlastDestination>(
                    $"""
                    select d.host, array_agg(distinct d.tool) as tools, count(distinct d.session_id)::int as sessions, count(distinct d.exchange_id)::int as exchanges,
                        min(d.at) as first_at, max(d.at) as last_at
                    from scope x {Named} where d.host <> '' group by d.host order by 4 desc, 1 limit @most
                    """),
                Tools = await Rows<BlastCount>(
                    $"select d.tool as name, count(distinct d.exchange_id)::int as exchanges from scope x {Named} where d.tool <> '' group by 1 order by 2 desc, 1 limit @most"),
                Models = await Rows<BlastCount>(
                    "select model as name, count(*)::int as exchanges from scope where model is not null group by 1 order by 2 desc, 1 limit @most"),
                Decisions = await Rows<BlastDecision>(
                    """
                    select coalesce(a.state, x.decision) as decision, x.rule, a.decided_by_name, count(*)::int as exchanges
                    from scope x left join tenant.approvals a on a.organisation_id = x.organisation_id and a.id = x.approval_id
                    group by 1, 2, 3 order by 4 desc, 1, 2, 3 limit @most
                    """),
                Volume = await Rows<BlastStep>(
                    """
                    select date_bin(make_interval(secs => @step), x.started_at, @from) as at, count(*)::int as exchanges, coalesce(sum(n.found), 0)::int as findings,
                        sum(x.bytes)::bigint as bytes
                    from scope x left join lateral (select count(*) as found from tenant.findings f
                        where f.organisation_id = x.organisation_id and f.exchange_id = x.id and f.started_at = x.started_at) n on true
                    group by 1 order by 1
                    """),
                Seen = await Rows<BlastFlow>(
                    $"""
                    select x.skill_id as "from", f.type as "to", count(distinct f.fingerprint)::int as count from scope x {Found} where f.fingerprint is not null
                    group by 1, 2 order by 3 desc, 1, 2 limit @most
                    """),
                Sent = await Rows<BlastFlow>(
                    $"""
                    , types as (select x.session_id, f.type, min(x.started_at) as at from scope x {Found} where f.fingerprint is not null group by 1, 2),
                    hosts as (select x.session_id, d.host, max(d.at) as at from scope x {Named} where d.host <> '' group by 1, 2)
                    select t.type as "from", h.host as "to", count(*)::int as count from types t join hosts h on h.session_id = t.session_id and h.at >= t.at
                    group by 1, 2 order by 3 desc, 1, 2 limit @most
                    """),
            };
            await connection.AuditAsync(
                clock, actor, "blast_radius.read", scope.SkillId ?? scope.IncidentId ?? scope.OwnerId ?? scope.KeyId, new { from = scope.From, to = scope.To }, cancellationToken);
            return report;
        }, cancellationToken);
    }

    /// <summary>Whether what a blast radius is asked for is there: it may be over, but it is the organisation's.</summary>
    public Task<bool> ExistsAsync(Id<Organisation> organisation, BlastScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return tenants.InTenantAsync(organisation, connection => connection.ValueAsync<bool>(
            """
            select (@skill is null or exists (select from tenant.skills where organisation_id = @organisation and id = @skill))
               and (@owner is null or exists (select from tenant.members where organisation_id = @organisation and user_id = @owner))
               and (@key is null or exists (select from tenant.skill_keys where organisation_id = @organisation and id = @key))
               and (@incident is null or exists (select from tenant.incidents where organisation_id = @organisation and id = @incident))
            """,
            new { organisation = organisation.Value, skill = scope.SkillId, owner = scope.OwnerId, key = scope.KeyId, incident = scope.IncidentId }, cancellationToken), cancellationToken);
    }
}
