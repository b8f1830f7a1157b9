using System.Security.Cryptography;

namespace SaaSGate.Postgres.Identity;

/// <summary>Passwords of local accounts, and links by which lost ones are set anew: of those, only hashes.</summary>
/// <param name="platform">The database.</param>
/// <param name="clock">Decides what is over.</param>
public sealed class PasswordStore(PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>How many links an account has at a time: nobody is mailed without end by who knows their address.</summary>
    public const int MostLinks = 3;

    private const string Account = "u.id, u.email, u.display_name, u.security_stamp as stamp";

    /// <summary>The account with a password that an address opens; null where there is none.</summary>
    /// <param name="normalEmail">The address as Identity normalises it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PasswordAccount?> FindAsync(string normalEmail, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.FirstAsync<PasswordAccount>(
            $"select {Account} from platform.users u where u.normalized_email = @normalEmail and u.password_hash is not null", new { normalEmail }, cancellationToken);
    }

    /// <summary>Keeps a link; forgets those that are over. False where the account has as many as it may.</summary>
    /// <param name="account">Whose, as it is now.</param>
    /// <param name="hash">SHA-256 of the link's secret.</param>
    /// <param name="length">For how long it works.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> AddLinkAsync(PasswordAccount account, byte[] hash, TimeSpan length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        var now = clock.GetUtcNow();
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync("delete from platform.password_resets where expires_at <= @now", new { now }, cancellationToken);
        return await connection.RunAsync(
            """
            insert into platform.password_resets (hash, user_id, stamp, created_at, expires_at)
            select @hash, @user, @stamp, @now, @until where (select count(*) from platform.password_resets where user_id = @user) < @most
            """,
            new { hash, user = account.Id, stamp = account.Stamp, now, until = now + length, most = (long)MostLinks }, cancellationToken) == 1;
    }

    /// <summary>Forgets a link that was not sent.</summary>
    public async Task RemoveLinkAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync("delete from platform.password_resets where hash = @hash", new { hash }, cancellationToken);
    }

    /// <summary>Whose link it is, as long as it works; null where it opens nothing.</summary>
    public async Task<PasswordAccount?> FindByLinkAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.FirstAsync<PasswordAccount>(
            $"""
            select {Account} from platform.password_resets r join platform.users u on u.id = r.user_id
            where r.hash = @hash and r.expires_at > @now and r.stamp = u.security_stamp and u.password_hash is not null
            """, new { hash, now = clock.GetUtcNow() }, cancellationToken);
    }

    /// <summary>
    /// Sets another password. Of those who do so at the same time, one does. Cookies made before hold no more, sign-ins but one are ended, and no link works any
    /// more. Counted tries are forgotten, save of accounts that ask for a code: that can be guessed at still. Where no sign-in goes on, passkeys are removed too:
    /// whoever had the account before may have left one, and it opens what the password does.
    /// </summary>
    /// <param name="account">Whose, as it was when the person was let in.</param>
    /// <param name="passwordHash">The new password's.</param>
    /// <param name="keep">The sign-in that goes on; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The new stamp, and the sign-ins that have ended; null where another password was set in between.</returns>
    public async Task<(string Stamp, IReadOnlyList<string> Ended)?> SetAsync(PasswordAccount account, string passwordHash, string? keep, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        var stamp = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await using var connection = await platform.OpenAsync(cancellationToken);
        var done = (await connection.FirstAsync<Done>(
            """
            with changed as (
                update platform.users u set password_hash = @passwordHash, security_stamp = @stamp, concurrency_stamp = @stamp,
                    access_failed_count = case when a.user_id is null then 0 else access_failed_count end, lockout_end = case when a.user_id is null then null else lockout_end end
                from (select @user as id) own left join platform.authenticators a on a.user_id = own.id and a.confirmed_at is not null
                where u.id = own.id and u.security_stamp = @before and u.password_hash is not null
                returning u.id),
            ended as (
                update platform.sign_ins s set ended_at = @now from changed c
                where s.user_id = c.id and s.ended_at is null and s.expires_at > @now and s.id is distinct from @keep
                returning s.id),
            spent as (delete from platform.password_resets r using changed c where r.user_id = c.id),
            removed as (delete from platform.user_passkeys p using changed c where p.user_id = c.id and @keep::text is null)
            select exists (select from changed) as is_changed, array(select id from ended) as ended
            """,
            new { user = account.Id, before = account.Stamp, passwordHash, stamp, keep, now = clock.GetUtcNow() }, cancellationToken))!;
        return done.IsChanged ? (stamp, done.Ended) : null;
    }

    private sealed record Done(bool IsChanged, IReadOnlyList<string> Ended);
}
