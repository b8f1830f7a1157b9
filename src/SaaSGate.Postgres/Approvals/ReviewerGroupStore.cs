using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Approvals;

/// <summary>Groups that rules ask.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class ReviewerGroupStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>How many fit.</summary>
    public const int MostGroups = 200, MostMembers = 200;

    private const string Select = """
        select g.id, g.name, g.schedule, g.version,
               coalesce((select json_agg(json_build_object('id', m.member_id, 'name', coalesce(
                   p.display_name,
                   (select r.partner_name from tenant.grants r where r.organisation_id = m.organisation_id and r.partner_organisation_id = m.member_id order by r.created_at desc limit 1),
                   m.member_id)) order by m.member_id)
               from tenant.reviewer_group_members m
               left join tenant.members p on p.organisation_id = m.organisation_id and p.user_id = m.member_id
               where m.organisation_id = g.organisation_id and m.group_id = g.id), '[]')::jsonb as members
        from tenant.reviewer_groups g where g.organisation_id = @organisation
        """;

    /// <summary>All of an organisation, by name.</summary>
    public Task<List<ReviewerGroup>> ListAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection => (await connection.ListAsync<Row>(
            $"{Select} order by g.name", new { organisation = organisation.Value }, cancellationToken)).ConvertAll(row => row.ToGroup()), cancellationToken);

    /// <summary>One; null when it is not there.</summary>
    public Task<ReviewerGroup?> FindAsync(Id<Organisation> organisation, Id<ReviewGroup> id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => FindAsync(connection, organisation, id.Value, cancellationToken), cancellationToken);

    /// <summary>Who of these people may decide here.</summary>
    public Task<HashSet<string>> WhoMayDecideAsync(Id<Organisation> organisation, IReadOnlyCollection<string> people, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(people);
        return tenants.InTenantAsync(organisation, async connection => (await connection.ValueAsync<string[]>(
            """
            select array(select m.user_id from tenant.members m
                where m.organisation_id = @organisation and m.user_id = any (@people) and 'decide' = any (tenant.permissions_of(m.roles)))
            """,
            new { organisation = organisation.Value, people = people.ToArray() }, cancellationToken))!.ToHashSet(StringComparer.Ordinal), cancellationToken);
    }

    /// <summary>Makes one, or changes one that still is what the author read.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Which; null makes a new one.</param>
    /// <param name="expected">The version that the author read.</param>
    /// <param name="draft">What it is to be, checked already.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<(ReviewerGroupOutcome Outcome, ReviewerGroup? Group, FeedEvent? Event)> SaveAsync(
        Id<Organisation> organisation, Id<ReviewGroup>? id, long expected, ReviewerGroupDraft draft, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(ReviewerGroupOutcome, ReviewerGroup?, FeedEvent?)>(organisation, async connection =>
        {
            var key = (id ?? Id<ReviewGroup>.New(clock)).Value;
            var schedule = draft.Schedule is null ? null : JsonSerializer.Serialize(draft.Schedule, JsonSerializerOptions.Web);
            var parameters = new { organisation = organisation.Value, key, name = draft.Name, members = draft.Members.Distinct(StringComparer.Ordinal).ToArray(), schedule, expected, actor = actor.Id, now = clock.GetUtcNow(), most = MostGroups };
            if (id is not null)
            {
                var version = await connection.ValueAsync<long>("select version from tenant.reviewer_groups where organisation_id = @organisation and id = @key for update", parameters, cancellationToken);
                if (version != expected)
                    return (version == 0 ? ReviewerGroupOutcome.NotFound : ReviewerGroupOutcome.Changed, null, null);
            }
            else if (await connection.ValueAsync<bool>("select count(*) >= @most from tenant.reviewer_groups where organisation_id = @organisation", parameters, cancellationToken))
            {
                return (ReviewerGroupOutcome.Full, null, null);
            }

            if (await connection.ValueAsync<bool>("select exists (select from tenant.reviewer_groups where organisation_id = @organisation and name = @name and id <> @key)", parameters, cancellationToken))
                return (ReviewerGroupOutcome.NameTaken, null, null);
            if (await connection.ValueAsync<bool>(
                """
                select exists (select from unnest(@members) m where
                    not exists (select from tenant.members p where p.organisation_id = @organisation and p.user_id = m and p.roles <> '{}')
                    and not exists (select from tenant.grants g where g.organisation_id = @organisation and g.partner_organisation_id = m and tenant.is_live(g)))
                """, parameters, cancellationToken))
                return (ReviewerGroupOutcome.UnknownMember, null, null);
            await connection.RunAsync(
                """
                insert into tenant.reviewer_groups (organisation_id, id, name, schedule, created_at, created_by) values (@organisation, @key, @name, @schedule::jsonb, @now, @actor)
                on conflict (organisation_id, id) do update set name = excluded.name, schedule = excluded.schedule, version = reviewer_groups.version + 1;
                delete from tenant.reviewer_group_members where organisation_id = @organisation and group_id = @key and not member_id = any (@members);
                insert into tenant.reviewer_group_members (organisation_id, group_id, member_id) select @organisation, @key, m from unnest(@members) m on conflict do nothing;
                """, parameters, cancellationToken);
            await connection.AuditAsync(
                clock, actor, id is null ? "reviewer_group.created" : "reviewer_group.changed", key, new { name = draft.Name, members = draft.Members, schedule = draft.Schedule }, cancellationToken);
            var appended = await connection.AppendFeedAsync("ReviewerGroupChanged", key, new { name = draft.Name }, cancellationToken);
            return (ReviewerGroupOutcome.Done, await FindAsync(connection, organisation, key, cancellationToken), appended);
        }, cancellationToken);
    }

    /// <summary>Removes one; null when it is not there. What waits for it then waits for admins.</summary>
    public Task<FeedEvent?> DeleteAsync(Id<Organisation> organisation, Id<ReviewGroup> id, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<FeedEvent?>(organisation, async connection =>
        {
            if (await connection.RunAsync(
                "delete from tenant.reviewer_groups where organisation_id = @organisation and id = @id", new { organisation = organisation.Value, id = id.Value }, cancellationToken) == 0)
                return null;
            await connection.AuditAsync(clock, actor, "reviewer_group.deleted", id.Value, null, cancellationToken);
            return await connection.AppendFeedAsync("ReviewerGroupChanged", id.Value, new { }, cancellationToken);
        }, cancellationToken);
    }

    private static async Task<ReviewerGroup?> FindAsync(NpgsqlConnection connection, Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        (await connection.FirstAsync<Row>($"{Select} and g.id = @id", new { organisation = organisation.Value, id }, cancellationToken))?.ToGroup();

    private sealed record Row(string Id, string Name, JsonElement? Schedule, long Version, JsonElement Members)
    {
        public ReviewerGroup ToGroup() => new(
            Id, Name, Members.Deserialize<List<ReviewerGroupMember>>(JsonSerializerOptions.Web)!, Schedule?.Deserialize<OnCallSchedule>(JsonSerializerOptions.Web), Version);
    }
}
