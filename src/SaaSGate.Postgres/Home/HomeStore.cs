using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Home;

/// <summary>What the first page counts.</summary>
/// <param name="tenants">Tenant tables.</param>
/// <param name="platform">Gateways belong to the installation.</param>
public sealed class HomeStore(TenantDatabase tenants, PlatformDatabase platform)
{
    /// <summary>Counts and findings by type, most frequent first, since a point in time.</summary>
    public Task<(HomeCounts Counts, List<TypeCount> Findings)> CountAsync(Id<Organisation> organisation, DateTimeOffset since, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var key = new { organisation = organisation.Value, since };
            var counts = await connection.FirstAsync<HomeCounts>(
                // What began since then was last seen since then: there is an index by that, which the condition names for its sake.
                """
                select
                    (select count(*)::int from tenant.sessions where organisation_id = @organisation and open_exchanges > 0) as live_sessions,
                    (select count(*)::int from tenant.sessions where organisation_id = @organisation and last_at >= @since and started_at >= @since) as sessions_today,
                    e.exchanges_today, e.refused_today,
                    (select count(*)::int from tenant.skills k where k.organisation_id = @organisation and tenant.is_locked(k, null)) as stopped_skills
                from (
                    select count(*)::int as exchanges_today,
                        (count(*) filter (where outcome in ('refused', 'blocked', 'denied', 'expired', 'cut')))::int as refused_today
                    from tenant.exchanges where organisation_id = @organisation and started_at >= @since) e
                """,
                key, cancellationToken);
            var findings = await connection.ListAsync<TypeCount>(
                """
                select type, count(*) as count from tenant.findings
                where organisation_id = @organisation and started_at >= @since group by type order by count(*) desc, type
                """,
                key, cancellationToken);
            return (counts!, findings);
        }, cancellationToken);

    /// <summary>The gateways of the regions that serve an organisation.</summary>
    /// <param name="organisation">Which.</param>
    /// <param name="seenSince">A gateway that renewed its lease after this is connected.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<GatewayStatus>> GatewaysAsync(Id<Organisation> organisation, DateTimeOffset seenSince, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ListAsync<GatewayStatus>(
            """
            select g.id, g.name, r.name as region, coalesce(g.last_seen_at > @seenSince, false) as connected, g.last_seen_at
            from platform.region_organisations o
            join platform.regions r on r.id = o.region_id
            join platform.gateways g on g.region_id = r.id
            where o.organisation_id = @organisation and o.removed_at is null and g.revoked_at is null
            order by g.last_seen_at desc nulls last limit 50
            """,
            new { organisation = organisation.Value, seenSince }, cancellationToken);
    }
}
