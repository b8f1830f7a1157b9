using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Exposure;

/// <summary>Finds who saw a value, by its fingerprints. The value itself never comes here.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives audit entries their time.</param>
public sealed class ExposureStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>Most sessions that one look-up lists.</summary>
    public const int MostSessions = 500;

    // What look-ups are audited under: the log's index finds them.
    private const string Target = "exposure", Action = "exposure.looked_up";
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromHours(1);

    // Sessions are counted and cut before anything is gathered of each.
    internal static readonly string Find = $"""
        with seen as (
            select f.exchange_id, f.started_at, f.direction, count(*)::int as findings
            from tenant.findings f where f.organisation_id = $1 and f.fingerprint = any ($2)
            group by f.exchange_id, f.started_at, f.direction),
        per as (
            select e.session_id, min(s.started_at) as first_at, max(s.started_at) as last_at, sum(s.findings)::int as findings, count(distinct e.id)::int as exchanges,
                array_agg(distinct s.direction) as directions, array_agg(distinct e.decision) as decisions,
                (array_agg(e.id order by s.started_at, e.id))[1] as exchange_id
            from seen s join tenant.exchanges e on e.organisation_id = $1 and e.id = s.exchange_id and e.started_at = s.started_at
            group by e.session_id),
        listed as (
            select p.*, s.title, s.skill_id, s.skill_name, s.owner_user_id, (count(*) over ())::int as total
            from per p join tenant.sessions s on s.organisation_id = $1 and s.id = p.session_id
            order by p.last_at desc, p.session_id desc limit {MostSessions})
        select l.total, l.session_id, l.title, l.skill_id, l.skill_name, {ActorNames.Of("l.owner_user_id")} as owner_name, l.first_at as first_seen_at,
            l.last_at as last_seen_at, l.exchange_id, l.directions, l.findings, l.exchanges, l.decisions,
            array(select distinct d.host from tenant.exchange_destinations d
                where d.organisation_id = $1 and d.session_id = l.session_id and d.at >= l.first_at and d.host <> '' order by 1) as destinations
        from listed l order by l.last_at desc, l.session_id desc
        """;

    /// <summary>Looks a value up and writes that it was done, or says that the person has looked up too much.</summary>
    public Task<LookUpResult> LookUpAsync(Id<Organisation> organisation, LookUp what, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(what);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            if (await RetryAfterAsync(connection, what, cancellationToken) is { } after)
                return new LookUpResult([], 0, after);
            var (sessions, total) = await FindAsync(connection, organisation, what.Fingerprints, cancellationToken);
            await connection.AuditAsync(clock, actor, Action, Target, new { type = what.Type, fingerprint = what.Digest, sessions = total, person = what.Person }, cancellationToken);
            return new LookUpResult(sessions, total, null);
        }, cancellationToken);
    }

    /// <summary>Counted in the audit log, so for all processes together, and for all tokens of a person; one person's look-ups wait for each other.</summary>
    private async Task<TimeSpan?> RetryAfterAsync(NpgsqlConnection connection, LookUp what, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var since = now - TimeSpan.FromDays(1);
        await connection.RunAsync(
            "select pg_advisory_xact_lock(hashtextextended(tenant.current_organisation() || @person, 35))", new { person = what.Person }, cancellationToken);
        // Only the index's last day is read. An id has the time of the process that made it, which may differ from the database's.
        var times = await connection.ListAsync<Time>(
            """
            select at from tenant.audit_log
            where organisation_id = tenant.current_organisation() and target = @target and action = @action and coalesce(detail ->> 'person', actor) = @person
              and at > @since and id > @first
            order by id desc limit @most
            """,
            new { target = Target, action = Action, person = what.Person, since, first = Id<AuditEntry>.FirstOf(since - ClocksDiffer).Value, most = what.PerDay }, cancellationToken);
        if (times.Count >= what.PerDay)
            return times[^1].At + TimeSpan.FromDays(1) - now;
        var recent = times.Where(time => time.At > now - TimeSpan.FromMinutes(1)).ToList();
        return recent.Count >= what.PerMinute ? recent[what.PerMinute - 1].At + TimeSpan.FromMinutes(1) - now : null;
    }

    private static async Task<(List<ExposedSession> Sessions, int Total)> FindAsync(
        NpgsqlConnection connection, Id<Organisation> organisation, IReadOnlyList<byte[]> fingerprints, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Find, connection);
        command.Parameters.Add(new() { Value = organisation.Value });
        command.Parameters.Add(new() { Value = fingerprints.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var read = RowReader<ExposedSession>.For(reader);
        var (sessions, total) = (new List<ExposedSession>(), 0);
        while (await reader.ReadAsync(cancellationToken))
        {
            total = reader.GetInt32(0);
            sessions.Add(read(reader));
        }

        return (sessions, total);
    }

    private sealed record Time(DateTimeOffset At);
}
