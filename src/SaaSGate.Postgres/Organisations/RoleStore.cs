using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Organisations;

/// <summary>
/// Roles: those that every organisation has, and those that it makes. What they allow is read with each request, so that a change holds at once. Nobody
/// makes, changes or removes a role that allows what they may not do themselves.
/// </summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class RoleStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>How many an organisation can make.</summary>
    public const int MostRoles = 100;

    private const string Select = """
        select r.id, r.name, r.description, r.permissions, (
            select count(*)::int from tenant.members m where m.organisation_id = tenant.current_organisation() and r.name = any (m.roles)) as members, r.version
        from (
            select null as id, b.name, b.description, b.permissions, 1::bigint as version, b.place from tenant.built_in_roles() b
            union all
            select o.id, o.name, o.description, o.permissions, o.version, 100 from tenant.roles o where o.organisation_id = tenant.current_organisation()) r
        """;

    /// <summary>All, the built-in ones first.</summary>
    public Task<List<RoleView>> ListAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<RoleView>($"{Select} order by r.place, r.name", null, cancellationToken), cancellationToken);

    /// <summary>One that the organisation has made; null where there is none.</summary>
    public Task<RoleView?> FindAsync(Id<Organisation> organisation, Id<Role> id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => FindAsync(connection, id, cancellationToken), cancellationToken);

    /// <summary>Of names, those that are no role here, and whether somebody may give all of them.</summary>
    public Task<(IReadOnlyList<string> Unknown, bool Reached)> CheckAsync(Id<Organisation> organisation, IReadOnlyCollection<string> names, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(IReadOnlyList<string>, bool)>(organisation, async connection =>
        {
            var check = (await connection.FirstAsync<Check>(
                "select tenant.unknown_roles(@names) as unknown, tenant.reaches(@actor, @names) as reached", new { names = names.ToArray(), actor = actor.Id }, cancellationToken))!;
            return (check.Unknown, check.Reached);
        }, cancellationToken);
    }

    /// <summary>Makes a role.</summary>
    public Task<(MemberOutcome Outcome, RoleView? Role, FeedEvent? Event)> CreateAsync(Id<Organisation> organisation, string name, RoleDraft draft, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(MemberOutcome, RoleView?, FeedEvent?)>(organisation, async connection =>
        {
            await connection.RunAsync("select tenant.lock_roles()", null, cancellationToken);
            var id = Id<Role>.New(clock);
            if (!await MayAsync(connection, draft.Permissions, actor, cancellationToken))
                return (MemberOutcome.Beyond, null, null);
            if (await connection.ValueAsync<bool>("select count(*) >= @most from tenant.roles where organisation_id = @organisation", new { organisation = organisation.Value, most = MostRoles }, cancellationToken))
                return (MemberOutcome.Full, null, null);
            if (await connection.ValueAsync<bool>("select tenant.unknown_roles(array[@name]) = '{}'", new { name }, cancellationToken))
                return (MemberOutcome.NameTaken, null, null);
            await connection.RunAsync(
                """
                insert into tenant.roles (organisation_id, id, name, description, permissions, created_at, created_by)
                values (@organisation, @id, @name, @description, @permissions, @now, @actor)
                """,
                new { organisation = organisation.Value, id = id.Value, name, description = draft.Description, permissions = draft.Permissions.ToArray(), now = clock.GetUtcNow(), actor = actor.Id },
                cancellationToken);
            await connection.AuditAsync(clock, actor, "role.created", id.Value, new { name, permissions = draft.Permissions }, cancellationToken);
            return (MemberOutcome.Done, await FindAsync(connection, id, cancellationToken), await TellAsync(connection, id, name, cancellationToken));
        }, cancellationToken);
    }

    /// <summary>Changes what a role allows, for everybody who has it.</summary>
    /// <returns>How it ended, the role, the event of the feed, and who has the role.</returns>
    public Task<(MemberOutcome Outcome, RoleView? Role, FeedEvent? Event, IReadOnlyList<string> People)> UpdateAsync(
        Id<Organisation> organisation, Id<Role> id, long expected, RoleDraft draft, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(MemberOutcome, RoleView?, FeedEvent?, IReadOnlyList<string>)>(organisation, async connection =>
        {
            await connection.RunAsync("select tenant.lock_roles()", null, cancellationToken);
            if (await FindAsync(connection, id, cancellationToken) is not { } role)
                return (MemberOutcome.NotFound, null, null, []);
            if (role.Version != expected)
                return (MemberOutcome.Changed, null, null, []);
            if (!await MayAsync(connection, [.. role.Permissions, .. draft.Permissions], actor, cancellationToken))
                return (MemberOutcome.Beyond, null, null, []);
            await connection.RunAsync(
                "update tenant.roles set description = @description, permissions = @permissions, version = version + 1 where organisation_id = @organisation and id = @id",
                new { organisation = organisation.Value, id = id.Value, description = draft.Description, permissions = draft.Permissions.ToArray() }, cancellationToken);
            await connection.AuditAsync(clock, actor, "role.changed", id.Value, new { name = role.Name, from = role.Permissions, to = draft.Permissions }, cancellationToken);
            var people = await connection.ListAsync<Holder>(
                "select user_id from tenant.members where organisation_id = @organisation and @name = any (roles)", new { organisation = organisation.Value, name = role.Name }, cancellationToken);
            return (MemberOutcome.Done, await FindAsync(connection, id, cancellationToken), await TellAsync(connection, id, role.Name, cancellationToken), people.ConvertAll(one => one.UserId));
        }, cancellationToken);
    }

    /// <summary>Removes a role that nobody has and no group gives.</summary>
    public Task<(MemberOutcome Outcome, FeedEvent? Event)> DeleteAsync(Id<Organisation> organisation, Id<Role> id, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(MemberOutcome, FeedEvent?)>(organisation, async connection =>
        {
            await connection.RunAsync("select tenant.lock_roles()", null, cancellationToken);
            if (await FindAsync(connection, id, cancellationToken) is not { } role)
                return (MemberOutcome.NotFound, null);
            if (!await MayAsync(connection, role.Permissions, actor, cancellationToken))
                return (MemberOutcome.Beyond, null);
            var parameters = new { organisation = organisation.Value, id = id.Value, name = role.Name };
            if (await connection.ValueAsync<bool>(
                """
                select exists (select from tenant.members where organisation_id = @organisation and @name = any (roles || roles_then))
                    or exists (select from tenant.directory_users where organisation_id = @organisation and @name = any (base_roles))
                    or exists (select from tenant.directory_groups where organisation_id = @organisation and @name = any (roles))
                    or exists (select from tenant.identity_providers p where p.organisation_id = @organisation and (@name = any (p.default_roles) or exists (
                        select from jsonb_array_elements(p.group_roles) g where g -> 'roles' ? @name)))
                """, parameters, cancellationToken))
                return (MemberOutcome.InUse, null);
            await connection.RunAsync("delete from tenant.roles where organisation_id = @organisation and id = @id", parameters, cancellationToken);
            await connection.AuditAsync(clock, actor, "role.deleted", id.Value, new { name = role.Name, permissions = role.Permissions }, cancellationToken);
            return (MemberOutcome.Done, await TellAsync(connection, id, role.Name, cancellationToken));
        }, cancellationToken);
    }

    private static Task<bool> MayAsync(NpgsqlConnection connection, IReadOnlyList<string> permissions, Actor actor, CancellationToken cancellationToken) =>
        connection.ValueAsync<bool>("select @permissions <@ tenant.permissions_of_person(@actor)", new { permissions = permissions.ToArray(), actor = actor.Id }, cancellationToken);

    private static Task<FeedEvent> TellAsync(NpgsqlConnection connection, Id<Role> id, string name, CancellationToken cancellationToken) =>
        connection.AppendFeedAsync("RoleChanged", id.Value, new { name }, cancellationToken);

    private static Task<RoleView?> FindAsync(NpgsqlConnection connection, Id<Role> id, CancellationToken cancellationToken) =>
        connection.FirstAsync<RoleView>($"{Select} where r.id = @id", new { id = id.Value }, cancellationToken);

    private sealed record Check(IReadOnlyList<string> Unknown, bool Reached);

    private sealed record Holder(string UserId);
}
