using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Organisations;

/// <summary>What partner organisations may see and do.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives grants and audit entries their time.</param>
public sealed class GrantStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>Gives a partner the actions (<c>see</c>, <c>decide</c>) for a time, unless a live grant of the same actions lasts as long.</summary>
    public Task EnsureAsync(
        Id<Organisation> organisation, Id<Organisation> partner, string partnerName, IReadOnlyList<string> actions, TimeSpan length, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var now = clock.GetUtcNow();
            var id = Id<Grant>.New(clock).Value;
            var parameters = new { organisation = organisation.Value, partner = partner.Value, partnerName, id, actions = actions.ToArray(), actor = actor.Id, until = now + length, enough = now + (length / 2) };
            var made = await connection.RunAsync(
                """
                insert into tenant.grants (organisation_id, id, partner_organisation_id, actions, organisation_name, partner_name, created_by, until)
                select @organisation, @id, @partner, @actions, o.name, @partnerName, @actor, @until
                from tenant.organisations o
                where o.organisation_id = @organisation and not exists (
                    select from tenant.grants
                    where organisation_id = @organisation and partner_organisation_id = @partner and actions @> @actions and ended_at is null and until > @enough)
                """,
                parameters, cancellationToken);
            if (made == 1)
                await connection.AuditAsync(clock, actor, "grant.created", id, new { partner = partner.Value, actions }, cancellationToken);
        }, cancellationToken);
    }
}
