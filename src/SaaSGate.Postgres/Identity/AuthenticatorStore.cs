namespace SaaSGate.Postgres.Identity;

/// <summary>Authenticator apps of local accounts.</summary>
/// <param name="platform">The database.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class AuthenticatorStore(PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>A person's; null where there is none.</summary>
    public async Task<Authenticator?> FindAsync(string userId, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.FirstAsync<Authenticator>(
            "select secret_sealed, confirmed_at, cardinality(recovery) as recovery_left from platform.authenticators where user_id = @userId", new { userId }, cancellationToken);
    }

    /// <summary>Keeps a new one that is not confirmed; it takes the place of another that was not. False where one is in use.</summary>
    public async Task<bool> BeginAsync(string userId, byte[] secretSealed, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.RunAsync(
            """
            insert into platform.authenticators as a (user_id, secret_sealed, last_step) values (@userId, @secretSealed, 0)
            on conflict (user_id) do update set secret_sealed = excluded.secret_sealed, last_step = 0 where a.confirmed_at is null
            """, new { userId, secretSealed }, cancellationToken) == 1;
    }

    /// <summary>From now on its codes are asked for. False where it was confirmed before.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="step">The step of the code that showed it.</param>
    /// <param name="recovery">SHA-256 of each recovery code.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> ConfirmAsync(string userId, long step, IReadOnlyList<byte[]> recovery, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recovery);
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.RunAsync(
            """
            update platform.authenticators set confirmed_at = @now, last_step = @step, recovery = array(select decode(c, 'hex') from unnest(@recovery) c)
            where user_id = @userId and confirmed_at is null
            """,
            new { userId, step, recovery = recovery.Select(Convert.ToHexString).ToArray(), now = clock.GetUtcNow() }, cancellationToken) == 1;
    }

    /// <summary>Takes the code of a step, once: none that is as old or older counts after it.</summary>
    public async Task<bool> TakeStepAsync(string userId, long step, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.RunAsync(
            "update platform.authenticators set last_step = @step where user_id = @userId and confirmed_at is not null and last_step < @step", new { userId, step }, cancellationToken) == 1;
    }

    /// <summary>Takes a recovery code, once.</summary>
    public async Task<bool> TakeRecoveryAsync(string userId, byte[] hash, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.RunAsync(
            "update platform.authenticators set recovery = array_remove(recovery, @hash) where user_id = @userId and confirmed_at is not null and @hash = any (recovery)",
            new { userId, hash }, cancellationToken) == 1;
    }

    /// <summary>Its codes are asked for no more. False where there is none.</summary>
    public async Task<bool> RemoveAsync(string userId, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.RunAsync("delete from platform.authenticators where user_id = @userId", new { userId }, cancellationToken) == 1;
    }
}
