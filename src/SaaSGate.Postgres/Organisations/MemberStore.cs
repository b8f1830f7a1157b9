using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Organisations;

/// <summary>
/// People of an organisation. Who has left keeps a row without roles, so that what they own or did keeps a name.
/// </summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class MemberStore(TenantDatabase tenants, TimeProvider clock)
{
    private const string Columns = "user_id as id, display_name, email, roles, status, source, email_verified, tenant.permissions_of(roles) as permissions";

    /// <summary>People, by name.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="afterName">Name of the last one known; null for the first.</param>
    /// <param name="afterId">Id of the last one known.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<ListedMember>> ListAsync(Id<Organisation> organisation, string? afterName, string? afterId, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<ListedMember>(
            $"""
            {MemberRoleStore.Listed} and (@afterName is null or (m.display_name, m.user_id) > (@afterName, @afterId))
            order by m.display_name, m.user_id limit @limit
            """,
            new { organisation = organisation.Value, afterName, afterId, limit }, cancellationToken), cancellationToken);

    /// <summary>A person of the organisation; null when the person never belonged to it.</summary>
    public Task<MemberView?> FindAsync(Id<Organisation> organisation, string userId, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<MemberView>(
            $"select {Columns} from tenant.members where organisation_id = @organisation and user_id = @userId",
            new { organisation = organisation.Value, userId }, cancellationToken), cancellationToken);

    /// <summary>A person of the organisation, for a request that a sign-in makes; null where a password opens nothing here and the sign-in was by one.</summary>
    /// <param name="organisation">Where.</param>
    /// <param name="userId">Who.</param>
    /// <param name="byProvider">Whether the organisation's identity provider vouched.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<MemberView?> FindSignedInAsync(Id<Organisation> organisation, string userId, bool byProvider, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<MemberView>(
            $"""
            select {Columns} from tenant.members
            where organisation_id = @organisation and user_id = @userId and cardinality(roles) > 0 and (@byProvider or not tenant.provider_needed(email))
            """,
            new { organisation = organisation.Value, userId, byProvider }, cancellationToken), cancellationToken);

    /// <summary>Adds a person, or changes name, address and roles of one. No roles: the person has left. Roles of somebody inactive wait until they come back.</summary>
    /// <returns>The event of the feed.</returns>
    public Task<FeedEvent> SaveAsync(Id<Organisation> organisation, MemberView member, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.RunAsync(
                """
                insert into tenant.members (organisation_id, user_id, display_name, email, roles)
                values (@organisation, @user, @name, @email, @roles)
                on conflict (organisation_id, user_id) do update set display_name = excluded.display_name, email = excluded.email,
                    roles = case members.status when 'active' then excluded.roles else '{}' end,
                    roles_then = case members.status when 'active' then members.roles_then else excluded.roles end
                """,
                new { organisation = organisation.Value, user = member.Id, name = member.DisplayName, email = member.Email, roles = member.Roles.ToArray() }, cancellationToken);
            await connection.AuditAsync(clock, actor, "member.saved", member.Id, new { roles = member.Roles }, cancellationToken);
            return await connection.AppendFeedAsync("MemberChanged", member.Id, new { roles = member.Roles }, cancellationToken);
        }, cancellationToken);
    }
}
