using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Offboarding;

namespace SaaSGate.Postgres.Scim;

/// <summary>
/// People as the organisation's directory keeps them. It changes who they are in this organisation and nothing else of theirs: neither their sign-in nor
/// what they are elsewhere. Who becomes inactive leaves, in the same transaction.
/// </summary>
/// <param name="tenants">The database.</param>
/// <param name="offboardings">What happens when somebody leaves.</param>
/// <param name="ceilings">How much fits.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class DirectoryUserStore(TenantDatabase tenants, OffboardingStore offboardings, DirectoryCeilings ceilings, TimeProvider clock)
{
    private const string Select =
        "select r.user_id as id, r.user_name, r.external_id, r.active, r.resource::text as resource, r.created_at, r.updated_at, r.version from tenant.directory_users r";

    /// <summary>Whether a member <c>m</c> left by another word than the directory's.</summary>
    /// <summary>Whether member m was offboarded by somebody else than a directory, and not taken back.</summary>
    internal const string LeftOtherwise = """
        exists (select from tenant.offboardings o where o.organisation_id = m.organisation_id and o.user_id = m.user_id and o.returned_at is null
            and exists (select from jsonb_array_elements(o.causes) c where c ->> 'kind' not like 'scim%'))
        """;

    /// <summary>A person; null where the directory does not keep them.</summary>
    public Task<DirectoryUser?> FindAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => FindAsync(connection, organisation, id, "", cancellationToken), cancellationToken);

    /// <summary>People; null where the filter compares what cannot be compared.</summary>
    public Task<DirectoryPage<DirectoryUser>?> ListAsync(Id<Organisation> organisation, DirectoryQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return tenants.InSnapshotAsync(organisation, async connection =>
        {
            var page = await DirectoryReading.ListAsync<DirectoryUser>(connection, organisation, query, FilterColumns.Users, Select, "tenant.directory_users", "r.user_id", cancellationToken);
            return page is null || !query.WithMembers ? page : page with { Items = await WithGroupsAsync(connection, organisation, page.Items, cancellationToken) };
        }, cancellationToken);
    }

    /// <summary>
    /// A person comes. Somebody of the organisation whose address is the name, and whom the directory does not keep yet, is that person, where somebody else than who
    /// invited them says that the address is theirs. Where nobody does, nobody comes: of two with the address one would stay when the other leaves. Other addresses do
    /// not count: people may set them themselves, and would be whom they name.
    /// </summary>
    /// <exception cref="DirectoryFullException">There are as many as fit.</exception>
    public async Task<DirectoryChange<DirectoryUser>> CreateAsync(
        Id<Organisation> organisation, DirectoryUserDraft draft, OffboardingCause cause, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(actor);
        try
        {
            return await tenants.InTenantAsync(organisation, async connection =>
            {
                if (await connection.ValueAsync<bool>(
                    "select exists (select from tenant.directory_users where organisation_id = @organisation offset @others limit 1)",
                    new { organisation = organisation.Value, others = (long)ceilings.People - 1 }, cancellationToken))
                    throw new DirectoryFullException($"There are {ceilings.People} people, which is as many as fit.");
                var (now, key) = (clock.GetUtcNow(), draft.UserName.ToLowerInvariant());
                // With who comes in for the same address by an invitation or an identity provider, one after the other.
                await connection.RunAsync("select pg_advisory_xact_lock(hashtextextended(@organisation || '/' || @key, 0))", new { organisation = organisation.Value, key }, cancellationToken);
                var known = await connection.FirstAsync<Known>(
                    $"""
                    select m.user_id, m.status, m.email, m.email_verified or m.source = 'scim' as is_theirs, m.source in ('oidc', 'saml') as is_providers,
                        tenant.reaches(@actor, case m.status when 'active' then m.roles else m.roles_then end) as is_reached, {LeftOtherwise} as left_otherwise
                    from tenant.members m
                    where m.organisation_id = @organisation and lower(m.email) = @key and (m.email_verified or m.source = 'scim' or m.status = 'active') and not exists (
                        select from tenant.directory_users u where u.organisation_id = m.organisation_id and u.user_id = m.user_id)
                    order by m.status, is_theirs desc, m.user_id limit 1 for update
                    """, new { organisation = organisation.Value, key, actor = actor.Id }, cancellationToken);
                if (known is { IsTheirs: false })
                    return DirectoryChange<DirectoryUser>.Refused(DirectoryOutcome.NotShown);
                // Whom somebody else offboarded does not come back by being made anew.
                if (known is { LeftOtherwise: true })
                    return DirectoryChange<DirectoryUser>.Refused(DirectoryOutcome.NameTaken);
                if (known is { IsReached: false } && draft.Active && !string.Equals(known.Email, draft.Email, StringComparison.OrdinalIgnoreCase))
                    return DirectoryChange<DirectoryUser>.Refused(DirectoryOutcome.Beyond);
                var id = known?.UserId ?? Id<User>.New(clock).Value;
                await connection.RunAsync(
                    """
                    insert into tenant.members (organisation_id, user_id, display_name, email, roles, status, inactive_at, source, email_verified)
                    values (@organisation, @id, @name, @email, '{}', case when @active then 'active' else 'inactive' end, case when @active then null else @now end, 'scim', tenant.domain_is_proven(@email))
                    on conflict (organisation_id, user_id) do update set display_name = excluded.display_name, source = 'scim',
                        email_verified = excluded.email_verified or (members.email_verified and lower(members.email) = lower(excluded.email)), email = excluded.email;
                    insert into tenant.directory_users (organisation_id, user_id, user_name, user_key, external_id, active, resource, base_roles, created_at, updated_at)
                    select @organisation, @id, @userName, @key, @externalId, @active, @resource::jsonb, case when @isProviders then '{}' when m.status = 'active' then m.roles else m.roles_then end, @now, @now
                    from tenant.members m where m.organisation_id = @organisation and m.user_id = @id;
                    """, Parameters(organisation, id, known is { IsReached: false } ? draft with { Email = known.Email } : draft, actor, now, known is { IsProviders: true }), cancellationToken);
                await connection.AuditAsync(clock, actor, "person.provisioned", id, new { draft.UserName, draft.Active }, cancellationToken);
                return await SettleAsync(connection, organisation, id, known is null, known?.Status == "active" || (known is null && draft.Active), draft.Active, cause, actor, cancellationToken);
            }, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return DirectoryChange<DirectoryUser>.Refused(DirectoryOutcome.NameTaken);
        }
    }

    /// <summary>Changes a person, from what they are to what they are to be, with nobody in between.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Whom.</param>
    /// <param name="expected">The version that the author read; null where that does not matter.</param>
    /// <param name="draftOf">What they are to be; throws to refuse, and nothing is done.</param>
    /// <param name="cause">Should they leave with it.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DirectoryChange<DirectoryUser>> ChangeAsync(
        Id<Organisation> organisation, string id, long? expected, Func<DirectoryUser, DirectoryUserDraft> draftOf, OffboardingCause cause, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draftOf);
        ArgumentNullException.ThrowIfNull(actor);
        try
        {
            return await tenants.InTenantAsync(organisation, async connection =>
            {
                if (await FindAsync(connection, organisation, id, "for no key update of r", cancellationToken) is not { } current)
                    return DirectoryChange<DirectoryUser>.Refused(DirectoryOutcome.NotFound);
                if (expected is not null && expected != current.Version)
                    return DirectoryChange<DirectoryUser>.Refused(DirectoryOutcome.Changed);
                var draft = draftOf(current);
                // Who may do more than who made the token keeps the address by which an identity provider finds them; leaving they can always.
                var change = (await connection.FirstAsync<Changed>(
                    """
                    with kept as (
                        select m.email from tenant.members m where m.organisation_id = @organisation and m.user_id = @id and lower(m.email) <> lower(@email)
                          and not tenant.reaches(@actor, case m.status when 'active' then m.roles else m.roles_then end)),
                    changed as (
                        update tenant.directory_users
                        set user_name = @userName, user_key = @key, external_id = @externalId, active = @active, resource = @resource::jsonb, updated_at = @now, version = version + 1
                        where organisation_id = @organisation and user_id = @id and (user_name, external_id, active, resource) is distinct from (@userName, @externalId, @active, @resource::jsonb)
                          and not (@active and exists (select from kept))
                        returning user_id),
                    named as (
                        update tenant.members m set display_name = @name, email = a.email,
                            email_verified = tenant.domain_is_proven(a.email) or (m.email_verified and lower(m.email) = lower(a.email))
                        from changed c, (select coalesce((select email from kept), @email) as email) a
                        where m.organisation_id = @organisation and m.user_id = c.user_id and (m.display_name, m.email) is distinct from (@name, a.email))
                    select @active and exists (select from kept) as is_beyond, exists (select from changed) as is_changed
                    """, Parameters(organisation, id, draft, actor, clock.GetUtcNow()), cancellationToken))!;
                if (change.IsBeyond)
                    return DirectoryChange<DirectoryUser>.Refused(DirectoryOutcome.Beyond);
                if (change.IsChanged)
                    await connection.AuditAsync(clock, actor, "person.changed", id, new { draft.UserName, draft.Active }, cancellationToken);
                else if (draft.Active)
                    return new DirectoryChange<DirectoryUser>(DirectoryOutcome.Done, current, []);
                // Whom somebody else offboarded comes back in the portal, which waits for nothing once the directory has them here.
                if (draft.Active && !current.Active && await connection.ValueAsync<bool>(
                    $"select {LeftOtherwise} from tenant.members m where m.organisation_id = @organisation and m.user_id = @id for update of m", new { organisation = organisation.Value, id }, cancellationToken))
                    return new DirectoryChange<DirectoryUser>(
                        DirectoryOutcome.Done,
                        await FindAsync(connection, organisation, id, "", cancellationToken),
                        [new(organisation.Value, await connection.AppendFeedAsync("MemberChanged", id, new { status = "inactive" }, cancellationToken))]);
                return await SettleAsync(connection, organisation, id, false, current.Active, draft.Active, cause, actor, cancellationToken);
            }, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return DirectoryChange<DirectoryUser>.Refused(DirectoryOutcome.NameTaken);
        }
    }

    /// <summary>The directory forgets a person, who leaves with it. What they owned or did here keeps their name.</summary>
    public Task<DirectoryChange<DirectoryUser>> DeleteAsync(
        Id<Organisation> organisation, string id, long? expected, OffboardingCause cause, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            if (await FindAsync(connection, organisation, id, "for update of r", cancellationToken) is not { } current)
                return DirectoryChange<DirectoryUser>.Refused(DirectoryOutcome.NotFound);
            if (expected is not null && expected != current.Version)
                return DirectoryChange<DirectoryUser>.Refused(DirectoryOutcome.Changed);

            // What groups gave goes with the groups: should the person come again, it is by theirs of then.
            await connection.RunAsync(
                """
                update tenant.members m set roles = case m.status when 'active' then u.base_roles else '{}' end, roles_then = case m.status when 'active' then m.roles_then else u.base_roles end
                from tenant.directory_users u where m.organisation_id = @organisation and m.user_id = @id and u.organisation_id = m.organisation_id and u.user_id = m.user_id;
                delete from tenant.directory_users where organisation_id = @organisation and user_id = @id;
                """, new { organisation = organisation.Value, id }, cancellationToken);
            var left = await offboardings.OffboardAsync(connection, organisation, id, cause, actor, cancellationToken);
            return new DirectoryChange<DirectoryUser>(DirectoryOutcome.Done, current, left?.Feeds ?? [], left);
        }, cancellationToken);

    /// <summary>What follows from being here or not: leaving, coming back, roles.</summary>
    private async Task<DirectoryChange<DirectoryUser>> SettleAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, string id, bool isNew, bool wasHere, bool isHere, OffboardingCause cause, Actor actor, CancellationToken cancellationToken)
    {
        List<FeedAppended> feeds = [];
        OffboardingResult? left = null;
        if (!isHere && !isNew && (wasHere || await HasWhatEndsAsync(connection, organisation, id, cancellationToken)))
            feeds.AddRange((left = await offboardings.OffboardAsync(connection, organisation, id, cause, actor, cancellationToken))?.Feeds ?? []);
        else if (isHere && !wasHere)
            feeds.AddRange(await offboardings.ReturnAsync(connection, organisation, id, actor, cancellationToken) ?? []);
        if (isNew || (isHere && !wasHere))
            await connection.RunAsync("select * from tenant.map_directory_roles(@users)", new { users = new[] { id } }, cancellationToken);
        if (feeds.Count == 0)
            feeds.Add(new(organisation.Value, await connection.AppendFeedAsync("MemberChanged", id, new { status = isHere ? "active" : "inactive" }, cancellationToken)));
        return new(DirectoryOutcome.Done, await FindAsync(connection, organisation, id, "", cancellationToken), feeds, left);
    }

    /// <summary>Whether somebody who is not here has left before, or answers for something all the same; who never came has nothing to leave.</summary>
    private static Task<bool> HasWhatEndsAsync(NpgsqlConnection connection, Id<Organisation> organisation, string id, CancellationToken cancellationToken) => connection.ValueAsync<bool>(
        """
        select exists (select from tenant.offboardings where organisation_id = @organisation and user_id = @id and returned_at is null)
            or exists (select from tenant.members where organisation_id = @organisation and user_id = @id and status = 'active')
            or exists (select from tenant.skills where organisation_id = @organisation and owner_user_id = @id and status <> 'revoked')
        """, new { organisation = organisation.Value, id }, cancellationToken);

    private static object Parameters(Id<Organisation> organisation, string id, DirectoryUserDraft draft, Actor actor, DateTimeOffset now, bool isProviders = false) => new
    {
        organisation = organisation.Value,
        id,
        userName = draft.UserName,
        key = draft.UserName.ToLowerInvariant(),
        externalId = draft.ExternalId,
        active = draft.Active,
        resource = draft.Resource,
        name = draft.DisplayName,
        email = draft.Email,
        actor = actor.Id,
        now,
        isProviders,
    };

    private static async Task<DirectoryUser?> FindAsync(NpgsqlConnection connection, Id<Organisation> organisation, string id, string locking, CancellationToken cancellationToken)
    {
        var batch = new SqlBatch(connection);
        var user = batch.First<DirectoryUser>($"{Select} where r.organisation_id = @organisation and r.user_id = @id {locking}", new { organisation = organisation.Value, id });
        var groups = Groups(batch, organisation, [id]);
        await batch.SendAsync(cancellationToken);
        return user() is { } found ? groups()(found) : null;
    }

    private static async Task<IReadOnlyList<DirectoryUser>> WithGroupsAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, IReadOnlyList<DirectoryUser> users, CancellationToken cancellationToken)
    {
        var batch = new SqlBatch(connection);
        var groups = Groups(batch, organisation, [.. users.Select(user => user.Id)]);
        await batch.SendAsync(cancellationToken);
        return [.. users.Select(groups())];
    }

    /// <summary>Beside each person the groups; a group that many are in is read once.</summary>
    /// <returns>Asked after sending: gives a person theirs.</returns>
    private static Func<Func<DirectoryUser, DirectoryUser>> Groups(SqlBatch batch, Id<Organisation> organisation, string[] users)
    {
        var parameters = new { organisation = organisation.Value, users };
        var groups = batch.List<DirectoryGroupName>(
            """
            select id, display_name from tenant.directory_groups where organisation_id = @organisation
              and id in (select group_id from tenant.directory_group_members where organisation_id = @organisation and user_id = any (@users))
            """, parameters);
        var groupsOf = batch.List<GroupsOf>(
            """
            select user_id, array_agg(group_id order by group_id) as groups from tenant.directory_group_members
            where organisation_id = @organisation and user_id = any (@users) group by user_id
            """, parameters);
        return () =>
        {
            var names = groups().ToDictionary(group => group.Id);
            var theirs = groupsOf().ToDictionary(row => row.UserId, row => row.Groups.Select(group => names.GetValueOrDefault(group)).OfType<DirectoryGroupName>().ToArray());
            return user => theirs.TryGetValue(user.Id, out var its) ? user with { Groups = its } : user;
        };
    }

    private sealed record Changed(bool IsBeyond, bool IsChanged);

    private sealed record GroupsOf(string UserId, IReadOnlyList<string> Groups);

    /// <param name="UserId">Who.</param>
    /// <param name="Status">Whether they are here.</param>
    /// <param name="Email">Their address.</param>
    /// <param name="IsTheirs">Somebody else than who invited them says that the address is theirs.</param>
    /// <param name="IsProviders">What an identity provider made: its groups gave the roles, and the directory's do from now on.</param>
    /// <param name="IsReached">They may do no more than who made the directory's token.</param>
    /// <param name="LeftOtherwise">They left by another word than the directory's.</param>
    private sealed record Known(string UserId, string Status, string Email, bool IsTheirs, bool IsProviders, bool IsReached, bool LeftOtherwise);
}
