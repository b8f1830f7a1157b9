using Npgsql;
using SaaSGate.Contracts.Evidence;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Incidents;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Retention;

namespace SaaSGate.Postgres.Evidence;

/// <summary>Evidence that was asked for: how far it is, and the zips, in chunks.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Deletes what has expired.</param>
/// <param name="clock">Says what has expired.</param>
public sealed class EvidenceStore(TenantDatabase tenants, PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>How long a zip is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Bytes of a chunk.</summary>
    public const int ChunkBytes = 1024 * 1024;

    private const string Columns = "id, scope, incident_id, requested_by_name, created_at, expires_at, state, done, total, reason, size";

    private const string Own = "organisation_id = @organisation and id = @id";

    /// <summary>Notes that evidence is wanted.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="scope">What it is of, as JSON.</param>
    /// <param name="incident">The incident whose sessions these are; null for none.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>It, and what portals are to be told.</returns>
    public Task<(EvidenceView Evidence, IReadOnlyList<FeedAppended> Feeds)> AddAsync(
        Id<Organisation> organisation, string scope, string? incident, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var (id, now) = (Id<EvidenceExport>.New(clock).Value, clock.GetUtcNow());
            var added = await connection.FirstAsync<EvidenceView>(
                $"""
                insert into tenant.evidence (organisation_id, id, scope, incident_id, requested_by, requested_by_name, created_at, expires_at)
                values (@organisation, @id, @scope::jsonb, @incident, @by, @name, @now, @until) returning {Columns}
                """,
                new { organisation = organisation.Value, id, scope, incident, by = actor.Id, name = actor.Name, now, until = now + Kept }, cancellationToken);
            await connection.AuditAsync(clock, actor, "evidence.requested", id, new { scope = added!.Scope, incident }, cancellationToken);
            return (added, await connection.TellIncidentAsync(clock, organisation.Value, incident, actor, "incident.evidence_requested", new { evidence = id }, cancellationToken));
        }, cancellationToken);
    }

    /// <summary>Which of these sessions are none of the organisation's: neither there, nor named by a checkpoint because they were.</summary>
    public Task<List<string>> MissingAsync(Id<Organisation> organisation, IReadOnlyList<string> sessions, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection => (await connection.ListAsync<Missing>(
            """
            select w.id from unnest(@sessions) w (id)
            where not exists (select from tenant.sessions s where s.organisation_id = @organisation and s.id = w.id)
              and not exists (select from tenant.checkpoint_leaves l where l.organisation_id = @organisation and l.session_id = w.id)
            """,
            new { organisation = organisation.Value, sessions = sessions.ToArray() }, cancellationToken)).ConvertAll(missing => missing.Id), cancellationToken);

    /// <summary>The sessions that an incident gathers; null when there is no such incident.</summary>
    public Task<string[]?> SessionsOfAsync(Id<Organisation> organisation, string incident, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<string[]>(
            """
            select array(select s.session_id from tenant.incident_sessions s where s.organisation_id = i.organisation_id and s.incident_id = i.id order by s.session_id)
            from tenant.incidents i where i.organisation_id = @organisation and i.id = @incident
            """,
            new { organisation = organisation.Value, incident }, cancellationToken), cancellationToken);

    /// <summary>Notes that somebody takes the zip away.</summary>
    /// <returns>What portals are to be told.</returns>
    public Task<IReadOnlyList<FeedAppended>> NoteDownloadAsync(Id<Organisation> organisation, EvidenceView evidence, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.AuditAsync(clock, actor, "evidence.downloaded", evidence.Id, null, cancellationToken);
            return await connection.TellIncidentAsync(
                clock, organisation.Value, evidence.IncidentId, actor, "incident.evidence_downloaded", new { evidence = evidence.Id }, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>One; null when it is not there or has expired.</summary>
    public Task<EvidenceView?> FindAsync(Id<Organisation> organisation, Id<EvidenceExport> id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<EvidenceView>(
            $"select {Columns} from tenant.evidence where {Own} and expires_at > @now",
            new { organisation = organisation.Value, id = id.Value, now = clock.GetUtcNow() }, cancellationToken), cancellationToken);

    /// <summary>All, or what was asked for from one incident, the newest first.</summary>
    public Task<List<EvidenceView>> ListAsync(Id<Organisation> organisation, string? incident, string? before, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<EvidenceView>(
            $"""
            select {Columns} from tenant.evidence
            where organisation_id = @organisation and expires_at > @now and (@incident is null or incident_id = @incident) and (@before is null or id < @before)
            order by id desc limit @limit
            """,
            new { organisation = organisation.Value, now = clock.GetUtcNow(), incident, before, limit }, cancellationToken), cancellationToken);

    /// <summary>Begins to make it, from its start. Null when there is nothing to make: it is ready, failed or gone.</summary>
    public Task<EvidenceJob?> BeginAsync(Id<Organisation> organisation, Id<EvidenceExport> id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var key = new { organisation = organisation.Value, id = id.Value };
            var job = await connection.FirstAsync<EvidenceJob>(
                $"""
                update tenant.evidence set state = 'running', attempts = attempts + 1, done = 0, total = null where {Own} and state in ('waiting', 'running')
                returning scope::text as scope, requested_by_name, attempts
                """,
                key, cancellationToken);
            if (job is not null)
                await connection.RunAsync("delete from tenant.evidence_chunks where organisation_id = @organisation and evidence_id = @id", key, cancellationToken);
            return job;
        }, cancellationToken);

    /// <summary>Says how far it is.</summary>
    public Task ProgressAsync(Id<Organisation> organisation, Id<EvidenceExport> id, int done, int total, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            $"update tenant.evidence set done = @done, total = @total where {Own} and state = 'running'",
            new { organisation = organisation.Value, id = id.Value, done, total }, cancellationToken), cancellationToken);

    /// <summary>Keeps a chunk.</summary>
    public Task AddChunkAsync(Id<Organisation> organisation, Id<EvidenceExport> id, int ordinal, byte[] data, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            "insert into tenant.evidence_chunks (organisation_id, evidence_id, ordinal, data) values (@organisation, @id, @ordinal, @data)",
            new { organisation = organisation.Value, id = id.Value, ordinal, data }, cancellationToken), cancellationToken);

    /// <summary>All chunks are kept. From here on it goes when something is deleted that is in it.</summary>
    /// <returns>What portals are to be told; null when something of it was deleted since it was planned: then it must be made anew.</returns>
    public Task<IReadOnlyList<FeedAppended>?> FinishAsync(
        Id<Organisation> organisation, Id<EvidenceExport> id, long size, byte[] sha256, IReadOnlyList<EvidenceSession> sessions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        return tenants.InTenantAsync<IReadOnlyList<FeedAppended>?>(organisation, async connection =>
        {
            // No step of deletion is between the look and the end.
            await connection.LockRetentionAsync(cancellationToken);
            var (names, sequences) = (sessions.Select(session => session.SessionId).ToArray(), sessions.Select(session => session.Sequence).ToArray());
            if (await connection.ValueAsync<bool>(
                """
                select exists (
                    select from unnest(@names, @sequences) s (id, sequence)
                    join tenant.session_records r on r.organisation_id = tenant.current_organisation() and r.session_id = s.id and r.sequence > s.sequence and r.kind = 'deletion')
                """,
                new { names, sequences }, cancellationToken))
                return null;
            return await EndAsync(connection, organisation, id, "ready", null, size, sha256, names, "evidence.made", cancellationToken);
        }, cancellationToken);
    }

    /// <summary>It cannot be made.</summary>
    /// <returns>What portals are to be told.</returns>
    public Task<IReadOnlyList<FeedAppended>> FailAsync(Id<Organisation> organisation, Id<EvidenceExport> id, string reason, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => EndAsync(connection, organisation, id, "failed", reason, null, null, [], "evidence.failed", cancellationToken), cancellationToken);

    /// <summary>A chunk; null behind the last.</summary>
    public Task<byte[]?> ReadChunkAsync(Id<Organisation> organisation, Id<EvidenceExport> id, int ordinal, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ValueAsync<byte[]>(
            "select data from tenant.evidence_chunks where organisation_id = @organisation and evidence_id = @id and ordinal = @ordinal",
            new { organisation = organisation.Value, id = id.Value, ordinal }, cancellationToken), cancellationToken);

    /// <summary>Deletes what has expired, in all organisations.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync("delete from tenant.evidence where expires_at < @now", new { now = clock.GetUtcNow() }, cancellationToken);
    }

    private async Task<IReadOnlyList<FeedAppended>> EndAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, Id<EvidenceExport> id, string state, string? reason, long? size, byte[]? sha256, string[] sessions, string action,
        CancellationToken cancellationToken)
    {
        var incident = await connection.ValueAsync<string>(
            $"update tenant.evidence set state = @state, reason = @reason, size = @size, sha256 = @sha256, sessions = @sessions, finished_at = @now where {Own} returning incident_id",
            new { organisation = organisation.Value, id = id.Value, state, reason, size, sha256, sessions, now = clock.GetUtcNow() }, cancellationToken);
        await connection.AuditAsync(
            clock, Actor.System, action, id.Value, new { reason, size, sha256 = sha256 is null ? null : Convert.ToHexStringLower(sha256) }, cancellationToken);
        return await connection.TellIncidentAsync(
            clock, organisation.Value, incident, Actor.System, $"incident.{action.Replace('.', '_')}", new { evidence = id.Value }, cancellationToken);
    }

    private sealed record Missing(string Id);
}
