using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Audit;
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
    public Task<StopResult> AddLockAsync(NpgsqlConnection connection, StopTarget target, string reason, Actor actor, CancellationToken cancellationToken) =>
        AddLockAsync(connection, target, Id<Lock>.New(clock).Value, reason, actor, cancellationToken);

    /// <summary>The same under a given id (<c>lck_…</c>).</summary>
    /// <returns>No lock and no feed event when it has been there before.</returns>
    public async Task<StopResult> AddLockAsync(
        NpgsqlConnection connection, StopTarget target, string id, string reason, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(actor);
        var kind = target.Kind.ToText();
        var added = await connection.RunAsync(
            """
            insert into tenant.locks (organisation_id, id, kind, target_id, reason, created_by)
            values (@organisation, @id, @kind, @target, @reason, @actor)
            on conflict (organisation_id, id) do nothing
            """,
            new { organisation = target.Organisation.Value, id, kind, target = target.TargetId, reason, actor = actor.Id }, cancellationToken);
        if (added == 0)
            return new([], []);
        await connection.AuditAsync(clock, actor, $"{kind}.stopped", target.TargetId, new { lockId = id, reason }, cancellationToken);
        await AppendStopsAsync(connection, target, [id], lifted: false, cancellationToken);
        var cancelled = await CancelApprovalsAsync(connection, target, actor, cancellationToken);
        return new([id], [.. cancelled, await AppendFeedAsync(connection, target, stopped: true, cancellationToken)]);
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
        var kind = target.Kind.ToText();
        var lifted = await connection.ListAsync<IdRow>(
            """
            update tenant.locks set lifted_by = @actor, lifted_at = now()
            where organisation_id = @organisation and kind = @kind and target_id = @target and lifted_at is null
            returning id
            """,
            new { organisation = target.Organisation.Value, kind, target = target.TargetId, actor = actor.Id }, cancellationToken);
        if (lifted.Count == 0)
            return new([], []);

        var ids = lifted.ConvertAll(row => row.Id);
        await connection.AuditAsync(clock, actor, $"{kind}.resumed", target.TargetId, new { lockIds = ids }, cancellationToken);
        await AppendStopsAsync(connection, target, ids, lifted: true, cancellationToken);
        return new(ids, [await AppendFeedAsync(connection, target, stopped: false, cancellationToken)]);
    }

    private static Task<int> AppendStopsAsync(NpgsqlConnection connection, StopTarget target, IReadOnlyList<string> locks, bool lifted, CancellationToken cancellationToken) =>
        connection.RunAsync(
            "select platform.append_stop(@organisation, @kind, @target, id, @lifted) from unnest(@locks) id",
            new { organisation = target.Organisation.Value, kind = target.Kind.ToText(), target = target.TargetId, locks, lifted }, cancellationToken);

    private async Task<IReadOnlyList<FeedAppended>> CancelApprovalsAsync(NpgsqlConnection connection, StopTarget target, Actor actor, CancellationToken cancellationToken)
    {
        var waiting = await connection.ListAsync<IdRow>(
            """
            select a.id from tenant.approvals a
            left join tenant.skills s on s.organisation_id = a.organisation_id and s.id = a.skill_id
            where a.organisation_id = @organisation and a.state in ('pending', 'approved') and @target = case @kind
                when 'organisation' then a.organisation_id when 'skill' then a.skill_id when 'session' then a.session_id
                when 'person' then s.owner_user_id when 'connection' then s.connection_id end
            order by a.id
            """,
            new { organisation = target.Organisation.Value, target = target.TargetId, kind = target.Kind.ToText() }, cancellationToken);
        if (waiting.Count == 0)
            return [];
        var at = clock.GetUtcNow();
        var cancelled = await connection.ListAsync<Cancelled>(
            "select * from tenant.cancel_approvals(@approvals, @actor, @name, @audits)",
            new
            {
                approvals = waiting.ConvertAll(row => row.Id),
                actor = actor.Id,
                name = actor.Name,
                audits = waiting.ConvertAll(_ => Id<AuditEntry>.New(clock).Value),
            },
            cancellationToken);
        return cancelled.ConvertAll(row => new FeedAppended(row.OrganisationId, new(row.FeedPosition, at, "ApprovalEnded", row.ApprovalId, row.Payload)));
    }

    private static async Task<FeedAppended> AppendFeedAsync(NpgsqlConnection connection, StopTarget target, bool stopped, CancellationToken cancellationToken)
    {
        var (feed, subject) = target.Kind switch
        {
            StopKind.Skill => ("SkillChanged", target.TargetId),
            StopKind.Credential => ("SkillChanged", await connection.ValueAsync<string>(
                """
                select skill_id from tenant.skill_keys where organisation_id = @organisation and id = @key
                union all select skill_id from tenant.skill_clients where organisation_id = @organisation and id = @key
                union all select skill_id from tenant.issuer_mappings where organisation_id = @organisation and id = @key
                """,
                new { organisation = target.Organisation.Value, key = target.TargetId }, cancellationToken) ?? target.TargetId),
            StopKind.Session => ("SessionChanged", target.TargetId),
            StopKind.Person => ("MemberChanged", target.TargetId),
            StopKind.Connection => ("ConnectionChanged", target.TargetId),
            _ => ("OrganisationChanged", target.TargetId),
        };
        return new(target.Organisation.Value, await connection.AppendFeedAsync(
            feed, subject, new { kind = target.Kind.ToText(), targetId = target.TargetId, stopped }, cancellationToken));
    }

    private sealed record IdRow(string Id);

    private sealed record Cancelled(string ApprovalId, string OrganisationId, long FeedPosition, JsonElement Payload);
}
