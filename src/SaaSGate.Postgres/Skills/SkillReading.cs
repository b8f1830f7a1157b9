using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Skills;

/// <summary>Reads skills with what hangs on them: three queries for a whole page.</summary>
internal static class SkillReading
{
    private const string Select = """
        select k.id, k.name, k.purpose, k.owner_user_id as owner_id, coalesce(m.display_name, k.owner_user_id) as owner_name,
            k.connection_id, c.name as connection_name, k.labels, k.status, false as stopped, k.expires_at, k.created_at, k.version, k.confirmed_at, k.confirm_by, k.left_by,
            u.last_used_at, u.live_sessions, k.id in (select b.id from tenant.beyond_plan('skills') b) as beyond_plan
        from tenant.skills k
        join tenant.connections c on c.organisation_id = k.organisation_id and c.id = k.connection_id
        left join tenant.members m on m.organisation_id = k.organisation_id and m.user_id = k.owner_user_id
        cross join lateral (
            select max(s.last_at) as last_used_at, (count(*) filter (where s.open_exchanges > 0))::int as live_sessions
            from tenant.sessions s where s.organisation_id = k.organisation_id and s.skill_id = k.id) u
        where k.organisation_id = tenant.current_organisation()
        """;

    public static async Task<List<SkillView>> ReadSkillsAsync(this NpgsqlConnection connection, string? after, int limit, CancellationToken cancellationToken) =>
        await WithLocksAndKeysAsync(
            connection,
            await connection.ListAsync<SkillView>($"{Select} and (@after is null or k.name > @after) order by k.name limit @limit", new { after, limit }, cancellationToken),
            cancellationToken);

    public static async Task<SkillView?> ReadSkillAsync(this NpgsqlConnection connection, Id<Skill> skill, CancellationToken cancellationToken) =>
        (await WithLocksAndKeysAsync(
            connection,
            await connection.ListAsync<SkillView>($"{Select} and k.id = @skill", new { skill = skill.Value }, cancellationToken),
            cancellationToken)).FirstOrDefault();

    private static async Task<List<SkillView>> WithLocksAndKeysAsync(NpgsqlConnection connection, List<SkillView> skills, CancellationToken cancellationToken)
    {
        if (skills.Count == 0)
            return skills;
        var ids = skills.Select(skill => skill.Id).ToArray();
        var organisation = (await connection.ValueAsync<string>("select tenant.current_organisation()", null, cancellationToken))!;
        var locks = await connection.ListAsync<LockRow>(
            $"""
            select l.target_id, l.id, l.kind, l.reason, l.created_at, {ActorNames.Of("l.created_by")} as created_by_name
            from tenant.locks l
            where l.organisation_id = tenant.current_organisation() and l.lifted_at is null and l.target_id = any (@targets)
            order by l.created_at desc
            """,
            new { targets = skills.SelectMany(Targets).Select(target => target.Id).Distinct().ToArray() }, cancellationToken);
        var keys = await connection.ListAsync<KeyRow>(
            """
            select skill_id, id, hint, created_at, expires_at, revoked_at, last_used_at, networks from tenant.skill_keys
            where organisation_id = tenant.current_organisation() and skill_id = any (@ids) order by created_at desc, id desc
            """,
            new { ids }, cancellationToken);
        var locksOf = locks.ToLookup(row => (row.Kind, row.TargetId), row => row.Lock);
        var keysOf = keys.ToLookup(row => row.SkillId, row => row.Key);
        return skills.ConvertAll(skill =>
        {
            var held = Targets(skill).SelectMany(target => locksOf[target]).ToList();
            return skill with { Stopped = held.Count > 0, Locks = held, Keys = [.. keysOf[skill.Id]] };
        });

        IEnumerable<(string Kind, string Id)> Targets(SkillView skill) =>
            [("skill", skill.Id), ("person", skill.Owner.Id), ("connection", skill.Connection.Id), ("organisation", organisation), .. skill.Labels.Select(label => ("label", label))];
    }

    private sealed record LockRow(string TargetId, string Id, string Kind, string Reason, DateTimeOffset CreatedAt, string CreatedByName)
    {
        public LockView Lock => new(Id, Kind, Reason, CreatedAt, CreatedByName);
    }

    private sealed record KeyRow(
        string SkillId, string Id, string Hint, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt, string[] Networks)
    {
        public SkillKeyView Key => new(Id, Hint, CreatedAt, ExpiresAt, RevokedAt, LastUsedAt, Networks);
    }
}
