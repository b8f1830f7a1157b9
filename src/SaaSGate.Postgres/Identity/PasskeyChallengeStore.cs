namespace SaaSGate.Postgres.Identity;

/// <summary>What browsers were asked to sign: each is answered once.</summary>
/// <param name="platform">The database.</param>
/// <param name="clock">Decides what is over.</param>
public sealed class PasskeyChallengeStore(PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>Keeps one; forgets those that are over.</summary>
    /// <param name="idHash">SHA-256 of its id.</param>
    /// <param name="challenge">All about it.</param>
    /// <param name="length">For how long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AddAsync(byte[] idHash, PasskeyChallenge challenge, TimeSpan length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        var now = clock.GetUtcNow();
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            """
            with over as (delete from platform.passkey_challenges where expires_at < @now)
            insert into platform.passkey_challenges (id_hash, user_id, state, expires_at) values (@idHash, @user, @state, @until)
            """,
            new { idHash, user = challenge.UserId, state = challenge.State, now, until = now + length }, cancellationToken);
    }

    /// <summary>Takes one, once; null when there is none, or it is over.</summary>
    public async Task<PasskeyChallenge?> TakeAsync(byte[] idHash, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.FirstAsync<PasskeyChallenge>(
            "with taken as (delete from platform.passkey_challenges where id_hash = @idHash returning *) select user_id, state from taken where expires_at > @now",
            new { idHash, now = clock.GetUtcNow() }, cancellationToken);
    }
}
