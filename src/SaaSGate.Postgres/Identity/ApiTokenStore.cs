using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Identity;

/// <summary>Credentials for the management API; only hashes of them.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Decides what has expired.</param>
public sealed class ApiTokenStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>Tokens, newest first.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="before">Only tokens with a smaller id; null for the newest.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<ApiTokenView>> ListAsync(Id<Organisation> organisation, string? before, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<ApiTokenView>(
            $"""
            select t.id, t.name, t.scopes, t.created_at, {ActorNames.Of("t.created_by")} as created_by_name, t.expires_at, t.revoked_at
            from tenant.api_tokens t
            where t.organisation_id = @organisation and (@before is null or t.id < @before)
            order by t.id desc limit @limit
            """,
            new { organisation = organisation.Value, before, limit }, cancellationToken), cancellationToken);

    /// <summary>
    /// The token with this hash, where it is neither revoked nor expired, and who made it manages people still. A directory's token outlives its maker, marked:
    /// were it dead, nobody's leaving would come through any more, beginning with the maker's own; were it whole, its maker could bring themselves back.
    /// </summary>
    public Task<ApiTokenRow?> FindLiveAsync(Id<Organisation> organisation, byte[] hash, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<ApiTokenRow>(
            """
            select t.id, t.name, t.scopes, t.created_by, p.maker_permissions, not 'people' = any (p.maker_permissions) as maker_has_left from tenant.api_tokens t
            cross join lateral (select tenant.permissions_of_person(t.created_by) as maker_permissions) p
            where t.organisation_id = @organisation and t.hash = @hash and t.revoked_at is null and t.expires_at > @now
              and ('people' = any (p.maker_permissions) or t.scopes = '{scim}')
            """,
            new { organisation = organisation.Value, hash, now = clock.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>Keeps a new token.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="token">Id, name and scopes.</param>
    /// <param name="hash">SHA-256 of the whole token.</param>
    /// <param name="expiresAt">When it ends.</param>
    /// <param name="actor">Who makes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CreateAsync(Id<Organisation> organisation, NewApiToken token, byte[] hash, DateTimeOffset expiresAt, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.RunAsync(
                """
                insert into tenant.api_tokens (organisation_id, id, name, hash, scopes, created_by, expires_at)
                values (@organisation, @id, @name, @hash, @scopes, @actor, @expiresAt)
                """,
                new { organisation = organisation.Value, id = token.Id, name = token.Name, hash, scopes = token.Scopes.ToArray(), actor = actor.Id, expiresAt }, cancellationToken);
            await connection.AuditAsync(clock, actor, "token.created", token.Id, new { name = token.Name, scopes = token.Scopes }, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Revokes a token. False when there is none.</summary>
    public Task<bool> RevokeAsync(Id<Organisation> organisation, string id, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var found = await connection.RunAsync(
                "update tenant.api_tokens set revoked_at = coalesce(revoked_at, @now) where organisation_id = @organisation and id = @id",
                new { organisation = organisation.Value, id, now = clock.GetUtcNow() }, cancellationToken) > 0;
            if (found)
                await connection.AuditAsync(clock, actor, "token.revoked", id, null, cancellationToken);
            return found;
        }, cancellationToken);
}
