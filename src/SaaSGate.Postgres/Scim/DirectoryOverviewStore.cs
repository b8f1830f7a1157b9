using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Scim;

/// <summary>The directory as administrators see it, and what they say that its groups may do.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class DirectoryOverviewStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>How many tokens of the directory may live at once.</summary>
    public const int MostTokens = 5;

    /// <summary>In numbers.</summary>
    public Task<DirectoryOverview> ReadAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection => (await connection.FirstAsync<DirectoryOverview>(
            """
            select u.users, u.active_users, g.groups, greatest(u.last_at, g.last_at) as last_change_at from (
                select count(*)::int as users, (count(*) filter (where active))::int as active_users, max(updated_at) as last_at from tenant.directory_users where organisation_id = @organisation) u
            cross join (select count(*)::int as groups, max(updated_at) as last_at from tenant.directory_groups where organisation_id = @organisation) g
            """, new { organisation = organisation.Value }, cancellationToken))!, cancellationToken);

    /// <summary>Tokens that live, newest first.</summary>
    public Task<List<DirectoryTokenView>> ListTokensAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<DirectoryTokenView>(
            $"""
            select t.id, t.name, t.created_at, {ActorNames.Of("t.created_by")} as created_by_name, t.expires_at, not 'people' = any (tenant.permissions_of_person(t.created_by)) as reduced
            from tenant.api_tokens t
            where t.organisation_id = @organisation and t.scopes = array['scim'] and t.revoked_at is null and t.expires_at > @now order by t.id desc
            """, new { organisation = organisation.Value, now = clock.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>Groups, by name.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="afterName">Name of the last one known; null for the first.</param>
    /// <param name="afterId">Id of the last one known.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<DirectoryGroupView>> ListGroupsAsync(Id<Organisation> organisation, string? afterName, string? afterId, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<DirectoryGroupView>(
            """
            select g.id, g.display_name, (
                select count(*)::int from tenant.directory_group_members p where p.organisation_id = g.organisation_id and p.group_id = g.id) as members, g.roles, g.roles_version
            from tenant.directory_groups g
            where g.organisation_id = @organisation and (@afterName is null or (g.display_name, g.id) > (@afterName, @afterId)) order by g.display_name, g.id limit @limit
            """, new { organisation = organisation.Value, afterName, afterId, limit }, cancellationToken), cancellationToken);

    /// <summary>A group; null where there is none.</summary>
    public Task<DirectoryGroupView?> FindGroupAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<DirectoryGroupView>(
            """
            select g.id, g.display_name, (
                select count(*)::int from tenant.directory_group_members p where p.organisation_id = g.organisation_id and p.group_id = g.id) as members, g.roles, g.roles_version
            from tenant.directory_groups g where g.organisation_id = @organisation and g.id = @id
            """, new { organisation = organisation.Value, id }, cancellationToken), cancellationToken);

    /// <summary>Says what a group's people may do here, where that still is what the author read; they may at once.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="expected">The version that the author read.</param>
    /// <param name="roles">What its people may do, checked already.</param>
    /// <param name="actor">Who says so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<(DirectoryOutcome Outcome, IReadOnlyList<FeedAppended> Feeds, IReadOnlyList<string> RolesChanged)> SetRolesAsync(
        Id<Organisation> organisation, string id, long expected, IReadOnlyList<string> roles, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(DirectoryOutcome, IReadOnlyList<FeedAppended>, IReadOnlyList<string>)>(organisation, async connection =>
        {
            // What the group gave until now is taken: that too nobody does who may not give it.
            if (await connection.ValueAsync<bool>(
                "select not tenant.reaches(@actor, roles || @roles) from tenant.directory_groups where organisation_id = @organisation and id = @id for update",
                new { organisation = organisation.Value, id, actor = actor.Id, roles = roles.ToArray() }, cancellationToken))
                return (DirectoryOutcome.Beyond, [], []);
            if (await connection.RunAsync(
                "update tenant.directory_groups set roles = @roles, roles_version = roles_version + 1 where organisation_id = @organisation and id = @id and roles_version = @expected",
                new { organisation = organisation.Value, id, expected, roles = roles.ToArray() }, cancellationToken) == 0)
                return (DirectoryOutcome.Changed, [], []);
            await connection.AuditAsync(clock, actor, "directory_group.roles_changed", id, new { roles }, cancellationToken);
            var people = await connection.ListAsync<UserRow>(
                "select user_id from tenant.directory_group_members where organisation_id = @organisation and group_id = @id", new { organisation = organisation.Value, id }, cancellationToken);
            var mapped = await DirectoryRoles.MapAsync(connection, clock, organisation, people.ConvertAll(row => row.UserId), actor, "", cancellationToken);
            return (DirectoryOutcome.Done, mapped.Feeds, mapped.RolesChanged ?? []);
        }, cancellationToken);
    }

    private sealed record UserRow(string UserId);
}
