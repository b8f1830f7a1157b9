using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Incidents;

/// <summary>Reads incidents.</summary>
/// <param name="tenants">The database.</param>
public sealed class IncidentStore(TenantDatabase tenants)
{
    private static readonly string Columns = $"""
        i.id, i.title, i.severity, i.status, i.source_kind, i.source, {ActorNames.Of("i.created_by")} as created_by_name, i.created_at, i.updated_at, i.closed_at, i.version,
        (select count(*)::int from tenant.incident_sessions s where s.organisation_id = i.organisation_id and s.incident_id = i.id) as sessions,
        (select count(*)::int from tenant.incident_members m where m.organisation_id = i.organisation_id and m.incident_id = i.id) as members,
        (select count(*)::int from tenant.incident_locks l join tenant.locks k on k.organisation_id = l.organisation_id and k.id = l.lock_id
         where l.organisation_id = i.organisation_id and l.incident_id = i.id and k.lifted_at is null) as locks
        """;

    /// <summary>Incidents, newest first.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="status">open, contained or closed; null for all.</param>
    /// <param name="sessionId">Only those that gather this session; null for all.</param>
    /// <param name="beforeAt">When the last one known was opened; null for the first.</param>
    /// <param name="beforeId">Id of the last one known.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<IncidentView>> ListAsync(
        Id<Organisation> organisation, string? status, string? sessionId, DateTimeOffset? beforeAt, string? beforeId, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<IncidentView>(
            $"""
            select {Columns} from tenant.incidents i
            where i.organisation_id = @organisation and (@status is null or i.status = @status)
              and (@sessionId is null or exists (select from tenant.incident_sessions s
                  where s.organisation_id = i.organisation_id and s.incident_id = i.id and s.session_id = @sessionId))
              and (@beforeAt is null or (i.created_at, i.id) < (@beforeAt, @beforeId))
            order by i.created_at desc, i.id desc limit @limit
            """,
            new { organisation = organisation.Value, status, sessionId, beforeAt, beforeId, limit }, cancellationToken), cancellationToken);

    /// <summary>An incident with all that it gathers; null when it is not there.</summary>
    public Task<IncidentDetail?> FindAsync(Id<Organisation> organisation, Id<Incident> incident, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var key = new { organisation = organisation.Value, incident = incident.Value };
            var detail = await connection.FirstAsync<IncidentDetail>(
                $"select {Columns} from tenant.incidents i where i.organisation_id = @organisation and i.id = @incident", key, cancellationToken);
            return detail is null ? null : detail with
            {
                SessionsList = await SessionsAsync(connection, key, cancellationToken),
                MembersList = await connection.ListAsync<IncidentMember>(
                    $"""
                    select m.user_id, {ActorNames.Of("m.user_id")} as name, m.added_at from tenant.incident_members m
                    where m.organisation_id = @organisation and m.incident_id = @incident order by m.added_at, m.user_id
                    """,
                    key, cancellationToken),
                Notes = await connection.ListAsync<IncidentNoteView>(
                    """
                    select id, author_name, body as text, at from tenant.incident_notes
                    where organisation_id = @organisation and incident_id = @incident order by id
                    """,
                    key, cancellationToken),
                LocksList = await LocksAsync(connection, key, cancellationToken),
            };
        }, cancellationToken);

    /// <summary>What happened in an incident, newest first.</summary>
    public Task<List<AuditLine>> TimelineAsync(Id<Organisation> organisation, Id<Incident> incident, string? before, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<AuditLine>(
            """
            select id, at, actor_name, action, target, detail from tenant.audit_log
            where organisation_id = @organisation and target = @incident and (@before is null or id < @before)
            order by id desc limit @limit
            """,
            new { organisation = organisation.Value, incident = incident.Value, before, limit }, cancellationToken), cancellationToken);

    private static Task<List<IncidentSession>> SessionsAsync(NpgsqlConnection connection, object key, CancellationToken cancellationToken) =>
        connection.ListAsync<IncidentSession>(
            $"""
            select s.id as session_id, s.title, s.skill_id, s.skill_name, {ActorNames.Of("s.owner_user_id")} as owner_name, s.started_at, s.last_at,
                s.open_exchanges > 0 as live, s.exchanges, s.findings, {ActorNames.Of("i.added_by")} as added_by_name, i.added_at, s.emptied_at
            from tenant.incident_sessions i join tenant.sessions s on s.organisation_id = i.organisation_id and s.id = i.session_id
            where i.organisation_id = @organisation and i.incident_id = @incident order by s.last_at desc, s.id
            """,
            key, cancellationToken);

    private static Task<List<IncidentLock>> LocksAsync(NpgsqlConnection connection, object key, CancellationToken cancellationToken) =>
        connection.ListAsync<IncidentLock>(
            $"""
            select k.id, k.kind, k.target_id, coalesce(case k.kind
                    when 'skill' then (select s.name from tenant.skills s where s.organisation_id = k.organisation_id and s.id = k.target_id)
                    when 'session' then (select s.skill_name || coalesce(': ' || s.title, '') from tenant.sessions s where s.organisation_id = k.organisation_id and s.id = k.target_id)
                    when 'person' then (select m.display_name from tenant.members m where m.organisation_id = k.organisation_id and m.user_id = k.target_id)
                    when 'credential' then (select y.hint || '…' from tenant.skill_keys y where y.organisation_id = k.organisation_id and y.id = k.target_id)
                end, k.target_id) as target_name, k.reason, {ActorNames.Of("k.created_by")} as created_by_name, k.created_at, k.lifted_at
            from tenant.incident_locks l join tenant.locks k on k.organisation_id = l.organisation_id and k.id = l.lock_id
            where l.organisation_id = @organisation and l.incident_id = @incident order by k.created_at desc, k.id
            """,
            key, cancellationToken);
}
