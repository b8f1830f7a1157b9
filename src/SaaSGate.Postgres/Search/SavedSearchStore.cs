using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Search;

/// <summary>Searches that people keep. Each belongs to who made it; a shared one is seen by everyone. Who may change which, the caller decides.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives them their ids.</param>
public sealed class SavedSearchStore(TenantDatabase tenants, TimeProvider clock)
{
    private const string Select = """
        select s.id, s.name, s.query, s.shared, s.user_id, coalesce(m.display_name, s.user_id) as user_name, s.created_at, s.version from tenant.saved_searches s
        left join tenant.members m on m.organisation_id = s.organisation_id and m.user_id = s.user_id
        where s.organisation_id = @organisation
        """;

    /// <summary>Those that an actor sees, by name.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="actorId">Who asks.</param>
    /// <param name="afterName">Name of the last one known; null for the first.</param>
    /// <param name="afterId">Its id.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<SavedSearchView>> ListAsync(
        Id<Organisation> organisation, string actorId, string? afterName, string? afterId, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<SavedSearchView>(
            $"""
            {Select} and (s.shared or s.user_id = @actorId) and (@afterName is null or (s.name, s.id) > (@afterName, @afterId))
            order by s.name, s.id limit @limit
            """,
            new { organisation = organisation.Value, actorId, afterName, afterId, limit }, cancellationToken), cancellationToken);

    /// <summary>One that an actor sees; null when there is none.</summary>
    public Task<SavedSearchView?> FindAsync(Id<Organisation> organisation, Id<SavedSearch> id, string actorId, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<SavedSearchView>(
            $"{Select} and s.id = @id and (s.shared or s.user_id = @actorId)", new { organisation = organisation.Value, id = id.Value, actorId }, cancellationToken), cancellationToken);

    /// <summary>Keeps one.</summary>
    public Task<SavedSearchView> AddAsync(Id<Organisation> organisation, Actor actor, string name, string query, bool shared, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var id = Id<SavedSearch>.New(clock).Value;
            await connection.RunAsync(
                "insert into tenant.saved_searches (organisation_id, id, user_id, name, query, shared) values (@organisation, @id, @user, @name, @query, @shared)",
                new { organisation = organisation.Value, id, user = actor.Id, name, query, shared }, cancellationToken);
            await connection.AuditAsync(clock, actor, "search.saved", id, new { shared }, cancellationToken);
            return (await connection.FirstAsync<SavedSearchView>($"{Select} and s.id = @id", new { organisation = organisation.Value, id }, cancellationToken))!;
        }, cancellationToken);
    }

    /// <summary>Changes one; null when the version is another by now.</summary>
    public Task<SavedSearchView?> UpdateAsync(
        Id<Organisation> organisation, Actor actor, Id<SavedSearch> id, long expected, string name, string query, bool shared, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<SavedSearchView?>(organisation, async connection =>
        {
            var changed = await connection.RunAsync(
                """
                update tenant.saved_searches set name = @name, query = @query, shared = @shared, version = version + 1
                where organisation_id = @organisation and id = @id and version = @expected
                """,
                new { organisation = organisation.Value, id = id.Value, name, query, shared, expected }, cancellationToken);
            if (changed == 0)
                return null;
            await connection.AuditAsync(clock, actor, "search.changed", id.Value, new { shared }, cancellationToken);
            return await connection.FirstAsync<SavedSearchView>($"{Select} and s.id = @id", new { organisation = organisation.Value, id = id.Value }, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Removes one. Whether it was there.</summary>
    public Task<bool> DeleteAsync(Id<Organisation> organisation, Actor actor, Id<SavedSearch> id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            if (await connection.RunAsync(
                "delete from tenant.saved_searches where organisation_id = @organisation and id = @id",
                new { organisation = organisation.Value, id = id.Value }, cancellationToken) == 0)
                return false;
            await connection.AuditAsync(clock, actor, "search.deleted", id.Value, null, cancellationToken);
            return true;
        }, cancellationToken);
    }
}
