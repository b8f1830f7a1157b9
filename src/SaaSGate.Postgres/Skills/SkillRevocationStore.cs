using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.Postgres.Skills;

/// <summary>Ends skills for good.</summary>
/// <param name="tenants">The database.</param>
/// <param name="stops">A revoked skill is stopped.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class SkillRevocationStore(TenantDatabase tenants, StopStore stops, TimeProvider clock)
{
    /// <summary>Revokes a skill: a stop for gateways first, then gone from what they see. Nothing brings it back, and its recordings stay.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="skill">Which.</param>
    /// <param name="reason">Why.</param>
    /// <param name="actor">Who revokes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Events of feeds; null when there is no such skill. Empty when it was revoked already.</returns>
    public async Task<IReadOnlyList<FeedAppended>?> RevokeAsync(Id<Organisation> organisation, Id<Skill> skill, string reason, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var feeds = await tenants.InTenantAsync<IReadOnlyList<FeedAppended>?>(organisation, async connection =>
        {
            var parameters = new { organisation = organisation.Value, skill = skill.Value };
            if (await connection.RunAsync(
                "update tenant.skills set status = 'revoked', confirm_lock = null, left_by = null, version = version + 1 where organisation_id = @organisation and id = @skill and status <> 'revoked'",
                parameters, cancellationToken) == 0)
                return await connection.ValueAsync<bool>("select true from tenant.skills where organisation_id = @organisation and id = @skill", parameters, cancellationToken) ? [] : null;
            await connection.AuditAsync(clock, actor, "skill.revoked", skill.Value, new { reason }, cancellationToken);
            return (await stops.AddLockAsync(connection, new(organisation, StopKind.Skill, skill.Value), reason, actor, cancellationToken)).Feeds;
        }, cancellationToken);

        // In a transaction of its own: the log of views comes before feeds in the order of locks.
        if (feeds is { Count: > 0 })
            await tenants.InTenantAsync(organisation, connection => connection.AppendViewAsync(cancellationToken), cancellationToken);
        return feeds;
    }
}
