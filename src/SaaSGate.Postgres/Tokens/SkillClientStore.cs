using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Skills;

namespace SaaSGate.Postgres.Tokens;

/// <summary>Clients of the token service: credentials of skills.</summary>
/// <param name="tenants">The database.</param>
/// <param name="stops">A revoked client is a stop.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class SkillClientStore(TenantDatabase tenants, StopStore stops, TimeProvider clock)
{
    /// <summary>How many clients of a skill may be live at once: one, and the one that takes its place.</summary>
    public const int MostLive = 2;

    /// <summary>Clients of a skill, newest first; null when there is no such skill.</summary>
    public Task<List<SkillClientView>?> ListAsync(Id<Organisation> organisation, Id<Skill> skill, CancellationToken cancellationToken) =>
        tenants.InTenantAsync<List<SkillClientView>?>(organisation, async connection =>
        {
            if (await connection.ReadSkillAsync(skill, cancellationToken) is null)
                return null;
            return await connection.ListAsync<SkillClientView>(
                """
                select id, method, hint, created_at, expires_at, revoked_at, last_used_at from tenant.skill_clients
                where organisation_id = @organisation and skill_id = @skill order by created_at desc, id desc limit 100
                """,
                new { organisation = organisation.Value, skill = skill.Value }, cancellationToken);
        }, cancellationToken);

    /// <summary>Keeps a client; the token service and gateways know it with the commit.</summary>
    /// <returns>The event of the feed where it was made: not where there is no such skill, no more fits, or the actor has left.</returns>
    public Task<(FeedEvent? Event, CredentialOutcome Outcome)> CreateAsync(
        Id<Organisation> organisation, Id<Skill> skill, NewSkillClient create, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(FeedEvent?, CredentialOutcome)>(organisation, async connection =>
        {
            // The row of the skill is held: of two that come at once, one sees the other.
            if (await connection.HoldAsync(skill.Value, actor, cancellationToken) is not CredentialOutcome.Made and var refused)
                return (null, refused);
            var live = await connection.ValueAsync<long>(
                "select count(*) from tenant.skill_clients where organisation_id = @organisation and skill_id = @skill and revoked_at is null and expires_at > @now",
                new { organisation = organisation.Value, skill = skill.Value, now = clock.GetUtcNow() }, cancellationToken);
            if (live >= MostLive)
                return (null, CredentialOutcome.Full);
            await connection.RunAsync(
                """
                insert into tenant.skill_clients (organisation_id, id, skill_id, method, hint, created_at, created_by, expires_at)
                values (@organisation, @id, @skill, @method, @hint, @now, @actor, @expiresAt)
                """,
                new
                {
                    organisation = organisation.Value,
                    id = create.Id.Value,
                    skill = skill.Value,
                    method = create.Method,
                    hint = create.Hint,
                    now = clock.GetUtcNow(),
                    actor = actor.Id,
                    expiresAt = create.ExpiresAt,
                },
                cancellationToken);
            await connection.RunAsync(
                "select platform.register_client(@organisation, @id, @secret, @keys)",
                new
                {
                    organisation = organisation.Value,
                    id = create.Id.Value,
                    secret = create.SecretHash is null ? null : Convert.ToHexStringLower(create.SecretHash),
                    keys = create.Keys,
                },
                cancellationToken);
            await connection.AuditAsync(
                clock, actor, "client.created", create.Id.Value, new { skillId = skill.Value, method = create.Method, expiresAt = create.ExpiresAt }, cancellationToken);
            await connection.AppendViewAsync(cancellationToken);
            return (await connection.AppendSkillChangedAsync((await connection.ReadSkillAsync(skill, cancellationToken))!, cancellationToken), CredentialOutcome.Made);
        }, cancellationToken);
    }

    /// <summary>Revokes a client: a stop for gateways, and the token service knows it no more.</summary>
    /// <returns>Events of feeds; null when the skill has no such client. Empty when it was revoked already.</returns>
    public async Task<IReadOnlyList<FeedAppended>?> RevokeAsync(
        Id<Organisation> organisation, Id<Skill> skill, Id<SkillClient> client, Actor actor, CancellationToken cancellationToken)
    {
        var feeds = await tenants.InTenantAsync<IReadOnlyList<FeedAppended>?>(organisation, async connection =>
        {
            var parameters = new { organisation = organisation.Value, skill = skill.Value, client = client.Value, now = clock.GetUtcNow() };
            var revoked = await connection.RunAsync(
                """
                update tenant.skill_clients set revoked_at = @now
                where organisation_id = @organisation and skill_id = @skill and id = @client and revoked_at is null
                """,
                parameters, cancellationToken);
            if (revoked == 1)
            {
                await connection.RunAsync("select platform.forget_client(@organisation, @client)", parameters, cancellationToken);
                return (await stops.AddLockAsync(connection, new(organisation, StopKind.Credential, client.Value), "The client was revoked.", actor, cancellationToken)).Feeds;
            }

            return await connection.ValueAsync<bool>(
                "select true from tenant.skill_clients where organisation_id = @organisation and skill_id = @skill and id = @client", parameters, cancellationToken) ? [] : null;
        }, cancellationToken);

        // In a transaction of its own: the log of views comes before feeds in the order of locks.
        if (feeds is { Count: > 0 })
            await tenants.InTenantAsync(organisation, connection => connection.AppendViewAsync(cancellationToken), cancellationToken);
        return feeds;
    }
}
