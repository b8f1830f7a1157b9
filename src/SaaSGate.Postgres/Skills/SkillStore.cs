using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Skills;

/// <summary>Skills. Every change is followed by gateways, told to portals and audited, in one transaction.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class SkillStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>How many skills of an organisation may be live at once: gateways hold all of them.</summary>
    public const int MostLive = 5000;

    /// <summary>Skills, by name.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="after">Name of the last one known; null for the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<SkillView>> ListAsync(Id<Organisation> organisation, string? after, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ReadSkillsAsync(after, limit, cancellationToken), cancellationToken);

    /// <summary>A skill; null when it is not there.</summary>
    public Task<SkillView?> FindAsync(Id<Organisation> organisation, Id<Skill> skill, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ReadSkillAsync(skill, cancellationToken), cancellationToken);

    /// <summary>What stopping a skill would do now; null when there is no such skill.</summary>
    public Task<StopPreview?> PreviewStopAsync(Id<Organisation> organisation, Id<Skill> skill, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<StopPreview>(
            """
            select
                (select coalesce(sum(s.open_exchanges), 0)::int from tenant.sessions s
                 where s.organisation_id = k.organisation_id and s.skill_id = k.id and s.open_exchanges > 0) as open_streams,
                (select count(*)::int from tenant.approvals a
                 where a.organisation_id = k.organisation_id and a.skill_id = k.id and a.state = 'pending') as held_requests,
                (select count(*)::int from tenant.skill_keys y
                 where y.organisation_id = k.organisation_id and y.skill_id = k.id and y.revoked_at is null and y.expires_at > @now) as active_keys
            from tenant.skills k where k.organisation_id = @organisation and k.id = @skill
            """,
            new { organisation = organisation.Value, skill = skill.Value, now = clock.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>Whether one more skill fits.</summary>
    public Task<bool> HasRoomAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<bool>(
            "select count(*) < @most from tenant.skills where organisation_id = @organisation and status = 'active' and expires_at > @now",
            new { organisation = organisation.Value, most = MostLive, now = clock.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>Registers a skill.</summary>
    /// <returns>The skill and the event of the feed; null when the name is taken.</returns>
    /// <exception cref="ConnectionGoneException">Its connection was removed.</exception>
    public async Task<(SkillView Skill, FeedEvent Event)?> CreateAsync(Id<Organisation> organisation, NewSkill create, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(actor);
        try
        {
            return await tenants.InTenantAsync(organisation, async connection =>
            {
                await connection.RunAsync(
                    """
                    insert into tenant.skills (organisation_id, id, name, purpose, owner_user_id, connection_id, labels, expires_at, created_by)
                    values (@organisation, @id, @name, @purpose, @owner, @connection, @labels, @expiresAt, @actor)
                    """,
                    new
                    {
                        organisation = organisation.Value,
                        id = create.Id.Value,
                        name = create.Name,
                        purpose = create.Purpose,
                        owner = create.OwnerUserId,
                        connection = create.ConnectionId,
                        labels = create.Labels.ToArray(),
                        expiresAt = create.ExpiresAt,
                        actor = actor.Id,
                    },
                    cancellationToken);
                await connection.AuditAsync(clock, actor, "skill.created", create.Id.Value, new { name = create.Name, owner = create.OwnerUserId }, cancellationToken);
                return await ChangedAsync(connection, create.Id, cancellationToken);
            }, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return null;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            throw new ConnectionGoneException(exception);
        }
    }

    /// <summary>Changes a skill where it still is what the author read.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="skill">Which.</param>
    /// <param name="expected">The version that the author read.</param>
    /// <param name="changes">What changes.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The skill and the event of the feed; null when another change came first, or there is no such skill.</returns>
    public Task<(SkillView Skill, FeedEvent Event)?> UpdateAsync(
        Id<Organisation> organisation, Id<Skill> skill, long expected, SkillChanges changes, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return tenants.InTenantAsync<(SkillView, FeedEvent)?>(organisation, async connection =>
        {
            var changed = await connection.RunAsync(
                """
                update tenant.skills
                set purpose = coalesce(@purpose, purpose), labels = coalesce(@labels, labels), owner_user_id = coalesce(@owner, owner_user_id), version = version + 1
                where organisation_id = @organisation and id = @skill and version = @expected
                """,
                new
                {
                    organisation = organisation.Value,
                    skill = skill.Value,
                    expected,
                    purpose = changes.Purpose,
                    labels = changes.Labels?.ToArray(),
                    owner = changes.OwnerUserId,
                },
                cancellationToken);
            if (changed == 0)
                return null;
            await connection.AuditAsync(clock, actor, "skill.changed", skill.Value, changes, cancellationToken);
            return await ChangedAsync(connection, skill, cancellationToken);
        }, cancellationToken);
    }

    private static async Task<(SkillView, FeedEvent)?> ChangedAsync(NpgsqlConnection connection, Id<Skill> id, CancellationToken cancellationToken)
    {
        var skill = (await connection.ReadSkillAsync(id, cancellationToken))!;
        await connection.AppendViewAsync(cancellationToken);
        return (skill, await connection.AppendSkillChangedAsync(skill, cancellationToken));
    }
}
