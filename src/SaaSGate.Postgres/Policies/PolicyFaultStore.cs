using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Policies;

/// <summary>What gateways could not put in force.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">The time.</param>
public sealed class PolicyFaultStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>Replaces what a gateway says of an organisation's policies.</summary>
    /// <returns>The events of the feed, one for each policy of which something changed.</returns>
    public Task<List<FeedEvent>> ReplaceAsync(
        Id<Organisation> organisation, Actor gateway, IReadOnlyList<(string PolicyId, long Version, long? Kept, string Message)> faults, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        ArgumentNullException.ThrowIfNull(faults);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await using var write = new NpgsqlBatch(connection);
            write.Add(
                """
                delete from tenant.policy_faults where organisation_id = tenant.current_organisation() and gateway_id = $1 and not policy_id = any ($2) returning policy_id
                """,
                gateway.Id, Statements.Each(faults, fault => fault.PolicyId));
            write.Add(
                """
                insert into tenant.policy_faults as f (organisation_id, policy_id, gateway_id, version, kept_version, message, since)
                select tenant.current_organisation(), n.policy, $1, n.version, n.kept, n.message, $2
                from unnest($3::text[], $4::bigint[], $5::bigint[], $6::text[]) n (policy, version, kept, message)
                join tenant.policies p on p.organisation_id = tenant.current_organisation() and p.id = n.policy
                on conflict (organisation_id, policy_id, gateway_id) do update set version = excluded.version, kept_version = excluded.kept_version, message = excluded.message,
                    since = excluded.since
                where (f.version, f.kept_version, f.message) is distinct from (excluded.version, excluded.kept_version, excluded.message)
                returning policy_id
                """,
                gateway.Id, clock.GetUtcNow(), Statements.Each(faults, fault => fault.PolicyId), Statements.Each(faults, fault => fault.Version),
                Statements.Each(faults, fault => fault.Kept), Statements.Each(faults, fault => fault.Message));
            List<string> mended, broken;
            await using (var reader = await write.ExecuteReaderAsync(cancellationToken))
            {
                mended = await reader.RestAsync(row => row.GetString(0), cancellationToken);
                await reader.NextResultAsync(cancellationToken);
                broken = await reader.RestAsync(row => row.GetString(0), cancellationToken);
            }

            foreach (var policy in broken)
            {
                var fault = faults.First(fault => fault.PolicyId == policy);
                await connection.AuditAsync(clock, gateway, "policy.not_in_force", policy, new { version = fault.Version, kept = fault.Kept, message = fault.Message }, cancellationToken);
            }

            var events = new List<FeedEvent>();
            foreach (var policy in mended.Concat(broken))
                events.Add(await connection.AppendFeedAsync("PolicyChanged", policy, new { fault = broken.Contains(policy) }, cancellationToken));
            return events;
        }, cancellationToken);
    }
}
