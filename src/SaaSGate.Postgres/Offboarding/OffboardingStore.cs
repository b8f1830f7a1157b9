using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.Postgres.Offboarding;

/// <summary>
/// When a person leaves, whatever they answer for ends, in one transaction. The person is stopped first of all in the log that gateways follow, so that
/// nothing of theirs runs on while the rest of it arrives; what ended is kept as a report.
/// </summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class OffboardingStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>How many words that somebody has left are kept of one leaving.</summary>
    public const int MostCauses = 50;

    /// <summary>
    /// A person leaves. Who has left already leaves nothing more, except what has become theirs since; the word is kept with the others.
    /// </summary>
    /// <param name="organisation">Which they leave.</param>
    /// <param name="userId">Who leaves.</param>
    /// <param name="cause">Why.</param>
    /// <param name="actor">Who acts on it.</param>
    /// <param name="cancellationToken">Gives up; then nothing of it holds.</param>
    /// <returns>Null where the person was never here.</returns>
    public Task<OffboardingResult?> OffboardAsync(
        Id<Organisation> organisation, string userId, OffboardingCause cause, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => OffboardAsync(connection, organisation, userId, cause, actor, cancellationToken), cancellationToken);

    /// <summary>
    /// A person leaves because somebody here says so, who may be wrong: the last owner stays, and only owners say it of owners. What a directory, a security
    /// event or an HR system says is done whoever it is about.
    /// </summary>
    /// <returns>How it ended, and what it did.</returns>
    public Task<(MemberOutcome Outcome, OffboardingResult? Result)> OffboardByHandAsync(
        Id<Organisation> organisation, string userId, OffboardingCause cause, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync<(MemberOutcome, OffboardingResult?)>(organisation, async connection =>
        {
            await connection.RunAsync("select tenant.lock_roles()", null, cancellationToken);
            var owner = await connection.FirstAsync<Owner>(
                """
                select tenant.is_last_owner(m.user_id) as is_last, 'owner' = any (m.roles) and not tenant.reaches(@actor, array['owner']) as is_beyond
                from tenant.members m where m.organisation_id = @organisation and m.user_id = @userId
                """, new { organisation = organisation.Value, userId, actor = actor.Id }, cancellationToken);
            return owner switch
            {
                null => (MemberOutcome.NotFound, null),
                { IsBeyond: true } => (MemberOutcome.Beyond, null),
                { IsLast: true } => (MemberOutcome.LastOwner, null),
                _ => (MemberOutcome.Done, await OffboardAsync(connection, organisation, userId, cause, actor, cancellationToken)),
            };
        }, cancellationToken);

    /// <summary>The same in the caller's transaction, which must be the organisation's. It takes the locks of the logs, so call it last.</summary>
    public async Task<OffboardingResult?> OffboardAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, string userId, OffboardingCause cause, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(cause);
        ArgumentNullException.ThrowIfNull(actor);

        var leaving = new Leaving(connection, clock, organisation.Value, userId, actor, cancellationToken);
        if (!await leaving.LookAsync())
            return null;
        var report = await leaving.EndAsync();
        var feeds = await leaving.KeepAsync(report, cause);
        return new(leaving.Id, leaving.Began, report, feeds);
    }

    /// <summary>
    /// Goes through the leaving of nobody, from an organisation that is not there: it changes nothing and takes no lock of the logs. Whoever is the first to leave after
    /// a process has started does not wait then until it has compiled what they leave by.
    /// </summary>
    public Task RehearseAsync(CancellationToken cancellationToken)
    {
        var organisation = Id<Organisation>.New(clock);
        return tenants.InTenantAsync(
            organisation,
            connection => new Leaving(connection, clock, organisation.Value, Id<User>.New(clock).Value, new Actor("", ""), cancellationToken).RehearseAsync(),
            cancellationToken);
    }

    /// <summary>
    /// A person comes back, with the roles that they had: they may sign in, but skills, keys and tokens that ended stay ended. The stop that their leaving
    /// was is lifted; another that somebody put on them stays.
    /// </summary>
    /// <returns>The events of feeds; null where they are here, or never were.</returns>
    public Task<IReadOnlyList<FeedAppended>?> ReturnAsync(Id<Organisation> organisation, string userId, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => ReturnAsync(connection, organisation, userId, actor, cancellationToken), cancellationToken);

    /// <summary>A person comes back because somebody here says so, who gives them their roles by that.</summary>
    /// <returns>How it ended, and the events of feeds; none where they are here.</returns>
    public Task<(MemberOutcome Outcome, IReadOnlyList<FeedAppended> Feeds)> ReturnByHandAsync(Id<Organisation> organisation, string userId, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync<(MemberOutcome, IReadOnlyList<FeedAppended>)>(organisation, async connection =>
        {
            await connection.RunAsync("select tenant.lock_roles()", null, cancellationToken);
            if (await connection.ValueAsync<bool>(
                "select not tenant.reaches(@actor, m.roles_then) from tenant.members m where m.organisation_id = @organisation and m.user_id = @userId",
                new { organisation = organisation.Value, userId, actor = actor.Id }, cancellationToken))
                return (MemberOutcome.Beyond, []);
            // Of two with the address the one would stay when the other leaves.
            if (await connection.ValueAsync<bool>(
                """
                select exists (select from tenant.members m join tenant.members o on o.organisation_id = m.organisation_id and lower(o.email) = lower(m.email)
                    where m.organisation_id = @organisation and m.user_id = @userId and m.status = 'inactive' and o.user_id <> m.user_id and o.status = 'active')
                """, new { organisation = organisation.Value, userId }, cancellationToken))
                return (MemberOutcome.AddressTaken, []);
            return (MemberOutcome.Done, await ReturnAsync(connection, organisation, userId, actor, cancellationToken) ?? []);
        }, cancellationToken);
    }

    /// <summary>The same in the caller's transaction, which must be the organisation's. It takes the locks of the logs, so call it last.</summary>
    public async Task<IReadOnlyList<FeedAppended>?> ReturnAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, string userId, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(actor);
        var returning = new Leaving(connection, clock, organisation.Value, userId, actor, cancellationToken);
        if (!await returning.LockPersonAsync() || await connection.RunAsync(
            """
            update tenant.members set status = 'active', roles = roles_then, roles_then = '{}', inactive_at = null
            where organisation_id = @organisation and user_id = @userId and status = 'inactive'
            """,
            new { organisation = organisation.Value, userId }, cancellationToken) == 0)
            return null;
        var stop = await connection.ValueAsync<string>(
            """
            update tenant.offboardings set returned_at = @now, returned_by_name = @name
            where organisation_id = @organisation and user_id = @userId and returned_at is null returning lock_id
            """,
            new { organisation = organisation.Value, userId, now = clock.GetUtcNow(), name = actor.Name }, cancellationToken);
        await connection.AuditAsync(clock, actor, "person.returned", userId, null, cancellationToken);
        if (stop is not null)
            await returning.LiftAsync(stop);
        return [new(organisation.Value, await connection.AppendFeedAsync(
            "MemberChanged", userId, new { kind = "person", targetId = userId, stopped = false, status = "active" }, cancellationToken))];
    }

    /// <summary>Ends a person's sign-ins here: none that began before now counts. In other organisations they count on.</summary>
    /// <returns>False where the person was never here.</returns>
    public Task<bool> SignOutAsync(Id<Organisation> organisation, string userId, OffboardingCause cause, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cause);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var found = await connection.RunAsync(
                "update tenant.members set signed_out_at = @now where organisation_id = @organisation and user_id = @userId",
                new { organisation = organisation.Value, userId, now = clock.GetUtcNow() }, cancellationToken) == 1;
            if (found)
                await connection.AuditAsync(clock, actor, "person.signed_out", userId, new { cause.Kind, cause.Source, cause.Detail }, cancellationToken);
            return found;
        }, cancellationToken);
    }

    private sealed record Owner(bool IsLast, bool IsBeyond);
}
