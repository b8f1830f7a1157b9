namespace SaaSGate.Postgres.Federation;

/// <summary>Sign-ins on their way through an identity provider.</summary>
/// <param name="platform">The database.</param>
/// <param name="clock">Decides what is over.</param>
public sealed class SignInAttemptStore(PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>Keeps one; forgets those that are long over.</summary>
    /// <param name="stateHash">SHA-256 of <c>state</c>.</param>
    /// <param name="attempt">All about it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task BeginAsync(byte[] stateHash, SignInAttempt attempt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            """
            with over as (delete from platform.sign_in_attempts where expires_at < @now)
            insert into platform.sign_in_attempts (state_hash, browser_hash, organisation_id, provider_id, return_to, fresh, replaces, started_at, expires_at, answer)
            values (@stateHash, @browser, @organisation, @provider, @returnTo, @fresh, @replaces, @started, @expires, @answer)
            """,
            new
            {
                stateHash,
                browser = attempt.BrowserHash,
                organisation = attempt.OrganisationId,
                provider = attempt.ProviderId,
                returnTo = attempt.ReturnTo,
                fresh = attempt.Fresh,
                replaces = attempt.Replaces,
                started = attempt.StartedAt,
                expires = attempt.ExpiresAt,
                answer = attempt.Answer,
                now = clock.GetUtcNow(),
            },
            cancellationToken);
    }

    /// <summary>Takes one, once; null when there is none, it is over, or somebody has taken it.</summary>
    public async Task<SignInAttempt?> TakeAsync(byte[] stateHash, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.FirstAsync<SignInAttempt>(
            """
            with taken as (delete from platform.sign_in_attempts where state_hash = @stateHash returning *)
            select browser_hash, organisation_id, provider_id, return_to, fresh, replaces, started_at, expires_at, answer from taken where expires_at > @now
            """,
            new { stateHash, now = clock.GetUtcNow() }, cancellationToken);
    }
}
