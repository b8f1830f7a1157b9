using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Live;
using Lock = SaaSGate.Contracts.Ids.Lock;

namespace SaaSGate.Postgres.Regions;

/// <summary>
/// The kill switch: a lock, its row in the stop log that gateways follow, feed and audit, all in one transaction. What
/// waits for a reviewer behind the lock is cancelled.
/// </summary>
public sealed class StopStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>Adds a lock in a transaction of its own.</summary>
    public Task<StopResult> AddLockAsync(StopTarget target, string reason, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        return tenants.InTenantAsync(target.Organisation, connection => AddLockAsync(connection, target, reason, actor, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Adds a lock in the caller's transaction, which must be the organisation's. It takes the locks of the logs, so call
    /// it last, and before anything else that appends to a feed.
    /// </summary>
    public async Task<StopResult> AddLockAsync(NpgsqlConnection connection, StopTarget target, string reason, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(actor);
        var (organisation, kind) = (target.Organisation.Value, target.Kind.ToText());
        var id = Id<Lock>.New(clock).Value;
        await using (var batch = new NpgsqlBatch(connection))
        {
            batch.Add(
                "insert into tenant.locks (organisation_id, id, kind, target_id, reason, created_by) values ($1, $2, $3, $4, $5, $6)",
                organisation, id, kind, target.TargetId, reason, actor.Id);
            batch.Add("select platform.append_stop($1, $2, $3, $4, false)", organisation, kind, target.TargetId, id);
            AddAudit(batch, target, $"{kind}.stopped", actor, new { lockId = id, reason });
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        var cancelled = await CancelApprovalsAsync(connection, target, actor, cancellationToken);
        var feed = await AppendFeedAsync(connection, target, stopped: true, cancellationToken);
        return new([id], [.. cancelled, feed]);
    }

    /// <summary>Lifts every lock on the target.</summary>
    /// <returns>No lock and no feed event when nothing was locked.</returns>
    public Task<StopResult> LiftLocksAsync(StopTarget target, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        return tenants.InTenantAsync(target.Organisation, connection => LiftLocksAsync(connection, target, actor, cancellationToken), cancellationToken);
    }

    /// <inheritdoc cref="LiftLocksAsync(StopTarget, Actor, CancellationToken)"/>
    public async Task<StopResult> LiftLocksAsync(NpgsqlConnection connection, StopTarget target, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(actor);
        var (organisation, kind) = (target.Organisation.Value, target.Kind.ToText());
        var lifted = await connection.ListAsync(
            """
            update tenant.locks set lifted_by = $4, lifted_at = now()
            where organisation_id = $1 and kind = $2 and target_id = $3 and lifted_at is null
            returning id
            """, row => row.GetString(0), cancellationToken, organisation, kind, target.TargetId, actor.Id);
        if (lifted.Count == 0)
            return new([], []);

        await using (var batch = new NpgsqlBatch(connection))
        {
            foreach (var id in lifted)
                batch.Add("select platform.append_stop($1, $2, $3, $4, true)", organisation, kind, target.TargetId, id);
            AddAudit(batch, target, $"{kind}.resumed", actor, new { lockIds = lifted });
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        return new(lifted, [await AppendFeedAsync(connection, target, stopped: false, cancellationToken)]);
    }

    private async Task<IReadOnlyList<FeedAppended>> CancelApprovalsAsync(NpgsqlConnection connection, StopTarget target, Actor actor, CancellationToken cancellationToken)
    {
        var waiting = await connection.ListAsync(
            """
            select a.id from tenant.approvals a
            left join tenant.skills s on s.organisation_id = a.organisation_id and s.id = a.skill_id
            where a.organisation_id = $1 and a.state in ('pending', 'approved') and $3 = case $2
                when 'organisation' then a.organisation_id when 'skill' then a.skill_id when 'session' then a.session_id
                when 'person' then s.owner_user_id when 'connection' then s.connection_id end
            order by a.id
            """, row => row.GetString(0), cancellationToken, target.Organisation.Value, target.Kind.ToText(), target.TargetId);
        if (waiting.Count == 0)
            return [];
        var at = clock.GetUtcNow();
        return await connection.ListAsync(
            "select organisation_id, feed_position, approval_id, payload from tenant.cancel_approvals($1, $2, $3, $4)",
            row => new FeedAppended(row.GetString(0), new(row.GetInt64(1), at, "ApprovalEnded", row.GetString(2), row.GetFieldValue<JsonElement>(3))),
            cancellationToken, waiting, actor.Id, actor.Name, waiting.ConvertAll(_ => Id<AuditEntry>.New(clock).Value));
    }

    private async Task<FeedAppended> AppendFeedAsync(NpgsqlConnection connection, StopTarget target, bool stopped, CancellationToken cancellationToken)
    {
        var kind = target.Kind switch
        {
            StopKind.Skill or StopKind.Credential => "SkillChanged",
            StopKind.Session => "SessionChanged",
            StopKind.Person => "MemberChanged",
            StopKind.Connection => "ConnectionChanged",
            _ => "OrganisationChanged",
        };
        return (await connection.FirstAsync(
            """
            with about as (
                select coalesce((select skill_id from tenant.skill_keys where organisation_id = $1 and id = $3 and $4 = 'credential'), $3) as subject,
                       jsonb_build_object('kind', $4::text, 'targetId', $3::text, 'stopped', $5::boolean) as payload)
            select tenant.append_feed($2, subject, payload), subject, payload from about
            """,
            row => new FeedAppended(target.Organisation.Value, new(row.GetInt64(0), clock.GetUtcNow(), kind, row.GetString(1), row.GetFieldValue<JsonElement>(2))),
            cancellationToken, target.Organisation.Value, kind, target.TargetId, target.Kind.ToText(), stopped))!;
    }

    private void AddAudit(NpgsqlBatch batch, StopTarget target, string action, Actor actor, object detail) => batch.Add(
        "insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail) values ($1, $2, $3, $4, $5, $6, $7::jsonb)",
        target.Organisation.Value, Id<AuditEntry>.New(clock).Value, actor.Id, actor.Name, action, target.TargetId, JsonSerializer.Serialize(detail));
}
