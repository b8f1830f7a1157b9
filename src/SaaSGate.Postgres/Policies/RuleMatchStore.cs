using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.Postgres.Policies;

/// <summary>Which rules matched in which exchanges, as recorded.</summary>
/// <param name="tenants">The database.</param>
public sealed class RuleMatchStore(TenantDatabase tenants)
{
    /// <summary>What is recorded of an exchange's decision; null when there is no such exchange.</summary>
    public Task<ExchangeExplanation?> ExplainAsync(Id<Organisation> organisation, Id<Exchange> exchange, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var (from, to) = ExchangeTime.WindowOf(exchange.Value);
            var key = new { exchange = exchange.Value, from, to };
            var found = await connection.FirstAsync<ExchangeExplanation>(
                """
                select e.id as exchange_id, e.session_id, e.decision, e.rule, e.policy_id, e.policy_version from tenant.exchanges e
                where e.organisation_id = tenant.current_organisation() and e.id = @exchange and e.started_at >= @from and e.started_at < @to
                """,
                key, cancellationToken);
            if (found is null)
                return null;
            var policies = await connection.ListAsync<AppliedPolicy>(
                """
                select u.place::int as place, u.use ->> 'policyId' as policy_id, coalesce(p.name, u.use ->> 'policyId') as name, coalesce(v.scope, p.scope, 'organisation') as scope,
                    (u.use ->> 'version')::bigint as version, (u.use ->> 'shadowVersion')::bigint as shadow_version
                from tenant.exchanges e
                cross join lateral jsonb_array_elements(e.policies) with ordinality u (use, place)
                left join tenant.policies p on p.organisation_id = e.organisation_id and p.id = u.use ->> 'policyId'
                left join tenant.policy_versions v on v.organisation_id = p.organisation_id and v.policy_id = p.id and v.version = (u.use ->> 'version')::bigint
                where e.organisation_id = tenant.current_organisation() and e.id = @exchange and e.started_at >= @from and e.started_at < @to
                order by u.place
                """,
                key, cancellationToken);
            var matches = await connection.ListAsync<RuleMatchView>(
                """
                select m.direction, m.ordinal, m.rule, m.policy_id, coalesce(p.name, m.policy_id) as policy_name, m.policy_version, coalesce(v.scope, p.scope, 'organisation') as scope,
                    m.kind, m.severity, m.decisive, m.shadow, m.because
                from tenant.rule_matches m
                left join tenant.policies p on p.organisation_id = m.organisation_id and p.id = m.policy_id
                left join tenant.policy_versions v on v.organisation_id = p.organisation_id and v.policy_id = p.id and v.version = m.policy_version
                where m.organisation_id = tenant.current_organisation() and m.exchange_id = @exchange order by m.direction, m.ordinal
                """,
                key, cancellationToken);
            return found with { Policies = policies, Matches = matches };
        }, cancellationToken);

    /// <summary>Exchanges in which rules of a policy matched, the newest first.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="policy">Which policy.</param>
    /// <param name="shadow">Whether matches of drafts are asked for, or those of versions in force.</param>
    /// <param name="rule">Only of this rule; null for all.</param>
    /// <param name="beforeAt">When the last one known began; null for the newest.</param>
    /// <param name="beforeId">Its id.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<MatchedExchange>> ListAsync(
        Id<Organisation> organisation, string policy, bool shadow, string? rule, DateTimeOffset? beforeAt, string? beforeId, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<MatchedExchange>(
            $"""
            select x.exchange_id, e.session_id, s.skill_name, x.at, m.rule, m.policy_version, m.kind, m.shadow, m.because, e.decision, e.rule as decided_by
            from (
                select distinct m.at, m.exchange_id from tenant.rule_matches m
                where m.organisation_id = tenant.current_organisation() and m.policy_id = @policy and m.shadow = @shadow and (@rule is null or m.rule = @rule)
                  and (@beforeAt is null or (m.at, m.exchange_id) < (@beforeAt, @beforeId))
                order by m.at desc, m.exchange_id desc limit @limit) x
            cross join lateral (
                select * from tenant.rule_matches m
                where m.organisation_id = tenant.current_organisation() and m.exchange_id = x.exchange_id and m.policy_id = @policy and m.shadow = @shadow
                  and (@rule is null or m.rule = @rule)
                order by {Of("m.kind")} desc, m.direction, m.ordinal limit 1) m
            join tenant.exchanges e on e.organisation_id = m.organisation_id and e.id = x.exchange_id and e.started_at = x.at
            join tenant.sessions s on s.organisation_id = e.organisation_id and s.id = e.session_id
            order by x.at desc, x.exchange_id desc
            """,
            new { policy, shadow, rule, beforeAt, beforeId, limit }, cancellationToken), cancellationToken);

    /// <summary>What rules of a draft would have done since a time, while it ran beside the version in force.</summary>
    public Task<List<ShadowRule>> ShadowAsync(Id<Organisation> organisation, string policy, long version, DateTimeOffset since, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<ShadowRule>(
            $"""
            with drafted as (
                select m.rule, m.exchange_id, m.at, max({Of("m.kind")}) as strength, max(m.kind) as kind, max(m.severity) as severity from tenant.rule_matches m
                where m.organisation_id = tenant.current_organisation() and m.policy_id = @policy and m.shadow and m.policy_version = @version and m.at >= @since
                group by 1, 2, 3),
            would as (
                select d.rule, max(d.kind) as kind, max(d.severity) as severity, count(*) as exchanges, count(*) filter (where d.strength > {Of("e.decision")}) as stricter, max(d.at) as last_at
                from drafted d
                join tenant.exchanges e on e.organisation_id = tenant.current_organisation() and e.id = d.exchange_id and e.started_at = d.at and e.started_at >= @since
                group by 1),
            lost as (
                select m.rule, max(m.kind) as kind, max(m.severity) as severity, count(distinct m.exchange_id) as milder, max(m.at) as last_at from tenant.rule_matches m
                join tenant.exchanges e on e.organisation_id = m.organisation_id and e.id = m.exchange_id and e.started_at = m.at and e.started_at >= @since
                where m.organisation_id = tenant.current_organisation() and m.policy_id = @policy and not m.shadow and m.decisive and m.at >= @since
                  and e.policies @> jsonb_build_array(jsonb_build_object('policyId', @policy, 'shadowVersion', @version))
                  and not exists (select from tenant.rule_matches o where o.organisation_id = m.organisation_id and o.exchange_id = m.exchange_id and o.direction = m.direction
                      and (o.policy_id <> @policy or o.shadow) and {Of("o.kind")} >= {Of("m.kind")})
                group by 1)
            select rule, coalesce(w.kind, l.kind) as kind, coalesce(w.severity, l.severity) as severity, coalesce(w.exchanges, 0) as exchanges, coalesce(w.stricter, 0) as stricter,
                coalesce(l.milder, 0) as milder, greatest(w.last_at, l.last_at) as last_at
            from would w full join lost l using (rule) order by exchanges desc, rule
            """,
            new { policy, version, since }, cancellationToken), cancellationToken);

    /// <summary>How severe a kind is.</summary>
    private static string Of(string kind) => $"array_position(array['allow', 'mask', 'hold', 'block', 'lock'], {kind})";
}
