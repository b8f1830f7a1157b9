using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Scim;

/// <summary>Groups as the organisation's directory keeps them. What a group allows here is said in the portal; the directory says who is in it.</summary>
/// <param name="tenants">The database.</param>
/// <param name="ceilings">How much fits.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class DirectoryGroupStore(TenantDatabase tenants, DirectoryCeilings ceilings, TimeProvider clock)
{
    private const string Head = "select r.id, r.display_name, r.external_id, r.resource::text as resource, ", Tail = " as members, r.created_at, r.updated_at, r.version from tenant.directory_groups r";

    private const string Members = """
        coalesce((
            select jsonb_agg(jsonb_build_object('value', p.user_id, 'display', u.user_name) order by p.user_id) from tenant.directory_group_members p
            join tenant.directory_users u on u.organisation_id = p.organisation_id and u.user_id = p.user_id
            where p.organisation_id = r.organisation_id and p.group_id = r.id), '[]')::text
        """;

    /// <summary>A group; null where there is none.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="withMembers">Whether its people are wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<DirectoryGroup?> FindAsync(Id<Organisation> organisation, string id, bool withMembers, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => FindAsync(connection, organisation, id, withMembers, "", cancellationToken), cancellationToken);

    /// <summary>Groups; null where the filter compares what cannot be compared. With members, fewer than were asked for where they have more people than one answer holds: at least one.</summary>
    public Task<DirectoryPage<DirectoryGroup>?> ListAsync(Id<Organisation> organisation, DirectoryQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return tenants.InSnapshotAsync(organisation, async connection =>
        {
            var page = await DirectoryReading.ListAsync<DirectoryGroup>(connection, organisation, query, FilterColumns.Groups, Select(false), "tenant.directory_groups", "r.id", cancellationToken);
            return page is null || !query.WithMembers ? page : page with { Items = await WithMembersAsync(connection, organisation, page.Items, cancellationToken) };
        }, cancellationToken);
    }

    /// <summary>A group comes.</summary>
    /// <exception cref="DirectoryFullException">There are as many as fit, or it has more people than fit.</exception>
    public Task<DirectoryChange<DirectoryGroup>> CreateAsync(Id<Organisation> organisation, DirectoryGroupDraft draft, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            if (await connection.ValueAsync<bool>(
                "select exists (select from tenant.directory_groups where organisation_id = @organisation offset @others limit 1)",
                new { organisation = organisation.Value, others = (long)ceilings.Groups - 1 }, cancellationToken))
                throw new DirectoryFullException($"There are {ceilings.Groups} groups, which is as many as fit.");
            var id = Id<Contracts.Ids.DirectoryGroup>.New(clock).Value;
            await connection.RunAsync(
                """
                insert into tenant.directory_groups (organisation_id, id, display_name, name_key, external_id, resource, created_at, updated_at)
                values (@organisation, @id, @name, @key, @externalId, @resource::jsonb, @now, @now)
                """, Parameters(organisation, id, draft, clock.GetUtcNow()), cancellationToken);
            await connection.AuditAsync(clock, actor, "directory_group.created", id, new { name = draft.DisplayName }, cancellationToken);
            return await MembersAsync(connection, organisation, id, draft.Members, actor, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Changes a group, from what it is to what it is to be, with nobody in between.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="expected">The version that the author read; null where that does not matter.</param>
    /// <param name="change">What it is to be; throws to refuse, and nothing is done.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DirectoryFullException">It would have more people than fit.</exception>
    public Task<DirectoryChange<DirectoryGroup>> ChangeAsync(
        Id<Organisation> organisation, string id, long? expected, Func<DirectoryGroup, DirectoryGroupDraft> change, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            if (await FindAsync(connection, organisation, id, false, "for update", cancellationToken) is not { } current)
                return DirectoryChange<DirectoryGroup>.Refused(DirectoryOutcome.NotFound);
            if (expected is not null && expected != current.Version)
                return DirectoryChange<DirectoryGroup>.Refused(DirectoryOutcome.Changed);
            var draft = change(current);
            if (draft.Members.Any(one => one.Kind != DirectoryMemberChangeKind.Remove && one.UserIds.Count > 0) && !await connection.ValueAsync<bool>(
                "select tenant.reaches(@actor, roles) from tenant.directory_groups where organisation_id = @organisation and id = @id",
                new { organisation = organisation.Value, id, actor = actor.Id }, cancellationToken))
                return DirectoryChange<DirectoryGroup>.Refused(DirectoryOutcome.Beyond);
            if (await connection.RunAsync(
                """
                update tenant.directory_groups
                set display_name = @name, name_key = @key, external_id = @externalId, resource = @resource::jsonb, updated_at = @now, version = version + 1
                where organisation_id = @organisation and id = @id and (display_name, external_id, resource) is distinct from (@name, @externalId, @resource::jsonb)
                """, Parameters(organisation, id, draft, clock.GetUtcNow()), cancellationToken) == 1)
                await connection.AuditAsync(clock, actor, "directory_group.changed", id, new { name = draft.DisplayName }, cancellationToken);
            return await MembersAsync(connection, organisation, id, draft.Members, actor, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>A group goes, and with it what it allowed.</summary>
    public Task<DirectoryChange<DirectoryGroup>> DeleteAsync(Id<Organisation> organisation, string id, long? expected, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            if (await FindAsync(connection, organisation, id, false, "for update", cancellationToken) is not { } current)
                return DirectoryChange<DirectoryGroup>.Refused(DirectoryOutcome.NotFound);
            if (expected is not null && expected != current.Version)
                return DirectoryChange<DirectoryGroup>.Refused(DirectoryOutcome.Changed);
            var people = await connection.ListAsync<UserRow>(
                "delete from tenant.directory_group_members where organisation_id = @organisation and group_id = @id returning user_id", new { organisation = organisation.Value, id }, cancellationToken);
            await connection.RunAsync("delete from tenant.directory_groups where organisation_id = @organisation and id = @id", new { organisation = organisation.Value, id }, cancellationToken);
            await connection.AuditAsync(clock, actor, "directory_group.deleted", id, new { name = current.DisplayName }, cancellationToken);
            return await DirectoryRoles.MapAsync(connection, clock, organisation, people.ConvertAll(row => row.UserId), actor, current, cancellationToken);
        }, cancellationToken);

    private async Task<DirectoryChange<DirectoryGroup>> MembersAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, string id, IReadOnlyList<DirectoryMemberChange> changes, Actor actor, CancellationToken cancellationToken)
    {
        HashSet<string> moved = [];
        var grown = false;
        foreach (var change in changes)
        {
            var parameters = new { organisation = organisation.Value, id, users = change.UserIds.Distinct(StringComparer.Ordinal).ToArray() };
            if (change.Kind != DirectoryMemberChangeKind.Remove)
            {
                if (await connection.ValueAsync<bool>(
                    "select exists (select from unnest(@users) u where not exists (select from tenant.directory_users d where d.organisation_id = @organisation and d.user_id = u))", parameters, cancellationToken))
                    throw new UnknownMemberException();
                var added = await MovedAsync(
                    "insert into tenant.directory_group_members (organisation_id, group_id, user_id) select @organisation, @id, u from unnest(@users) u on conflict do nothing returning user_id", parameters);
                grown |= added.Count > 0;
                moved.UnionWith(added);
            }

            if (change.Kind != DirectoryMemberChangeKind.Add)
                moved.UnionWith(await MovedAsync(
                    $"delete from tenant.directory_group_members where organisation_id = @organisation and group_id = @id and {(change.Kind == DirectoryMemberChangeKind.Remove ? "" : "not ")}user_id = any (@users) returning user_id",
                    parameters));
        }

        // Whoever takes people out of a group that is too large is not kept from it.
        if (grown && await connection.ValueAsync<long>(
            "select count(*) from tenant.directory_group_members where organisation_id = @organisation and group_id = @id", new { organisation = organisation.Value, id }, cancellationToken) > ceilings.MembersOfGroup)
            throw new DirectoryFullException($"A group has up to {ceilings.MembersOfGroup} members.");
        if (moved.Count > 0)
        {
            await connection.RunAsync(
                "update tenant.directory_groups set updated_at = @now, version = version + 1 where organisation_id = @organisation and id = @id",
                new { organisation = organisation.Value, id, now = clock.GetUtcNow() }, cancellationToken);
            await connection.AuditAsync(clock, actor, "directory_group.members_changed", id, new { people = moved.Count }, cancellationToken);
        }

        return await DirectoryRoles.MapAsync(
            connection, clock, organisation, moved, actor, (await FindAsync(connection, organisation, id, false, "", cancellationToken))!, cancellationToken);

        async Task<List<string>> MovedAsync(string sql, object parameters) => (await connection.ListAsync<UserRow>(sql, parameters, cancellationToken)).ConvertAll(row => row.UserId);
    }

    private async Task<IReadOnlyList<DirectoryGroup>> WithMembersAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, IReadOnlyList<DirectoryGroup> groups, CancellationToken cancellationToken)
    {
        var sizes = (await connection.ListAsync<SizeOf>(
            "select group_id as id, count(*) as size from tenant.directory_group_members where organisation_id = @organisation and group_id = any (@groups) group by group_id",
            Of(groups), cancellationToken)).ToDictionary(row => row.Id, row => row.Size);
        var (fitting, people) = (0, 0L);
        while (fitting < groups.Count && ((people += sizes.GetValueOrDefault(groups[fitting].Id)) <= ceilings.MembersInList || fitting == 0))
            fitting++;
        DirectoryGroup[] shown = [.. groups.Take(fitting)];
        var members = (await connection.ListAsync<MembersOf>(
            $"select r.id, {Members} as members from tenant.directory_groups r where r.organisation_id = @organisation and r.id = any (@groups)", Of(shown), cancellationToken))
            .ToDictionary(row => row.Id, row => row.Members);
        return [.. shown.Select(group => group with { Members = members[group.Id] })];

        object Of(IReadOnlyList<DirectoryGroup> these) => new { organisation = organisation.Value, groups = these.Select(group => group.Id).ToArray() };
    }

    private static string Select(bool withMembers) => $"{Head}{(withMembers ? Members : "null::text")}{Tail}";

    private static Task<DirectoryGroup?> FindAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, string id, bool withMembers, string locking, CancellationToken cancellationToken) =>
        connection.FirstAsync<DirectoryGroup>(
            $"{Select(withMembers)} where r.organisation_id = @organisation and r.id = @id {locking}", new { organisation = organisation.Value, id }, cancellationToken);

    private static object Parameters(Id<Organisation> organisation, string id, DirectoryGroupDraft draft, DateTimeOffset now) => new
    {
        organisation = organisation.Value,
        id,
        name = draft.DisplayName,
        key = draft.DisplayName.ToLowerInvariant(),
        externalId = draft.ExternalId,
        resource = draft.Resource,
        now,
    };

    private sealed record UserRow(string UserId);

    private sealed record SizeOf(string Id, long Size);

    private sealed record MembersOf(string Id, string Members);
}
