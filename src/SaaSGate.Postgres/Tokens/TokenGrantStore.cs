using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Tokens;

/// <summary>Says what credentials stand for at this moment.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Decides what has ended.</param>
public sealed class TokenGrantStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>The skill behind a client or a mapping of a trusted issuer; null when the organisation has no such credential.</summary>
    public Task<TokenGrant?> FindAsync(Id<Organisation> organisation, string credential, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstPreparedAsync<TokenGrant>(
            $"""
            select s.id as skill_id, s.name as skill_name, s.owner_user_id, s.connection_id, least(c.expires_at, s.expires_at) as ends_at,
                case when c.revoked_at is not null or c.expires_at <= @now then 'credential_ended' else {Refusals} end as refusal
            from (
                select organisation_id, id, skill_id, expires_at, revoked_at from tenant.skill_clients where organisation_id = @organisation and id = @credential
                union all
                select m.organisation_id, m.id, m.skill_id, 'infinity', coalesce(m.removed_at, i.removed_at) from tenant.issuer_mappings m
                join tenant.trusted_issuers i on i.organisation_id = m.organisation_id and i.id = m.issuer_id
                where m.organisation_id = @organisation and m.id = @credential) c
            join tenant.skills s on s.organisation_id = c.organisation_id and s.id = c.skill_id
            """,
            new { organisation = organisation.Value, credential, now = clock.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>Why a skill gets no token through a credential <c>c</c>.</summary>
    private const string Refusals = """
        case when s.status <> 'active' or s.expires_at <= @now then 'skill_ended'
             when not exists (select from tenant.members m where m.organisation_id = s.organisation_id and m.user_id = s.owner_user_id and m.status = 'active') then 'owner_gone'
             when exists (select from tenant.locks l where l.organisation_id = s.organisation_id and l.lifted_at is null
                 and (l.target_id in (s.organisation_id, s.id, s.owner_user_id, s.connection_id, c.id) or (l.kind = 'label' and l.target_id = any (s.labels)))) then 'locked'
        end
        """;
}
