using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Skills;

/// <summary>What becomes of keys of skills after they were made: another takes the place of one, or one was found where it does not belong.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class SkillKeyChangeStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>Keeps a key that takes the place of another, which ends a while later.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="skill">Whose key.</param>
    /// <param name="old">The one whose place it takes; the new one may be used from the same networks.</param>
    /// <param name="create">The new one.</param>
    /// <param name="endsAt">When the old one ends, where it does not end before.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The event of the feed where it was made: not where the skill has no such key that works, or the actor has left.</returns>
    public Task<(FeedEvent? Event, CredentialOutcome Outcome)> RotateAsync(
        Id<Organisation> organisation, Id<Skill> skill, Id<SkillKey> old, NewSkillKey create, DateTimeOffset endsAt, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(FeedEvent?, CredentialOutcome)>(organisation, async connection =>
        {
            // Before the key: a leaving comes from the skill to its keys.
            if (await connection.HoldAsync(skill.Value, actor, cancellationToken) is not CredentialOutcome.Made and var refused)
                return (null, refused);
            var parameters = new
            {
                organisation = organisation.Value,
                skill = skill.Value,
                old = old.Value,
                id = create.Id.Value,
                hint = create.Hint,
                hash = create.Hash,
                checksum = create.Checksum,
                expiresAt = create.ExpiresAt,
                endsAt,
                actor = actor.Id,
                now = clock.GetUtcNow(),
            };
            var ending = await connection.RunAsync(
                """
                update tenant.skill_keys set expires_at = least(expires_at, @endsAt)
                where organisation_id = @organisation and skill_id = @skill and id = @old and revoked_at is null and expires_at > @now
                """,
                parameters, cancellationToken);
            if (ending == 0)
                return (null, CredentialOutcome.Missing);
            await connection.RunAsync(
                """
                insert into tenant.skill_keys (organisation_id, id, skill_id, hint, hash, checksum, networks, created_by, expires_at, replaces)
                select organisation_id, @id, skill_id, @hint, @hash, @checksum, networks, @actor, @expiresAt, id from tenant.skill_keys
                where organisation_id = @organisation and id = @old
                """,
                parameters, cancellationToken);
            await connection.AuditAsync(clock, actor, "key.rotated", create.Id.Value, new { skillId = skill.Value, before = old.Value, beforeEndsAt = endsAt }, cancellationToken);
            await connection.AppendViewAsync(cancellationToken);
            return (await connection.AppendSkillChangedAsync((await connection.ReadSkillAsync(skill, cancellationToken))!, cancellationToken), CredentialOutcome.Made);
        }, cancellationToken);
    }

    /// <summary>The keys of the organisation that begin and end so. Who asks is written down.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="hint">First characters.</param>
    /// <param name="checksum">Last characters.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<LeakedKey>> FindLeakedAsync(Id<Organisation> organisation, string hint, string checksum, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var found = await connection.ListAsync<LeakedKey>(
                """
                select k.id as key_id, k.skill_id, s.name as skill_name, k.expires_at, k.revoked_at, k.last_used_at, k.revoked_at is null and k.expires_at > @now as works
                from tenant.skill_keys k join tenant.skills s on s.organisation_id = k.organisation_id and s.id = k.skill_id
                where k.organisation_id = @organisation and k.hint = @hint and k.checksum = @checksum order by k.id limit 10
                """,
                new { organisation = organisation.Value, hint, checksum, now = clock.GetUtcNow() }, cancellationToken);
            await connection.AuditAsync(clock, actor, "key.leak_checked", found.FirstOrDefault()?.KeyId, new { found = found.ConvertAll(key => key.KeyId) }, cancellationToken);
            return found;
        }, cancellationToken);
}
