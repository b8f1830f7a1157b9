using System.Security.Cryptography;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Identity;

/// <summary>Sign-ins: a cookie works as long as its row does.</summary>
/// <param name="platform">The database.</param>
/// <param name="clock">Decides what has expired.</param>
public sealed class SignInStore(PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>Begins a sign-in.</summary>
    /// <returns>Its id: 32 hexadecimal digits from the system's generator.</returns>
    public async Task<string> BeginAsync(Id<User> user, TimeSpan length, CancellationToken cancellationToken)
    {
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var now = clock.GetUtcNow();
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            "insert into platform.sign_ins (id, user_id, created_at, expires_at) values (@id, @user, @now, @expires)",
            new { id, user = user.Value, now, expires = now + length }, cancellationToken);
        return id;
    }

    /// <summary>The person of a sign-in that still holds; null when it ended, expired, or the password changed since.</summary>
    /// <param name="id">The sign-in.</param>
    /// <param name="stamp">The security stamp that the cookie was made with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SignedInUser?> FindLiveAsync(string id, string stamp, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.FirstAsync<SignedInUser>(
            """
            select u.id, u.email, u.display_name
            from platform.sign_ins s join platform.users u on u.id = s.user_id
            where s.id = @id and s.ended_at is null and s.expires_at > @now and u.security_stamp = @stamp
            """,
            new { id, stamp, now = clock.GetUtcNow() }, cancellationToken);
    }

    /// <summary>Ends a sign-in, and with it every copy of its cookie.</summary>
    public async Task EndAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            "update platform.sign_ins set ended_at = coalesce(ended_at, @now) where id = @id", new { id, now = clock.GetUtcNow() }, cancellationToken);
    }

    /// <summary>
    /// Counts a try to sign in, before its password is looked at, in one statement: tries that come at the same time are
    /// counted one by one. The try that reaches the limit locks the account.
    /// </summary>
    /// <param name="user">Whose account.</param>
    /// <param name="limit">How many wrong tries lock it.</param>
    /// <param name="length">For how long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the account is locked; otherwise whether this try, when wrong, locks it.</returns>
    public async Task<bool?> CountTryAsync(Id<User> user, int limit, TimeSpan length, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ValueAsync<bool?>(
            """
            update platform.users set
                access_failed_count = case when access_failed_count + 1 >= @limit then 0 else access_failed_count + 1 end,
                lockout_end = case when access_failed_count + 1 >= @limit then @until end
            where id = @user and (lockout_end is null or lockout_end <= @now)
            returning lockout_end is not null
            """,
            new { user = user.Value, limit, now, until = now + length }, cancellationToken);
    }

    /// <summary>Forgets counted tries: the password was right.</summary>
    public async Task ForgiveTriesAsync(Id<User> user, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync("update platform.users set access_failed_count = 0, lockout_end = null where id = @user", new { user = user.Value }, cancellationToken);
    }
}
