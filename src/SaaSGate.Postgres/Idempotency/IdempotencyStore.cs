using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Idempotency;

/// <summary>Answers to requests that may be sent again.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Deletes, in all organisations, what is too old.</param>
/// <param name="clock">Decides what is too old.</param>
public sealed class IdempotencyStore(TenantDatabase tenants, PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>After this a request without an answer is taken for lost, and may be tried again.</summary>
    public static readonly TimeSpan Lost = TimeSpan.FromMinutes(2);

    /// <summary>Claims a key for a request.</summary>
    /// <param name="organisation">Where.</param>
    /// <param name="actor">Whose key.</param>
    /// <param name="key">The key.</param>
    /// <param name="requestHash">Keyed hash of method, path and body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the caller is the first; otherwise what the first request has come to.</returns>
    public Task<IdempotencyRow?> ClaimAsync(Id<Organisation> organisation, string actor, string key, byte[] requestHash, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var now = clock.GetUtcNow();
            var parameters = new { organisation = organisation.Value, actor, key, hash = requestHash, now, old = now - Kept, lost = now - Lost };
            await connection.RunAsync(
                """
                delete from tenant.idempotency
                where organisation_id = @organisation and (started_at < @old or (status is null and started_at < @lost))
                """,
                parameters, cancellationToken);
            var first = await connection.RunAsync(
                """
                insert into tenant.idempotency (organisation_id, actor, key, request_hash, started_at)
                values (@organisation, @actor, @key, @hash, @now) on conflict do nothing
                """,
                parameters, cancellationToken) == 1;
            return first ? null : await connection.FirstAsync<IdempotencyRow>(
                "select request_hash, status, headers, body, secret from tenant.idempotency where organisation_id = @organisation and actor = @actor and key = @key",
                parameters, cancellationToken);
        }, cancellationToken);

    /// <summary>Keeps the first request's answer.</summary>
    /// <param name="organisation">Where.</param>
    /// <param name="actor">Whose key.</param>
    /// <param name="key">The key.</param>
    /// <param name="answer">Status, headers and body as JSON texts; a body that shows a secret is left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CompleteAsync(Id<Organisation> organisation, string actor, string key, IdempotentAnswer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            """
            update tenant.idempotency set status = @status, headers = @headers::jsonb, body = @body::json, secret = @secret
            where organisation_id = @organisation and actor = @actor and key = @key
            """,
            new { organisation = organisation.Value, actor, key, status = answer.Status, headers = answer.Headers, body = answer.Body, secret = answer.Secret }, cancellationToken), cancellationToken);
    }

    /// <summary>Deletes, in all organisations, answers that are too old to be given again.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync("delete from tenant.idempotency where started_at < @old", new { old = clock.GetUtcNow() - Kept }, cancellationToken);
    }

    /// <summary>Lets a key go whose request came to nothing, so that it can be sent again.</summary>
    public Task ReleaseAsync(Id<Organisation> organisation, string actor, string key, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            "delete from tenant.idempotency where organisation_id = @organisation and actor = @actor and key = @key",
            new { organisation = organisation.Value, actor, key }, cancellationToken), cancellationToken);
}
