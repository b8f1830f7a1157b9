using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.Postgres.Skills;

/// <summary>Keys of skills.</summary>
/// <param name="tenants">The database.</param>
/// <param name="stops">A revoked key is a stop.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class SkillKeyStore(TenantDatabase tenants, StopStore stops, TimeProvider clock)
{
    /// <summary>How many keys of a skill may be live at once: gateways hold all of them.</summary>
    public const int MostLive = 20;

    /// <summary>Whether one more key of the skill fits.</summary>
    public Task<bool> HasRoomAsync(Id<Organisation> organisation, Id<Skill> skill, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<bool>(
            """
            select count(*) < @most from tenant.skill_keys
            where organisation_id = @organisation and skill_id = @skill and revoked_at is null and expires_at > @now
            """,
            new { organisation = organisation.Value, skill = skill.Value, most = MostLive, now = clock.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>Keeps a new key; gateways follow.</summary>
    /// <returns>The event of the feed where it was made: not where there is no such skill, or the actor has left.</returns>
    public Task<(FeedEvent? Event, CredentialOutcome Outcome)> CreateAsync(Id<Organisation> organisation, Id<Skill> skill, NewSkillKey create, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(FeedEvent?, CredentialOutcome)>(organisation, async connection =>
        {
            if (await connection.HoldAsync(skill.Value, actor, cancellationToken) is not CredentialOutcome.Made and var refused)
                return (null, refused);
            await connection.RunAsync(
                """
                insert into tenant.skill_keys (organisation_id, id, skill_id, hint, hash, checksum, networks, created_by, expires_at)
                values (@organisation, @id, @skill, @hint, @hash, @checksum, @networks, @actor, @expiresAt)
                """,
                new
                {
                    organisation = organisation.Value,
                    id = create.Id.Value,
                    skill = skill.Value,
                    hint = create.Hint,
                    hash = create.Hash,
                    checksum = create.Checksum,
                    networks = create.Networks,
                    actor = actor.Id,
                    expiresAt = create.ExpiresAt,
                },
                cancellationToken);
            await connection.AuditAsync(clock, actor, "key.created", create.Id.Value, new { skillId = skill.Value, expiresAt = create.ExpiresAt, networks = create.Networks }, cancellationToken);
            await connection.AppendViewAsync(cancellationToken);
            return (await connection.AppendSkillChangedAsync((await connection.ReadSkillAsync(skill, cancellationToken))!, cancellationToken), CredentialOutcome.Made);
        }, cancellationToken);
    }

    /// <summary>Revokes a key: a stop for gateways first, then gone from what they see.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="skill">Whose key.</param>
    /// <param name="key">Which.</param>
    /// <param name="actor">Who revokes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Events of feeds; null when the skill has no such key. Empty when the key was revoked already.</returns>
    public async Task<IReadOnlyList<FeedAppended>?> RevokeAsync(
        Id<Organisation> organisation, Id<Skill> skill, Id<SkillKey> key, Actor actor, CancellationToken cancellationToken)
    {
        var feeds = await tenants.InTenantAsync<IReadOnlyList<FeedAppended>?>(organisation, async connection =>
        {
            var parameters = new { organisation = organisation.Value, skill = skill.Value, key = key.Value, now = clock.GetUtcNow() };
            var revoked = await connection.RunAsync(
                """
                update tenant.skill_keys set revoked_at = @now
                where organisation_id = @organisation and skill_id = @skill and id = @key and revoked_at is null
                """,
                parameters, cancellationToken);
            if (revoked == 1)
                return (await stops.AddLockAsync(connection, new(organisation, StopKind.Credential, key.Value), "The key was revoked.", actor, cancellationToken)).Feeds;
            return await connection.ValueAsync<bool>(
                "select true from tenant.skill_keys where organisation_id = @organisation and skill_id = @skill and id = @key",
                parameters, cancellationToken) ? [] : null;
        }, cancellationToken);

        // In a transaction of its own: the log of views comes before feeds in the order of locks.
        if (feeds is { Count: > 0 })
            await tenants.InTenantAsync(organisation, connection => connection.AppendViewAsync(cancellationToken), cancellationToken);
        return feeds;
    }
}
