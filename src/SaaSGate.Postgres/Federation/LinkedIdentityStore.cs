using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Organisations;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.Postgres.Federation;

/// <summary>
/// Who somebody is whom an identity provider names. A provider speaks for its own organisation alone: it never reaches an account that is
/// found by address elsewhere, and a member of its own organisation by address only where that organisation has proven the address's domain.
/// </summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class LinkedIdentityStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>Finds the member, links one who has the address, or says that there is none. Groups say anew what who was made by the provider may do.</summary>
    /// <returns>The outcome, whom it is about, and an event where that member changed.</returns>
    public Task<(LinkOutcome Outcome, MemberView? Member, FeedEvent? Event)> ResolveAsync(KnownProvider provider, NamedSubject named, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(named);
        return tenants.InTenantAsync<(LinkOutcome, MemberView?, FeedEvent?)>(provider.Organisation, async connection =>
        {
            var key = Key(provider, named);
            // The member is locked, and what is read is what they are then: a role that is being taken, or a leaving, is not undone by what was before.
            var linked = await connection.FirstAsync<Linked>(
                """
                with locked as (
                    select m.user_id as id, m.display_name, m.email, m.roles, m.status, l.made_member and m.source in ('oidc', 'saml') as made_member, m.email_verified as is_theirs, false as is_local
                    from tenant.linked_identities l join tenant.members m on m.organisation_id = l.organisation_id and m.user_id = l.user_id
                    where l.organisation_id = @organisation and l.provider_id = @provider and l.subject = @subject for update of m),
                seen as (
                    update tenant.linked_identities l set last_at = @now from locked
                    where l.organisation_id = @organisation and l.provider_id = @provider and l.subject = @subject)
                select * from locked
                """, key, cancellationToken);
            if (linked is null)
                return await LinkAsync(connection, provider, named, cancellationToken);
            // Who has left and was made anew by the directory is whom the directory made.
            if (linked.Status != "active" && await connection.ValueAsync<bool>($"select {DirectoryUserStore.LeftOtherwise} from tenant.members m where m.organisation_id = @organisation and m.user_id = @user",
                new { organisation = provider.Organisation.Value, user = linked.Id }, cancellationToken))
                return (LinkOutcome.Left, null, null);
            if (linked.Status != "active")
                return await LinkAsync(connection, provider, named, cancellationToken) is (LinkOutcome.Member or LinkOutcome.NoRole, _, _) and var anew ? anew : (LinkOutcome.Left, null, null);
            // Groups say neither that somebody owns the organisation nor that they do not.
            if (linked.MadeMember && linked.Roles.Contains("owner"))
                named = named with { Roles = [.. named.Roles, "owner"] };
            if (await IsBeyondAsync(connection, provider, linked.MadeMember ? named.Roles : linked.Roles, cancellationToken))
                return (LinkOutcome.Beyond, null, null);
            return linked.MadeMember ? await FollowAsync(connection, provider, named, linked, cancellationToken) : (linked.Outcome, linked.ToView(), null);
        }, cancellationToken);
    }

    /// <summary>Makes a member of who is nobody yet. False when somebody was faster.</summary>
    /// <param name="provider">By whom.</param>
    /// <param name="named">Who, with an address.</param>
    /// <param name="userId">The new account.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<(bool Made, FeedEvent? Event)> AddAsync(KnownProvider provider, NamedSubject named, Id<User> userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(named);
        return tenants.InTenantAsync<(bool, FeedEvent?)>(provider.Organisation, async connection =>
        {
            var parameters = new
            {
                organisation = provider.Organisation.Value,
                provider = provider.Id.Value,
                subject = named.Subject,
                user = userId.Value,
                name = named.DisplayName,
                email = named.Email!,
                roles = named.Roles.ToArray(),
                kind = provider.Kind,
                verified = named.IsVerified,
                now = clock.GetUtcNow(),
            };
            // One after the other for one subject or address, so that two of them make one member.
            await connection.RunAsync(
                "select pg_advisory_xact_lock(hashtextextended(k, 0)) from unnest(array[@organisation || '/' || @provider || '/' || @subject, @organisation || '/' || lower(@email)]) k order by k",
                parameters, cancellationToken);
            if (await connection.ValueAsync<bool>(
                """
                select exists (select from tenant.linked_identities where organisation_id = @organisation and provider_id = @provider and subject = @subject)
                    or exists (select from tenant.members m where m.organisation_id = @organisation and lower(m.email) = lower(@email)
                        and (m.status = 'active' or m.email_verified or m.source <> 'local'))
                """, parameters, cancellationToken))
                return (false, null);
            await connection.RunAsync(
                """
                insert into tenant.members (organisation_id, user_id, display_name, email, roles, source, email_verified)
                values (@organisation, @user, @name, @email, @roles, @kind, @verified and tenant.domain_is_proven(@email));
                insert into tenant.linked_identities (organisation_id, provider_id, subject, user_id, made_member, linked_at, last_at) values (@organisation, @provider, @subject, @user, true, @now, @now);
                """, parameters, cancellationToken);
            var by = new Actor(provider.Id.Value, provider.What.Name);
            await connection.AuditAsync(clock, by, "member.joined", userId.Value, new { provider = provider.Id.Value, roles = named.Roles }, cancellationToken);
            return (true, await connection.AppendFeedAsync("MemberChanged", userId.Value, new { roles = named.Roles }, cancellationToken));
        }, cancellationToken);
    }

    private async Task<(LinkOutcome, MemberView?, FeedEvent?)> LinkAsync(NpgsqlConnection connection, KnownProvider provider, NamedSubject named, CancellationToken cancellationToken)
    {
        var key = Key(provider, named);
        if (named.Email is null)
            return (LinkOutcome.NoAddress, null, null);
        // Who is here goes before who has left.
        var all = await connection.ListAsync<Linked>(
            """
            select user_id as id, display_name, email, roles, status, false as made_member, source = 'scim' or email_verified as is_theirs, source = 'local' as is_local from tenant.members
            where organisation_id = @organisation and lower(email) = lower(@email) order by status, user_id limit 20 for update
            """, key, cancellationToken);
        // Who joined by a link, never showed that the address is theirs, and was sent away is nobody: the person is made anew.
        var known = all.Exists(one => one.Status == "active") ? all.FindAll(one => one.Status == "active") : all.FindAll(one => one.IsTheirs || !one.IsLocal);
        if (known.Count == 0)
            return (!provider.What.CreatesMembers ? LinkOutcome.Unknown : named.Roles.Count == 0 ? LinkOutcome.NoRole
                : await IsBeyondAsync(connection, provider, named.Roles, cancellationToken) ? LinkOutcome.Beyond : LinkOutcome.Nobody, null, null);
        // Nor is a member found by an address that another provider once believed, and nobody verified.
        if (known.Count > 1 || !(known[0].IsTheirs || known[0].IsLocal) || !named.IsVerified || !await connection.ValueAsync<bool>("select tenant.domain_is_proven(@email)", key, cancellationToken))
            return (LinkOutcome.AddressTaken, null, null);
        if (known[0].Status != "active")
            return (LinkOutcome.Left, null, null);
        // Who joined by a link that others have seen may be somebody else, who would be given what this person may do.
        if (!known[0].IsTheirs)
            return (LinkOutcome.NotShown, null, null);
        if (await IsBeyondAsync(connection, provider, known[0].Roles, cancellationToken))
            return (LinkOutcome.Beyond, null, null);
        // A subject of this provider that is linked to the member already is somebody else who had the address before.
        if (await connection.ValueAsync<bool>(
            "select exists (select from tenant.linked_identities where organisation_id = @organisation and provider_id = @provider and user_id = @user and subject <> @subject)",
            new { organisation = provider.Organisation.Value, provider = provider.Id.Value, user = known[0].Id, subject = named.Subject }, cancellationToken))
            return (LinkOutcome.AddressTaken, null, null);
        await connection.RunAsync(
            """
            insert into tenant.linked_identities (organisation_id, provider_id, subject, user_id, made_member, linked_at, last_at)
            values (@organisation, @provider, @subject, @user, false, @now, @now)
            on conflict (organisation_id, provider_id, subject) do update set user_id = excluded.user_id, made_member = false, linked_at = excluded.linked_at, last_at = excluded.last_at
            """,
            new { organisation = provider.Organisation.Value, provider = provider.Id.Value, subject = named.Subject, user = known[0].Id, now = clock.GetUtcNow() }, cancellationToken);
        await connection.AuditAsync(
            clock, new(provider.Id.Value, provider.What.Name), "member.linked", known[0].Id, new { provider = provider.Id.Value, subject = named.Subject }, cancellationToken);
        return (known[0].Outcome, known[0].ToView(), null);
    }

    /// <summary>Name, address and roles of a member whom the provider made follow it.</summary>
    private async Task<(LinkOutcome, MemberView?, FeedEvent?)> FollowAsync(
        NpgsqlConnection connection, KnownProvider provider, NamedSubject named, Linked linked, CancellationToken cancellationToken)
    {
        var outcome = named.Roles.Count == 0 ? LinkOutcome.NoRole : LinkOutcome.Member;
        var wanted = new MemberView(linked.Id, named.DisplayName, await FreeAddressAsync(connection, provider, named, linked, cancellationToken), named.Roles);
        var verified = named.IsVerified && wanted.Email == named.Email;
        if (wanted.DisplayName == linked.DisplayName && wanted.Email == linked.Email && wanted.Roles.Order().SequenceEqual(linked.Roles.Order()))
        {
            // The domain may have been proven since.
            if (verified && !linked.IsTheirs)
                await connection.RunAsync(
                    "update tenant.members set email_verified = true where organisation_id = @organisation and user_id = @user and tenant.domain_is_proven(email)",
                    new { organisation = provider.Organisation.Value, user = linked.Id }, cancellationToken);
            return (outcome, linked.ToView(), null);
        }

        await connection.RunAsync(
            """
            update tenant.members set display_name = @name, email = @email, roles = @roles,
                email_verified = (email = @email and email_verified) or (@verified and tenant.domain_is_proven(@email))
            where organisation_id = @organisation and user_id = @user
            """,
            new
            {
                organisation = provider.Organisation.Value,
                user = wanted.Id,
                name = wanted.DisplayName,
                email = wanted.Email,
                roles = wanted.Roles.ToArray(),
                verified,
            },
            cancellationToken);
        await connection.AuditAsync(
            clock, new(provider.Id.Value, provider.What.Name), "member.saved", wanted.Id, new { provider = provider.Id.Value, roles = wanted.Roles }, cancellationToken);
        return (outcome, wanted, await connection.AppendFeedAsync("MemberChanged", wanted.Id, new { roles = wanted.Roles }, cancellationToken));
    }

    /// <summary>Who saved a provider could otherwise let it name whomever they like, and be them.</summary>
    private static Task<bool> IsBeyondAsync(NpgsqlConnection connection, KnownProvider provider, IReadOnlyList<string> roles, CancellationToken cancellationToken) => connection.ValueAsync<bool>(
        "select not tenant.permissions_of(@roles) <@ p.reach from tenant.identity_providers p where p.organisation_id = @organisation and p.id = @provider",
        new { organisation = provider.Organisation.Value, provider = provider.Id.Value, roles = roles.ToArray() }, cancellationToken);

    /// <summary>The address that the provider gives, where no other member has it.</summary>
    private static async Task<string> FreeAddressAsync(NpgsqlConnection connection, KnownProvider provider, NamedSubject named, Linked linked, CancellationToken cancellationToken) =>
        named.Email is null || await connection.ValueAsync<bool>(
            "select exists (select from tenant.members where organisation_id = @organisation and lower(email) = lower(@email) and user_id <> @user)",
            new { organisation = provider.Organisation.Value, email = named.Email, user = linked.Id }, cancellationToken)
            ? linked.Email
            : named.Email;

    private object Key(KnownProvider provider, NamedSubject named) => new
    {
        organisation = provider.Organisation.Value,
        provider = provider.Id.Value,
        subject = named.Subject,
        email = named.Email,
        now = clock.GetUtcNow(),
    };

    /// <param name="Id">Who.</param>
    /// <param name="DisplayName">Their name.</param>
    /// <param name="Email">Their address.</param>
    /// <param name="Roles">What they are.</param>
    /// <param name="Status">Whether they are here.</param>
    /// <param name="MadeMember">The provider made them a member, and says what they are.</param>
    /// <param name="IsTheirs">Somebody else than they and who invited them says that the address is theirs.</param>
    /// <param name="IsLocal">They sign in with a password.</param>
    private sealed record Linked(string Id, string DisplayName, string Email, IReadOnlyList<string> Roles, string Status, bool MadeMember, bool IsTheirs, bool IsLocal)
    {
        public LinkOutcome Outcome => Roles.Count == 0 ? LinkOutcome.NoRole : LinkOutcome.Member;

        public MemberView ToView() => new(Id, DisplayName, Email, Roles);
    }
}
