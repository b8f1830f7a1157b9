using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Organisations;

/// <summary>
/// Which roles people are given here. Nobody gives or takes what they may not do themselves, so that only owners make owners; and an organisation always
/// keeps an owner.
/// </summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class MemberRoleStore(TenantDatabase tenants, TimeProvider clock)
{
    private const string Owner = "owner";

    /// <summary>People as <see cref="ListedMember"/>; parameter: @organisation.</summary>
    internal const string Listed = """
        select m.user_id as id, m.display_name, m.email, m.email_verified, m.roles, coalesce(u.base_roles, m.roles) as given_roles, m.roles_version, m.status, m.source,
            m.status <> 'active' or (m.source in ('oidc', 'saml') and exists (
                select from tenant.linked_identities l where l.organisation_id = m.organisation_id and l.user_id = m.user_id and l.made_member)) as roles_kept
        from tenant.members m
        left join tenant.directory_users u on u.organisation_id = m.organisation_id and u.user_id = m.user_id
        where m.organisation_id = @organisation
        """;

    /// <summary>A person; null where there never was one.</summary>
    public Task<ListedMember?> FindAsync(Id<Organisation> organisation, string userId, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => FindAsync(connection, organisation, userId, "", cancellationToken), cancellationToken);

    /// <summary>Gives a person these roles and takes the others that were given here; those of groups stay.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="userId">Who.</param>
    /// <param name="expected">The version that the author read.</param>
    /// <param name="roles">Names of roles, each once.</param>
    /// <param name="actor">Who gives them, in person.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How it ended; names that are no role here; the event of the feed.</returns>
    public Task<(MemberOutcome Outcome, IReadOnlyList<string> Unknown, FeedEvent? Event)> GiveAsync(
        Id<Organisation> organisation, string userId, long expected, IReadOnlyList<string> roles, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(roles);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(MemberOutcome, IReadOnlyList<string>, FeedEvent?)>(organisation, async connection =>
        {
            await connection.RunAsync("select tenant.lock_roles()", null, cancellationToken);
            if (await LockAsync(connection, organisation, userId, cancellationToken) is not { } member)
                return (MemberOutcome.NotFound, [], null);
            if (member.RolesVersion != expected)
                return (MemberOutcome.Changed, [], null);
            var gives = roles.Except(member.GivenRoles).ToArray();
            var takes = member.GivenRoles.Except(roles).ToArray();
            // Of whom an identity provider keeps, it says all but who owns the organisation.
            if (member.RolesKept && (member.Status != "active" || gives.Concat(takes).Any(role => role != Owner)))
                return (MemberOutcome.Kept, [], null);
            var check = (await connection.FirstAsync<Check>(
                "select tenant.unknown_roles(@gives) as unknown, tenant.reaches(@actor, @gives || @takes) as reached, 'owner' = any (@takes) and tenant.is_last_owner(@userId) as last_owner",
                new { gives, takes, actor = actor.Id, userId }, cancellationToken))!;
            if (check.Unknown.Count > 0)
                return (MemberOutcome.UnknownRole, check.Unknown, null);
            if (!check.Reached)
                return (MemberOutcome.Beyond, [], null);
            if (check.LastOwner)
                return (MemberOutcome.LastOwner, [], null);
            return (MemberOutcome.Done, [], await KeepAsync(connection, organisation, member, roles, actor, cancellationToken));
        }, cancellationToken);
    }

    /// <summary>The operator makes a person an owner, where nobody is left who could.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="person">Id or e-mail address of somebody who is here.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Who it is; null where nobody, or more than one, is meant.</returns>
    public Task<ListedMember?> MakeOwnerAsync(Id<Organisation> organisation, string person, CancellationToken cancellationToken) =>
        tenants.InTenantAsync<ListedMember?>(organisation, async connection =>
        {
            await connection.RunAsync("select tenant.lock_roles()", null, cancellationToken);
            var meant = await connection.ListAsync<Meant>(
                "select user_id from tenant.members where organisation_id = @organisation and status = 'active' and (user_id = @person or lower(email) = lower(@person)) limit 2",
                new { organisation = organisation.Value, person }, cancellationToken);
            if (meant is not [var one] || await LockAsync(connection, organisation, one.UserId, cancellationToken) is not { } member)
                return null;
            if (!member.Roles.Contains(Owner))
                await KeepAsync(connection, organisation, member, [.. member.GivenRoles, Owner], Actor.System, cancellationToken);
            return await FindAsync(connection, organisation, one.UserId, "", cancellationToken);
        }, cancellationToken);

    private async Task<FeedEvent> KeepAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, ListedMember member, IReadOnlyList<string> roles, Actor actor, CancellationToken cancellationToken)
    {
        await connection.RunAsync(
            """
            update tenant.directory_users set base_roles = @roles where organisation_id = @organisation and user_id = @user;
            update tenant.members m set roles = @roles, roles_version = roles_version + 1
            where organisation_id = @organisation and user_id = @user and not exists (
                select from tenant.directory_users u where u.organisation_id = m.organisation_id and u.user_id = m.user_id);
            select tenant.map_directory_roles(array[@user]);
            """,
            new { organisation = organisation.Value, user = member.Id, roles = roles.ToArray() }, cancellationToken);
        await connection.AuditAsync(clock, actor, "member.roles_changed", member.Id, new { from = member.GivenRoles, to = roles }, cancellationToken);
        return await connection.AppendFeedAsync("MemberChanged", member.Id, new { roles }, cancellationToken);
    }

    /// <summary>A person, locked: first what the directory keeps of them, then the person, as where the directory changes them, so that neither waits for the other.</summary>
    private static async Task<ListedMember?> LockAsync(NpgsqlConnection connection, Id<Organisation> organisation, string userId, CancellationToken cancellationToken)
    {
        await connection.RunAsync(
            "select from tenant.directory_users where organisation_id = @organisation and user_id = @userId for no key update",
            new { organisation = organisation.Value, userId }, cancellationToken);
        return await FindAsync(connection, organisation, userId, "for update of m", cancellationToken);
    }

    private static Task<ListedMember?> FindAsync(NpgsqlConnection connection, Id<Organisation> organisation, string userId, string locking, CancellationToken cancellationToken) =>
        connection.FirstAsync<ListedMember>($"{Listed} and m.user_id = @userId {locking}", new { organisation = organisation.Value, userId }, cancellationToken);

    private sealed record Check(IReadOnlyList<string> Unknown, bool Reached, bool LastOwner);

    private sealed record Meant(string UserId);
}
