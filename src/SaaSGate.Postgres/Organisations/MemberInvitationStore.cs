using Microsoft.EntityFrameworkCore;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Organisations;

/// <summary>
/// People who are asked to join with a password of their own; of the links, only hashes. A row is there as long as it waits, and whoever takes it away joins:
/// of two who use a link at the same time, one finds it.
/// </summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Decides what has expired.</param>
public sealed class MemberInvitationStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>How many wait at most.</summary>
    public const int MostWaiting = 200;

    private const string Columns = """
        id, email, display_name, roles, created_at, created_by_name, expires_at, case
            when exists (select from tenant.members m where m.organisation_id = member_invitations.organisation_id and lower(m.email) = lower(member_invitations.email)) then 'joined'
            when tenant.provider_needed(email) then 'provider'
            when tenant.invitation_stands(member_invitations) then 'waiting'
            else 'void' end as state
        """;

    private const string Usable = """
        select i.id, o.name as organisation_name, i.created_by as created_by_id, i.created_by_name, i.email, i.display_name, i.roles, i.expires_at,
            tenant.provider_needed(i.email) as provider_needed
        from tenant.member_invitations i join tenant.organisations o on o.organisation_id = i.organisation_id
        where i.organisation_id = @organisation and i.hash = @hash and i.expires_at > @now and tenant.invitation_stands(i)
        """;

    /// <summary>Those that wait, and those that have run out and were not withdrawn; newest first.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="before">Only those with a smaller id; null for the newest.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<MemberInvitationView>> ListAsync(Id<Organisation> organisation, string? before, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<MemberInvitationView>(
            $"select {Columns} from tenant.member_invitations where organisation_id = @organisation and (@before is null or id < @before) order by id desc limit @limit",
            new { organisation = organisation.Value, before, limit }, cancellationToken), cancellationToken);

    /// <summary>Invites. Who is invited already gets another link, and the one before opens nothing any more.</summary>
    /// <returns>How it ended; names that are no role here; the invitation and the event of the feed.</returns>
    public Task<(MemberOutcome Outcome, IReadOnlyList<string> Unknown, MemberInvitationView? Invitation, FeedEvent? Event)> InviteAsync(
        Id<Organisation> organisation, NewMemberInvitation invite, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(invite);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(MemberOutcome, IReadOnlyList<string>, MemberInvitationView?, FeedEvent?)>(organisation, async connection =>
        {
            await connection.RunAsync("select tenant.lock_roles()", null, cancellationToken);
            var now = clock.GetUtcNow();
            var parameters = new
            {
                organisation = organisation.Value,
                id = invite.Id.Value,
                email = invite.Email,
                name = invite.DisplayName,
                roles = invite.Roles.ToArray(),
                hash = invite.Hash,
                mailHash = invite.MailHash,
                now,
                expires = now + invite.Length,
                actor = actor.Id,
                actorName = actor.Name,
                most = (long)MostWaiting,
            };
            var check = (await connection.FirstAsync<Check>(
                """
                select tenant.unknown_roles(@roles) as unknown, tenant.reaches(@actor, @roles) as reached, tenant.provider_needed(@email) as provider_needed,
                    exists (select from tenant.members m where m.organisation_id = @organisation and lower(m.email) = lower(@email)
                        and (m.status = 'active' or m.email_verified or m.source <> 'local')) as taken,
                    @most <= (select count(*) from tenant.member_invitations where organisation_id = @organisation and lower(email) <> lower(@email)) as full
                """, parameters, cancellationToken))!;
            if (check.Outcome is not MemberOutcome.Done and var refused)
                return (refused, check.Unknown, null, null);
            if (await connection.FirstAsync<Ended>(
                "delete from tenant.member_invitations where organisation_id = @organisation and lower(email) = lower(@email) returning id", parameters, cancellationToken) is { } before)
                await connection.AuditAsync(clock, actor, "member.invitation_withdrawn", before.Id, new { replacedBy = invite.Id.Value }, cancellationToken);
            var made = (await connection.FirstAsync<MemberInvitationView>(
                $"""
                insert into tenant.member_invitations (organisation_id, id, email, display_name, roles, hash, mail_hash, created_at, created_by, created_by_name, expires_at)
                values (@organisation, @id, @email, @name, @roles, @hash, @mailHash, @now, @actor, @actorName, @expires)
                returning {Columns}
                """, parameters, cancellationToken))!;
            await connection.AuditAsync(clock, actor, "member.invited", made.Id, new { email = made.Email, name = made.DisplayName, roles = made.Roles }, cancellationToken);
            return (MemberOutcome.Done, [], made, await TellAsync(connection, made.Id, "invited", cancellationToken));
        }, cancellationToken);
    }

    /// <summary>Takes an invitation back. Null when it does not wait.</summary>
    public Task<FeedEvent?> WithdrawAsync(Id<Organisation> organisation, Id<MemberInvitation> id, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<FeedEvent?>(organisation, async connection =>
        {
            if (await connection.RunAsync(
                "delete from tenant.member_invitations where organisation_id = @organisation and id = @id", new { organisation = organisation.Value, id = id.Value }, cancellationToken) == 0)
                return null;
            await connection.AuditAsync(clock, actor, "member.invitation_withdrawn", id.Value, null, cancellationToken);
            return await TellAsync(connection, id.Value, "withdrawn", cancellationToken);
        }, cancellationToken);
    }

    /// <summary>The invitation that a link's token opens; null when it opens none.</summary>
    public Task<OpenInvitation?> FindAsync(Id<Organisation> organisation, byte[] hash, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<OpenInvitation>(
            Usable, new { organisation = organisation.Value, hash, now = clock.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>Makes a member of whoever has the link. Of those who come at the same time, one does.</summary>
    /// <param name="organisation">Which organisation.</param>
    /// <param name="hash">SHA-256 of the link's token.</param>
    /// <param name="mailHash">SHA-256 of what only the mail has; null where the link comes from who invited.</param>
    /// <param name="user">Their account.</param>
    /// <param name="makeAccount">Makes it, while nobody else can use the link: false where the address has one; null where it is there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Done, NotFound where the link opens nothing, ProviderNeeded or AccountKnown; the events of the feed.</returns>
    public Task<(MemberOutcome Outcome, IReadOnlyList<FeedEvent> Events)> AcceptAsync(
        Id<Organisation> organisation, byte[] hash, byte[]? mailHash, Id<User> user, Func<Task<bool>>? makeAccount, CancellationToken cancellationToken) =>
        tenants.InTenantAsync<(MemberOutcome, IReadOnlyList<FeedEvent>)>(organisation, async connection =>
        {
            await connection.RunAsync("select tenant.lock_roles()", null, cancellationToken);
            var key = new { organisation = organisation.Value, hash, mailHash, user = user.Value, now = clock.GetUtcNow() };
            // With who comes in for the same address by the directory or an identity provider, one after the other.
            await connection.RunAsync(
                """
                select pg_advisory_xact_lock(hashtextextended(organisation_id || '/' || lower(email), 0))
                from tenant.member_invitations where organisation_id = @organisation and hash = @hash
                """, key, cancellationToken);
            if (await connection.FirstAsync<OpenInvitation>($"{Usable} for update of i", key, cancellationToken) is not { } invitation
                || await connection.ValueAsync<bool>("select exists (select from tenant.members where organisation_id = @organisation and user_id = @user)", key, cancellationToken))
                return (MemberOutcome.NotFound, []);
            if (invitation.ProviderNeeded)
                return (MemberOutcome.ProviderNeeded, []);
            if (makeAccount is not null && !await MakeAsync(makeAccount))
                return (MemberOutcome.AccountKnown, []);
            // Who invites sees the link too: an address is verified by what only the mail has, where the domain is the organisation's.
            await connection.RunAsync(
                """
                insert into tenant.members (organisation_id, user_id, display_name, email, roles, address_shown, email_verified)
                select organisation_id, @user, display_name, email, roles, coalesce(mail_hash = @mailHash, false), coalesce(mail_hash = @mailHash, false) and tenant.domain_is_proven(email)
                from tenant.member_invitations where organisation_id = @organisation and hash = @hash;
                delete from tenant.member_invitations where organisation_id = @organisation and hash = @hash;
                """, key, cancellationToken);
            await connection.AuditAsync(
                clock, new(user.Value, invitation.DisplayName), "member.joined", user.Value, new { invitation = invitation.Id, invitedBy = invitation.CreatedById, roles = invitation.Roles }, cancellationToken);
            return (MemberOutcome.Done,
            [
                await TellAsync(connection, invitation.Id, "accepted", cancellationToken),
                await connection.AppendFeedAsync("MemberChanged", user.Value, new { roles = invitation.Roles }, cancellationToken),
            ]);
        }, cancellationToken);

    /// <summary>Another organisation may make an account for the same address in the same moment.</summary>
    private static async Task<bool> MakeAsync(Func<Task<bool>> makeAccount)
    {
        try
        {
            return await makeAccount();
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }
    }

    private static Task<FeedEvent> TellAsync(NpgsqlConnection connection, string id, string what, CancellationToken cancellationToken) =>
        connection.AppendFeedAsync("MemberInvitationChanged", id, new { what }, cancellationToken);

    private sealed record Check(IReadOnlyList<string> Unknown, bool Reached, bool ProviderNeeded, bool Taken, bool Full)
    {
        public MemberOutcome Outcome => Unknown.Count > 0 ? MemberOutcome.UnknownRole
            : !Reached ? MemberOutcome.Beyond
            : ProviderNeeded ? MemberOutcome.ProviderNeeded
            : Taken ? MemberOutcome.AddressTaken
            : Full ? MemberOutcome.Full
            : MemberOutcome.Done;
    }

    private sealed record Ended(string Id);
}
