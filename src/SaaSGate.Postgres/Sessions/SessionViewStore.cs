using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Sessions;

/// <summary>Who looked at a recording: entries of the audit log, as everything that touches evidence.</summary>
/// <param name="tenants">The database.</param>
public sealed class SessionViewStore(TenantDatabase tenants)
{
    /// <summary>How long looking again is the same look.</summary>
    public static readonly TimeSpan OneLook = TimeSpan.FromMinutes(15);

    private const string Viewed = "session.viewed";

    /// <summary>Writes that somebody looks at a session, unless that was written within <see cref="OneLook"/>.</summary>
    /// <param name="organisation">Whose session.</param>
    /// <param name="clock">Says when it is.</param>
    /// <param name="actor">Who looks.</param>
    /// <param name="sessionId">At what.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task AppendAsync(Id<Organisation> organisation, TimeProvider clock, Actor actor, string sessionId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var known = await connection.ValueAsync<bool>(
                """
                select exists (select from tenant.audit_log
                    where organisation_id = @organisation and target = @sessionId and action = @Viewed and actor = @actor and at > @since)
                """,
                new { organisation = organisation.Value, sessionId, Viewed, actor = actor.Id, since = clock.GetUtcNow() - OneLook }, cancellationToken);
            if (!known)
                await connection.AuditAsync(clock, actor, Viewed, sessionId, null, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Who looked at a session, newest first.</summary>
    /// <param name="organisation">Whose session.</param>
    /// <param name="session">Which.</param>
    /// <param name="before">Only entries with a smaller id; null for the newest.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<SessionView>> ListAsync(Id<Organisation> organisation, Id<Session> session, string? before, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<SessionView>(
            """
            select id, at, actor as actor_id, actor_name from tenant.audit_log
            where organisation_id = @organisation and target = @session and action = @Viewed and (@before is null or id < @before)
            order by id desc limit @limit
            """,
            new { organisation = organisation.Value, session = session.Value, Viewed, before, limit }, cancellationToken), cancellationToken);
}
