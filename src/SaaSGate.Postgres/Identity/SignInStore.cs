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
            "insert into platform.sign_ins (id, user_id, created_at, expires_at, proven_at) values (@id, @user, @now, @expires, @now)",
            new { id, user = user.Value, now, expires = now + length }, cancellationToken);
        return id;
    }

    /// <summary>The person of a sign-in that still holds; null when it ended, expired, or the password changed since.</summary>
    /// <param name="id">The sign-in.</param>
    /// <param name="stamp">The security stamp that the cookie was made with.</param>
    /// <param name="organisation">Where it is used: that organisation may have ended the person's sign-ins, for itself.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SignedInUser?> FindLiveAsync(string id, string stamp, Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.FirstAsync<SignedInUser>(
            """
            select u.id, u.email, u.display_name
            from platform.sign_ins s join platform.users u on u.id = s.user_id
            where s.id = @id and s.ended_at is null and s.expires_at > @now and u.security_stamp = @stamp and not exists (
                select from tenant.members m where m.organisation_id = @organisation and m.user_id = u.id and m.signed_out_at >= s.created_at)
            """,
            new { id, stamp, organisation = organisation.Value, now = clock.GetUtcNow() }, cancellationToken);
    }

    /// <summary>Of open connections, the keys of those whose sign-in ended, whose password changed, or whose person has left the organisation.</summary>
    public async Task<List<string>> ListRevokedAsync(IReadOnlyCollection<OpenConnection> connections, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<KeyRow>(
            """
            select c.key from unnest(@keys, @signIns, @stamps, @users, @organisations) as c (key, sign_in, stamp, user_id, organisation_id)
            where not exists (
                select from platform.sign_ins s
                join platform.users u on u.id = s.user_id
                join tenant.members m on m.user_id = u.id and m.roles <> '{}'
                where s.id = c.sign_in and s.ended_at is null and s.expires_at > @now and u.id = c.user_id and u.security_stamp = c.stamp
                  and m.organisation_id = c.organisation_id and (m.signed_out_at is null or m.signed_out_at < s.created_at))
            """,
            new
            {
                keys = connections.Select(open => open.Key).ToArray(),
                signIns = connections.Select(open => open.SignInId).ToArray(),
                stamps = connections.Select(open => open.Stamp).ToArray(),
                users = connections.Select(open => open.UserId).ToArray(),
                organisations = connections.Select(open => open.OrganisationId).ToArray(),
                now = clock.GetUtcNow(),
            },
            cancellationToken)).ConvertAll(row => row.Key);
    }

    /// <summary>Notes that the person of a sign-in has shown once more who they are.</summary>
    public async Task ProveAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            "update platform.sign_ins set proven_at = @now where id = @id and ended_at is null", new { id, now = clock.GetUtcNow() }, cancellationToken);
    }

    /// <summary>When the person of a sign-in last showed who they are; null when it has ended.</summary>
    public async Task<DateTimeOffset?> ProvenAtAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.FirstAsync<ProvenRow>(
            "select proven_at from platform.sign_ins where id = @id and ended_at is null and expires_at > @now", new { id, now = clock.GetUtcNow() }, cancellationToken))?.ProvenAt;
    }

    /// <summary>Ends a sign-in, and with it every copy of its cookie.</summary>
    public async Task EndAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            "update platform.sign_ins set ended_at = coalesce(ended_at, @now) where id = @id", new { id, now = clock.GetUtcNow() }, cancellationToken);
    }

    /// <summary>
    /// Ends a person's sign-ins after an organisation did so for itself (<c>tenant.members.signed_out_at</c>). Those of somebody who belongs to others too go on there.
    /// </summary>
    /// <returns>How many counted in the organisation until now.</returns>
    public async Task<int> EndOfMemberAsync(Id<Organisation> organisation, string userId, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        var parameters = new { organisation = organisation.Value, userId, now = clock.GetUtcNow() };
        var live = await connection.ValueAsync<int>(
            "select count(*)::int from platform.sign_ins where user_id = @userId and ended_at is null and expires_at > @now", parameters, cancellationToken);
        await connection.RunAsync(
            """
            update platform.sign_ins set ended_at = @now
            where user_id = @userId and ended_at is null and not exists (
                select from tenant.members m where m.user_id = @userId and m.organisation_id <> @organisation and m.roles <> '{}')
            """, parameters, cancellationToken);
        return live;
    }

    /// <summary>
    /// Counts a try to sign in, before its password is looked at, in one statement: tries that come at the same time are
    /// counted one by one. The try that reaches the limit locks the account.
    /// </summary>
    /// <param name="userId">Whose account.</param>
    /// <param name="limit">How many wrong tries lock it.</param>
    /// <param name="length">For how long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the account is locked, or there is none: then nothing was counted.</returns>
    public async Task<bool> CountTryAsync(string userId, int limit, TimeSpan length, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.RunAsync(
            """
            update platform.users set
                access_failed_count = case when access_failed_count + 1 >= @limit then 0 else access_failed_count + 1 end,
                lockout_end = case when access_failed_count + 1 >= @limit then @until end
            where id = @userId and (lockout_end is null or lockout_end <= @now)
            """,
            new { userId, limit, now, until = now + length }, cancellationToken) == 1;
    }

    /// <summary>Forgets counted tries: the password was right.</summary>
    public async Task ForgiveTriesAsync(Id<User> user, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync("update platform.users set access_failed_count = 0, lockout_end = null where id = @user", new { user = user.Value }, cancellationToken);
    }

    private sealed record KeyRow(string Key);

    private sealed record ProvenRow(DateTimeOffset ProvenAt);
}
