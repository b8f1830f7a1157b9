using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Retention;

namespace SaaSGate.Postgres.Incidents;

/// <summary>Changes incidents. Each change is told to portals and audited under the incident, in one transaction: that is its timeline.</summary>
/// <param name="tenants">The database.</param>
/// <param name="stops">Puts and lifts locks.</param>
/// <param name="clock">Gives everything its time.</param>
public sealed class IncidentChangeStore(TenantDatabase tenants, StopStore stops, TimeProvider clock)
{
    /// <summary>How much an incident gathers at most.</summary>
    public const int MostSessions = 500, MostMembers = 50, MostNotes = 1000, MostLocks = 200;

    private static readonly IncidentChange NotFound = new(IncidentOutcome.NotFound, []), Unknown = new(IncidentOutcome.Unknown, []), Full = new(IncidentOutcome.Full, []),
        Forbidden = new(IncidentOutcome.Forbidden, []), Held = new(IncidentOutcome.Held, []),
        Nothing = new(IncidentOutcome.Done, []);

    /// <summary>Opens an incident; who opens it belongs to it. Unknown where a session is not the organisation's.</summary>
    public Task<IncidentChange> OpenAsync(Id<Organisation> organisation, Id<Incident> id, NewIncident create, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            if (!await AreSessionsAsync(connection, create.SessionIds, cancellationToken))
                return Unknown;
            return new(IncidentOutcome.Done, await OpenAsync(connection, organisation, id, create, actor, cancellationToken));
        }, cancellationToken);
    }

    /// <summary>Opens one in the transaction of what it is about, by who did that.</summary>
    /// <param name="connection">In that transaction.</param>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">What it will be.</param>
    /// <param name="create">With sessions of the organisation.</param>
    /// <param name="actor">Who opens it, and so belongs to it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task<IReadOnlyList<FeedAppended>> OpenAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, Id<Incident> id, NewIncident create, Actor actor, CancellationToken cancellationToken)
    {
        await InsertAsync(connection, organisation, id, create, actor, cancellationToken);
        await AddMemberRowAsync(connection, id, actor.Id, cancellationToken);
        await connection.AuditAsync(
            clock, actor, "incident.opened", id.Value, new { title = create.Title, severity = create.Severity, from = create.SourceKind, sessions = create.SessionIds }, cancellationToken);
        return (await ToldAsync(connection, organisation, id, [], cancellationToken)).Feeds;
    }

    /// <summary>Opens the incident that a rule has made due, by SaaSGate itself; does nothing where it is open already or nothing is due by that id.</summary>
    public Task<IncidentChange> OpenDueAsync(Id<Organisation> organisation, Id<Incident> id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            if (await connection.FirstAsync<Due>(
                """
                update tenant.incidents_due d set opened_at = @now where d.organisation_id = @organisation and d.incident_id = @id and d.opened_at is null
                returning d.session_id, d.policy_id, d.policy_version, d.rule, d.severity, d.exchange_id, coalesce(
                    (select s.skill_name from tenant.sessions s where s.organisation_id = d.organisation_id and s.id = d.session_id), d.session_id) as skill_name
                """,
                new { organisation = organisation.Value, id = id.Value, now = clock.GetUtcNow() }, cancellationToken) is not { } due)
                return Nothing;
            var create = new NewIncident($"Rule {due.Rule} matched in {due.SkillName}", due.Severity, "rule", due.Rule, [due.SessionId]);
            await InsertAsync(connection, organisation, id, create, Actor.System, cancellationToken);
            var detail = new
            {
                title = create.Title,
                severity = due.Severity,
                from = create.SourceKind,
                sessions = create.SessionIds,
                rule = due.Rule,
                policy = due.PolicyId,
                policyVersion = due.PolicyVersion,
                exchange = due.ExchangeId,
            };
            await connection.AuditAsync(clock, Actor.System, "incident.opened", id.Value, detail, cancellationToken);
            return await ToldAsync(connection, organisation, id, [], cancellationToken);
        }, cancellationToken);

    /// <summary>Changes title, severity or status where the incident still is what the author read.</summary>
    public Task<IncidentChange> UpdateAsync(
        Id<Organisation> organisation, Id<Incident> id, long expected, IncidentEdit edit, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var changed = await connection.RunAsync(
                """
                update tenant.incidents set title = coalesce(@title, title), severity = coalesce(@severity, severity), status = coalesce(@status, status),
                    closed_at = case coalesce(@status, status) when 'closed' then coalesce(closed_at, @now) end, version = version + 1
                where organisation_id = @organisation and id = @id and version = @expected
                """,
                new { organisation = organisation.Value, id = id.Value, expected, title = edit.Title, severity = edit.Severity, status = edit.Status, now = clock.GetUtcNow() },
                cancellationToken);
            if (changed == 0)
                return await LockAsync(connection, id, cancellationToken) ? new IncidentChange(IncidentOutcome.Changed, []) : NotFound;
            await connection.AuditAsync(clock, actor, edit.Status is null ? "incident.changed" : $"incident.{edit.Status switch { "open" => "reopened", var status => status }}", id.Value, edit, cancellationToken);
            return await ToldAsync(connection, organisation, id, [], cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Adds sessions; those that are in it stay.</summary>
    public Task<IncidentChange> AddSessionsAsync(Id<Organisation> organisation, Id<Incident> id, IReadOnlyList<string> sessionIds, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            // Where the incident is held, so are they from here on.
            await connection.LockRetentionAsync(cancellationToken);
            if (!await LockAsync(connection, id, cancellationToken))
                return NotFound;
            if (!await AreSessionsAsync(connection, sessionIds, cancellationToken))
                return Unknown;
            if (await CountAsync(connection, "incident_sessions", id, cancellationToken) + sessionIds.Count > MostSessions)
                return Full;
            if (await AddSessionRowsAsync(connection, id, sessionIds, actor, cancellationToken) == 0)
                return Nothing;
            await connection.AuditAsync(clock, actor, "incident.sessions_added", id.Value, new { sessions = sessionIds }, cancellationToken);
            return await ToldAsync(connection, organisation, id, [], cancellationToken);
        }, cancellationToken);

    /// <summary>Takes a session out.</summary>
    /// <returns>Held where a legal hold on the incident is what keeps it.</returns>
    public Task<IncidentChange> RemoveSessionAsync(Id<Organisation> organisation, Id<Incident> id, string sessionId, Actor actor, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            // No hold begins between the look and the end.
            await connection.LockRetentionAsync(cancellationToken);
            if (!await LockAsync(connection, id, cancellationToken))
                return NotFound;
            return await IsHeldByAsync(connection, id, sessionId, cancellationToken)
                ? Held
                : await RemoveAsync(connection, organisation, id, "incident_sessions", "session_id", sessionId, "incident.session_removed", actor, cancellationToken);
        }, cancellationToken);

    /// <summary>Adds a person of the organisation.</summary>
    public Task<IncidentChange> AddMemberAsync(Id<Organisation> organisation, Id<Incident> id, string userId, Actor actor, CancellationToken cancellationToken) =>
        InAsync(organisation, id, async connection =>
        {
            if (!await connection.ValueAsync<bool>(
                "select exists (select from tenant.members where organisation_id = @organisation and user_id = @userId and roles <> '{}')",
                new { organisation = organisation.Value, userId }, cancellationToken))
                return Unknown;
            if (await CountAsync(connection, "incident_members", id, cancellationToken) >= MostMembers)
                return Full;
            if (await AddMemberRowAsync(connection, id, userId, cancellationToken) == 0)
                return Nothing;
            await connection.AuditAsync(clock, actor, "incident.member_added", id.Value, new { user = userId }, cancellationToken);
            return await ToldAsync(connection, organisation, id, [], cancellationToken);
        }, cancellationToken);

    /// <summary>Takes a person out.</summary>
    public Task<IncidentChange> RemoveMemberAsync(Id<Organisation> organisation, Id<Incident> id, string userId, Actor actor, CancellationToken cancellationToken) =>
        InAsync(
            organisation, id, connection => RemoveAsync(connection, organisation, id, "incident_members", "user_id", userId, "incident.member_removed", actor, cancellationToken),
            cancellationToken);

    /// <summary>Adds a note, for good.</summary>
    public Task<IncidentChange> AddNoteAsync(Id<Organisation> organisation, Id<Incident> id, string text, Actor actor, CancellationToken cancellationToken) =>
        InAsync(organisation, id, async connection =>
        {
            if (await CountAsync(connection, "incident_notes", id, cancellationToken) >= MostNotes)
                return Full;
            var note = Id<IncidentNote>.New(clock).Value;
            await connection.RunAsync(
                """
                insert into tenant.incident_notes (organisation_id, incident_id, id, author, author_name, body, at)
                values (@organisation, @id, @note, @author, @name, @text, @now)
                """,
                new { organisation = organisation.Value, id = id.Value, note, author = actor.Id, name = actor.Name, text, now = clock.GetUtcNow() }, cancellationToken);
            await connection.AuditAsync(clock, actor, "incident.note_added", id.Value, new { note }, cancellationToken);
            return await ToldAsync(connection, organisation, id, [], cancellationToken);
        }, cancellationToken);

    /// <summary>Stops something because of the incident.</summary>
    /// <returns>Unknown where what is to be stopped is not the organisation's.</returns>
    public Task<IncidentChange> PutLockAsync(Id<Organisation> organisation, Id<Incident> id, StopTarget target, string reason, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        return InAsync(organisation, id, async connection =>
        {
            if (!await connection.IsThereAsync(target, cancellationToken))
                return Unknown;
            if (await CountAsync(connection, "incident_locks", id, cancellationToken) >= MostLocks)
                return Full;
            await connection.AuditAsync(clock, actor, "incident.lock_put", id.Value, new { kind = target.Kind.ToText(), target = target.TargetId, reason }, cancellationToken);
            var stopped = await stops.AddLockAsync(connection, target, reason, actor, cancellationToken);
            await connection.RunAsync(
                "insert into tenant.incident_locks (organisation_id, incident_id, lock_id) select @organisation, @id, l from unnest(@locks) l",
                new { organisation = organisation.Value, id = id.Value, locks = stopped.LockIds }, cancellationToken);
            return await ToldAsync(connection, organisation, id, stopped.Feeds, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Lifts the locks on what a lock of the incident stops, as far as the lifter may.</summary>
    /// <returns>Forbidden where one of them must stay.</returns>
    public Task<IncidentChange> LiftLockAsync(Id<Organisation> organisation, Id<Incident> id, string lockId, Lifter lifter, CancellationToken cancellationToken) =>
        InAsync(organisation, id, async connection =>
        {
            if (await connection.FirstAsync<Target>(
                """
                select k.kind, k.target_id from tenant.incident_locks l join tenant.locks k on k.organisation_id = l.organisation_id and k.id = l.lock_id
                where l.organisation_id = @organisation and l.incident_id = @id and l.lock_id = @lockId
                """,
                new { organisation = organisation.Value, id = id.Value, lockId }, cancellationToken) is not { } target)
                return NotFound;
            var mayAll = await connection.ValueAsync<bool>(
                $"""
                select coalesce(bool_and({Lifter.MaySql}), true) from tenant.locks l
                where l.organisation_id = @organisation and l.kind = @kind and l.target_id = @target and l.lifted_at is null
                  and not exists (select from tenant.offboardings o where o.organisation_id = l.organisation_id and o.lock_id = l.id and o.returned_at is null)
                """,
                new
                {
                    organisation = organisation.Value,
                    kind = target.Kind,
                    target = target.TargetId,
                    actor = lifter.Actor.Id,
                    person = lifter.PersonId,
                    isAdmin = lifter.IsAdmin,
                    isResponder = lifter.IsResponder,
                    inPerson = lifter.InPerson,
                },
                cancellationToken);
            if (!mayAll)
                return Forbidden;
            await connection.AuditAsync(clock, lifter.Actor, "incident.lock_lifted", id.Value, new { kind = target.Kind, target = target.TargetId }, cancellationToken);
            var lifted = await stops.LiftLocksAsync(connection, new(organisation, StopKinds.Parse(target.Kind), target.TargetId), lifter, cancellationToken);
            return await ToldAsync(connection, organisation, id, lifted.Feeds, cancellationToken);
        }, cancellationToken);

    private async Task InsertAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, Id<Incident> id, NewIncident create, Actor actor, CancellationToken cancellationToken)
    {
        await connection.RunAsync(
            """
            insert into tenant.incidents (organisation_id, id, title, severity, source_kind, source, created_by, created_at, updated_at)
            values (@organisation, @id, @title, @severity, @sourceKind, @source, @actor, @now, @now)
            """,
            new
            {
                organisation = organisation.Value,
                id = id.Value,
                title = create.Title,
                severity = create.Severity,
                sourceKind = create.SourceKind,
                source = create.Source,
                actor = actor.Id,
                now = clock.GetUtcNow(),
            },
            cancellationToken);
        await AddSessionRowsAsync(connection, id, create.SessionIds, actor, cancellationToken);
    }

    private async Task<IncidentChange> RemoveAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, Id<Incident> id, string table, string column, string what, string action, Actor actor,
        CancellationToken cancellationToken)
    {
        if (await connection.RunAsync(
            $"delete from tenant.{table} where organisation_id = @organisation and incident_id = @id and {column} = @what",
            new { organisation = organisation.Value, id = id.Value, what }, cancellationToken) == 0)
            return NotFound;
        await connection.AuditAsync(clock, actor, action, id.Value, new { removed = what }, cancellationToken);
        return await ToldAsync(connection, organisation, id, [], cancellationToken);
    }

    /// <summary>Whether a hold on the incident keeps a session that no hold of its own keeps.</summary>
    private static Task<bool> IsHeldByAsync(NpgsqlConnection connection, Id<Incident> id, string sessionId, CancellationToken cancellationToken) => connection.ValueAsync<bool>(
        """
        select exists (
                select from tenant.incident_sessions i
                join tenant.legal_holds h on h.organisation_id = i.organisation_id and h.kind = 'incident' and h.target_id = i.incident_id and h.lifted_at is null
                where i.organisation_id = tenant.current_organisation() and i.incident_id = @id and i.session_id = @sessionId)
            and not exists (
                select from tenant.legal_holds h
                where h.organisation_id = tenant.current_organisation() and h.kind = 'session' and h.target_id = @sessionId and h.lifted_at is null)
        """,
        new { id = id.Value, sessionId }, cancellationToken);

    private Task<IncidentChange> InAsync(Id<Organisation> organisation, Id<Incident> id, Func<NpgsqlConnection, Task<IncidentChange>> work, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection => await LockAsync(connection, id, cancellationToken) ? await work(connection) : NotFound, cancellationToken);

    private static Task<bool> LockAsync(NpgsqlConnection connection, Id<Incident> id, CancellationToken cancellationToken) => connection.ValueAsync<bool>(
        "select true from tenant.incidents where organisation_id = tenant.current_organisation() and id = @id for update", new { id = id.Value }, cancellationToken);

    private static Task<long> CountAsync(NpgsqlConnection connection, string table, Id<Incident> id, CancellationToken cancellationToken) => connection.ValueAsync<long>(
        $"select count(*) from tenant.{table} where organisation_id = tenant.current_organisation() and incident_id = @id", new { id = id.Value }, cancellationToken);

    private static Task<bool> AreSessionsAsync(NpgsqlConnection connection, IReadOnlyList<string> sessionIds, CancellationToken cancellationToken) => connection.ValueAsync<bool>(
        "select count(s.id) = count(*) from unnest(@ids) i left join tenant.sessions s on s.organisation_id = tenant.current_organisation() and s.id = i",
        new { ids = sessionIds }, cancellationToken);

    private Task<int> AddSessionRowsAsync(NpgsqlConnection connection, Id<Incident> id, IReadOnlyList<string> sessionIds, Actor actor, CancellationToken cancellationToken) =>
        connection.RunAsync(
            """
            insert into tenant.incident_sessions (organisation_id, incident_id, session_id, added_by, added_at)
            select tenant.current_organisation(), @id, s, @actor, @now from unnest(@ids) s on conflict do nothing
            """,
            new { id = id.Value, ids = sessionIds, actor = actor.Id, now = clock.GetUtcNow() }, cancellationToken);

    /// <summary>Programs belong to no incident.</summary>
    private Task<int> AddMemberRowAsync(NpgsqlConnection connection, Id<Incident> id, string userId, CancellationToken cancellationToken) => connection.RunAsync(
        """
        insert into tenant.incident_members (organisation_id, incident_id, user_id, added_at)
        select organisation_id, @id, user_id, @now from tenant.members where organisation_id = tenant.current_organisation() and user_id = @userId on conflict do nothing
        """,
        new { id = id.Value, userId, now = clock.GetUtcNow() }, cancellationToken);

    private async Task<IncidentChange> ToldAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, Id<Incident> id, IReadOnlyList<FeedAppended> before, CancellationToken cancellationToken) =>
        new(IncidentOutcome.Done, [.. before, await connection.TellIncidentAsync(clock, organisation.Value, id.Value, cancellationToken)]);

    private sealed record Due(string SessionId, string SkillName, string PolicyId, long PolicyVersion, string Rule, string Severity, string ExchangeId);

    private sealed record Target(string Kind, string TargetId);
}
