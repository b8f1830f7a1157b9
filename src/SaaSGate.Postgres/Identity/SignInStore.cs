using System.Security.Cryptography;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Identity;

/// <summary>Sign-ins: a cookie works as long as its row does.</summary>
/// <param name="platform">The database.</param>
/// <param name="clock">Decides what has expired.</param>
public sealed class SignInStore(PlatformDatabase platform, TimeProvider clock)
{
    private const int MostListed = 100;
    private static readonly TimeSpan BetweenSightings = TimeSpan.FromMinutes(5);

    /// <summary>Begins a sign-in.</summary>
    /// <returns>Its id: 32 hexadecimal digits from the system's generator.</returns>
    public async Task<string> BeginAsync(NewSignIn signIn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var now = clock.GetUtcNow();
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            """
            insert into platform.sign_ins (id, user_id, created_at, expires_at, proven_at, seen_at, device, address, organisation_id, provider_id, provider_subject, provider_session)
            values (@id, @user, @now, @expires, least(@proven, @now), @now, @device, @address, @organisation, @provider, @subject, @session)
            """,
            new
            {
                id,
                user = signIn.User.Value,
                now,
                expires = now + signIn.Length,
                proven = signIn.ProvenAt,
                device = signIn.Device,
                address = signIn.Address,
                organisation = signIn.By?.Organisation.Value,
                provider = signIn.By?.Provider.Value,
                subject = signIn.By?.Subject,
                session = signIn.By?.Session,
            },
            cancellationToken);
        return id;
    }

    /// <summary>The person of a sign-in that still holds in an organisation; null when it ended, expired, opens another one, or the password changed since.</summary>
    /// <param name="id">The sign-in.</param>
    /// <param name="stamp">The security stamp that the cookie was made with.</param>
    /// <param name="organisation">The organisation that is looked at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SignedInUser?> FindLiveAsync(string id, string stamp, Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var found = await connection.FirstAsync<LiveRow>(
            $"""
            select u.id, u.email, s.organisation_id, s.provider_id, s.seen_at
            from platform.sign_ins s join platform.users u on u.id = s.user_id
            where s.id = @id and u.security_stamp = @stamp and {Holds("@organisation")}
            """,
            new { id, stamp, organisation = organisation.Value, now }, cancellationToken);
        if (found is not null && found.SeenAt < now - BetweenSightings)
            await connection.RunAsync("update platform.sign_ins set seen_at = @now where id = @id", new { id, now }, cancellationToken);
        return found is null ? null : new(found.Id, found.Email, found.OrganisationId, found.ProviderId);
    }

    /// <summary>Of open connections, the keys of those whose sign-in ended, whose password changed, or whose person may read nothing there any more.</summary>
    public async Task<List<string>> ListRevokedAsync(IReadOnlyCollection<OpenConnection> connections, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<KeyRow>(
            $"""
            select c.key from unnest(@keys, @signIns, @stamps, @users, @organisations) as c (key, sign_in, stamp, user_id, organisation_id)
            where not exists (
                select from platform.sign_ins s
                join platform.users u on u.id = s.user_id
                join tenant.members m on m.user_id = u.id and 'read' = any (tenant.permissions_in(m.organisation_id, m.roles))
                where s.id = c.sign_in and {Holds("c.organisation_id")} and u.id = c.user_id and u.security_stamp = c.stamp
                  and m.organisation_id = c.organisation_id)
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

    /// <summary>Whether an identity provider vouched for a sign-in: then it says nothing of the person's own account, which may open other organisations.</summary>
    public async Task<bool> IsByProviderAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ValueAsync<bool>("select exists (select from platform.sign_ins where id = @id and provider_id is not null)", new { id }, cancellationToken);
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

    /// <summary>A member's sign-ins that open an organisation, the last used first; null where there is no such member.</summary>
    public async Task<List<LiveSignInView>?> ListAsync(Id<Organisation> organisation, string userId, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        var parameters = new { userId, organisation = organisation.Value, now = clock.GetUtcNow() };
        if (!await connection.ValueAsync<bool>("select exists (select from tenant.members where organisation_id = @organisation and user_id = @userId and cardinality(roles) > 0)", parameters, cancellationToken))
            return null;
        return await connection.ListAsync<LiveSignInView>(
            $"""
            select s.id, s.device, s.address, s.created_at as started_at, s.seen_at, s.expires_at, s.provider_id
            from platform.sign_ins s where s.user_id = @userId and {Holds("@organisation")}
            order by s.seen_at desc, s.id limit {MostListed}
            """,
            parameters, cancellationToken);
    }

    /// <summary>When people last signed in to an organisation, or to an account that opens it; who never did is not there.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> LastAsync(Id<Organisation> organisation, IReadOnlyCollection<string> userIds, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<LastRow>(
            "select user_id, max(created_at) as at from platform.sign_ins where user_id = any (@users) and coalesce(organisation_id, @organisation) = @organisation group by user_id",
            new { users = userIds.ToArray(), organisation = organisation.Value }, cancellationToken)).ToDictionary(row => row.UserId, row => row.At);
    }

    /// <summary>Whether a person has had a sign-in that opens an organisation, whether or not it holds.</summary>
    public async Task<bool> ExistsAsync(Id<Organisation> organisation, string userId, string id, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ValueAsync<bool>(
            """
            select exists (
                select from platform.sign_ins s join tenant.members m on m.user_id = s.user_id and m.organisation_id = @organisation and cardinality(m.roles) > 0
                where s.id = @id and s.user_id = @userId and coalesce(s.organisation_id, @organisation) = @organisation)
            """,
            new { organisation = organisation.Value, userId, id }, cancellationToken);
    }

    /// <summary>
    /// Ends, for an organisation, sign-ins of a person. One that opens other organisations too goes on there: nobody else ends what is theirs.
    /// </summary>
    /// <param name="organisation">The organisation.</param>
    /// <param name="userId">The person.</param>
    /// <param name="id">The one sign-in; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Those that held until now.</returns>
    public async Task<List<string>> EndInAsync(Id<Organisation> organisation, string userId, string? id, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<KeyRow>(
            $"""
            update platform.sign_ins s set
                ended_at = case when s.organisation_id is not null then @now end,
                ended_in = case when s.organisation_id is null then s.ended_in || @organisation else s.ended_in end
            where s.user_id = @userId and (@id is null or s.id = @id) and {Holds("@organisation")}
            returning s.id as key
            """,
            new { userId, id, organisation = organisation.Value, now = clock.GetUtcNow() }, cancellationToken)).ConvertAll(row => row.Key);
    }

    /// <summary>Ends sign-ins by an identity provider: of a subject, of one of its sessions, of both, or all.</summary>
    /// <returns>Who was signed in by them.</returns>
    public async Task<List<string>> EndByProviderAsync(Id<IdentityProvider> provider, string? subject, string? session, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<KeyRow>(
            """
            update platform.sign_ins set ended_at = @now
            where provider_id = @provider and (@subject is null or provider_subject = @subject) and (@session is null or provider_session = @session)
              and ended_at is null and expires_at > @now
            returning user_id as key
            """,
            new { provider = provider.Value, subject, session, now = clock.GetUtcNow() }, cancellationToken)).ConvertAll(row => row.Key);
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
            "select count(*)::int from platform.sign_ins where user_id = @userId and ended_at is null and expires_at > @now and coalesce(organisation_id, @organisation) = @organisation",
            parameters, cancellationToken);
        await connection.RunAsync(
            """
            update platform.sign_ins set ended_at = @now
            where user_id = @userId and ended_at is null and (organisation_id = @organisation or not exists (
                select from tenant.members m where m.user_id = @userId and m.organisation_id <> @organisation and m.roles <> '{}'))
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

    /// <summary>SQL: whether the sign-in <c>s</c> holds at <c>@now</c> in an organisation.</summary>
    private static string Holds(string organisation) =>
        $"""
        s.ended_at is null and s.expires_at > @now and coalesce(s.organisation_id, {organisation}) = {organisation} and not {organisation} = any (s.ended_in)
        and not exists (select from tenant.members o where o.organisation_id = {organisation} and o.user_id = s.user_id and o.signed_out_at >= s.created_at)
        and (s.provider_id is null or exists (
            select from tenant.identity_providers p where p.organisation_id = s.organisation_id and p.id = s.provider_id and p.enabled))
        """;

    private sealed record LiveRow(string Id, string Email, string? OrganisationId, string? ProviderId, DateTimeOffset SeenAt);

    private sealed record KeyRow(string Key);

    private sealed record LastRow(string UserId, DateTimeOffset At);

    private sealed record ProvenRow(DateTimeOffset ProvenAt);
}
