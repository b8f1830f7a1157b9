using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Idempotency;

/// <summary>Answers to requests that may be sent again.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Deletes, in all organisations, what is too old.</param>
/// <param name="clock">Decides what is too old.</param>
public sealed class IdempotencyStore(TenantDatabase tenants, PlatformDatabase platform, TimeProvider clock)
{
    // Who was taken for lost and comes back late must not answer, or let go, what another does now.
    private const string Claimed = "organisation_id = @organisation and actor = @actor and key = @key and started_at = any(@claims) and status is null";

    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>After this a request without an answer, whose claim nobody renewed, is taken for lost, and may be tried again.</summary>
    public static readonly TimeSpan Lost = TimeSpan.FromMinutes(2);

    /// <summary>Claims a key for a request.</summary>
    /// <param name="organisation">Where.</param>
    /// <param name="actor">Whose key.</param>
    /// <param name="key">The key.</param>
    /// <param name="requestHash">Keyed hash of method, path and body.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The claim, where the caller is the first. Otherwise what the first request has come to; nothing where it let go just now.</returns>
    public Task<(IdempotencyClaim? Claim, IdempotencyRow? Earlier)> ClaimAsync(Id<Organisation> organisation, string actor, string key, byte[] requestHash, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var now = Now();
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
            return first ? (new IdempotencyClaim(organisation, actor, key, now), (IdempotencyRow?)null) : (null, await connection.FirstAsync<IdempotencyRow>(
                "select request_hash, status, headers, body, secret from tenant.idempotency where organisation_id = @organisation and actor = @actor and key = @key",
                parameters, cancellationToken));
        }, cancellationToken);

    /// <summary>Says that the request is still worked on, so that its key is not taken for lost; nothing where the claim is no more.</summary>
    /// <param name="claim">The claim. Not for two at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RenewAsync(IdempotencyClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var now = Now();
        // Before it is sent: its answer may be lost.
        claim.Times.Add(now);
        return tenants.InTenantAsync(claim.Organisation, connection => connection.RunAsync(
            $"update tenant.idempotency set started_at = @now where {Claimed}", Parameters(claim, now), cancellationToken), cancellationToken);
    }

    /// <summary>Keeps the first request's answer; nothing where the claim is no more.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="answer">Status, headers and body as JSON texts; a body that shows a secret is left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task CompleteAsync(IdempotencyClaim claim, IdempotentAnswer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(answer);
        return tenants.InTenantAsync(claim.Organisation, connection => connection.RunAsync(
            $"update tenant.idempotency set status = @status, headers = @headers::jsonb, body = @body::json, secret = @secret where {Claimed}",
            new
            {
                organisation = claim.Organisation.Value,
                actor = claim.Actor,
                key = claim.Key,
                claims = claim.Times.ToArray(),
                status = answer.Status,
                headers = answer.Headers,
                body = answer.Body,
                secret = answer.Secret,
            },
            cancellationToken), cancellationToken);
    }

    /// <summary>Deletes, in all organisations, answers that are too old to be given again.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync("delete from tenant.idempotency where started_at < @old", new { old = clock.GetUtcNow() - Kept }, cancellationToken);
    }

    /// <summary>Lets a key go whose request came to nothing, so that it can be sent again; nothing where the claim is no more.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ReleaseAsync(IdempotencyClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return tenants.InTenantAsync(claim.Organisation, connection => connection.RunAsync(
            $"delete from tenant.idempotency where {Claimed}", Parameters(claim, default), cancellationToken), cancellationToken);
    }

    private static object Parameters(IdempotencyClaim claim, DateTimeOffset now) =>
        new { organisation = claim.Organisation.Value, actor = claim.Actor, key = claim.Key, claims = claim.Times.ToArray(), now };

    /// <summary>In whole microseconds, as PostgreSQL keeps it.</summary>
    private DateTimeOffset Now() => UnixMicroseconds.ToTime(UnixMicroseconds.Of(clock.GetUtcNow()));
}
