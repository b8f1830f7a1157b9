using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Approvals;
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
    public Task<StopResult> AddLockAsync(StopTarget target, string reason, Actor actor, CancellationToken cancellationToken) =>
        AddLockAsync(target, reason, LockTerms.Default, actor, cancellationToken);

    /// <summary>The same, on terms.</summary>
    public Task<StopResult> AddLockAsync(StopTarget target, string reason, LockTerms terms, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        return tenants.InTenantAsync(
            target.Organisation, connection => AddLockAsync(connection, target, Id<Lock>.New(clock).Value, reason, terms, actor, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Adds a lock in the caller's transaction, which must be the organisation's. It takes the locks of the logs, so call
    /// it last, and before anything else that appends to a feed.
    /// </summary>
    public Task<StopResult> AddLockAsync(NpgsqlConnection connection, StopTarget target, string reason, Actor actor, CancellationToken cancellationToken) =>
        AddLockAsync(connection, target, Id<Lock>.New(clock).Value, reason, actor, cancellationToken);

    /// <inheritdoc cref="AddLockAsync(NpgsqlConnection, StopTarget, string, string, LockTerms, Actor, CancellationToken)"/>
    public Task<StopResult> AddLockAsync(
        NpgsqlConnection connection, StopTarget target, string id, string reason, Actor actor, CancellationToken cancellationToken) =>
        AddLockAsync(connection, target, id, reason, LockTerms.Default, actor, cancellationToken);

    /// <summary>The same under a given id (<c>lck_…</c>), on terms.</summary>
    /// <returns>No lock and no feed event when it has been there before.</returns>
    public async Task<StopResult> AddLockAsync(
        NpgsqlConnection connection, StopTarget target, string id, string reason, LockTerms terms, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(actor);
        await StopOrder.BeforeStopAsync(connection, cancellationToken);
        var kind = target.Kind.ToText();
        var added = await connection.RunAsync(
            """
            insert into tenant.locks (organisation_id, id, kind, target_id, reason, created_by, created_for, expires_at, liftable_by)
            values (@organisation, @id, @kind, @target, @reason, @actor, @setFor, @expiresAt, @liftableBy)
            on conflict (organisation_id, id) do nothing
            """,
            new
            {
                organisation = target.Organisation.Value,
                id,
                kind,
                target = target.TargetId,
                reason,
                actor = actor.Id,
                setFor = terms.SetFor,
                expiresAt = terms.ExpiresAt,
                liftableBy = terms.LiftableBy,
            },
            cancellationToken);
        if (added == 0)
            return new([], []);
        await connection.AuditAsync(clock, actor, $"{kind}.stopped", target.TargetId, new { lockId = id, reason, expiresAt = terms.ExpiresAt, liftableBy = terms.LiftableBy }, cancellationToken);
        await AppendStopsAsync(connection, target, [id], lifted: false, cancellationToken);
        var cancelled = await CancelApprovalsAsync(connection, target, actor, cancellationToken);
        return new([id], [.. cancelled, .. await AppendFeedsAsync(connection, target, [id], stopped: true, cancellationToken)]);
    }

    /// <summary>Lifts every lock on the target.</summary>
    /// <returns>No lock and no feed event when nothing was locked.</returns>
    public Task<StopResult> LiftLocksAsync(StopTarget target, Actor actor, CancellationToken cancellationToken) =>
        LiftLocksAsync(target, Lifter.All(actor), cancellationToken);

    /// <inheritdoc cref="LiftLocksAsync(NpgsqlConnection, StopTarget, Lifter, CancellationToken)"/>
    public Task<StopResult> LiftLocksAsync(StopTarget target, Lifter lifter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        return tenants.InTenantAsync(target.Organisation, connection => LiftLocksAsync(connection, target, lifter, cancellationToken), cancellationToken);
    }

    /// <inheritdoc cref="LiftLocksAsync(StopTarget, Actor, CancellationToken)"/>
    public Task<StopResult> LiftLocksAsync(NpgsqlConnection connection, StopTarget target, Actor actor, CancellationToken cancellationToken) =>
        LiftLocksAsync(connection, target, Lifter.All(actor), cancellationToken);

    /// <summary>Lifts the locks on the target that the lifter may lift; the others stay.</summary>
    public async Task<StopResult> LiftLocksAsync(NpgsqlConnection connection, StopTarget target, Lifter lifter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(lifter);
        var lifted = await connection.ListAsync<IdRow>(
            $"""
            update tenant.locks l set lifted_by = @actor, lifted_at = now()
            where l.organisation_id = @organisation and l.kind = @kind and l.target_id = @target and l.lifted_at is null and {Lifter.MaySql}
            returning l.id
            """,
            new
            {
                organisation = target.Organisation.Value,
                kind = target.Kind.ToText(),
                target = target.TargetId,
                actor = lifter.Actor.Id,
                person = lifter.PersonId,
                isAdmin = lifter.IsAdmin,
                isResponder = lifter.IsResponder,
                inPerson = lifter.InPerson,
            },
            cancellationToken);
        return lifted.Count == 0 ? new([], []) : await TellLiftedAsync(connection, target, lifted.ConvertAll(row => row.Id), lifter.Actor, "resumed", cancellationToken);
    }

    /// <summary>Tells gateways, feed and audit of locks whose rows say since this transaction that they are lifted.</summary>
    internal async Task<StopResult> TellLiftedAsync(
        NpgsqlConnection connection, StopTarget target, IReadOnlyList<string> locks, Actor actor, string how, CancellationToken cancellationToken)
    {
        await connection.AuditAsync(clock, actor, $"{target.Kind.ToText()}.{how}", target.TargetId, new { lockIds = locks }, cancellationToken);
        await AppendStopsAsync(connection, target, locks, lifted: true, cancellationToken);
        return new(locks, await AppendFeedsAsync(connection, target, locks, stopped: false, cancellationToken));
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
            where a.organisation_id = @organisation and a.state in ('pending', 'approved') and case @kind
                when 'organisation' then a.organisation_id = @target when 'skill' then a.skill_id = @target when 'session' then a.session_id = @target
                when 'person' then s.owner_user_id = @target when 'connection' then s.connection_id = @target when 'label' then @target = any (s.labels)
                when 'credential' then exists (
                    select from tenant.exchanges e where e.organisation_id = a.organisation_id and e.id = a.exchange_id and e.skill_key_id = @target)
                when 'destination' then exists (
                    select from unnest(a.places) d where case when @target like '%@%' then d else regexp_replace(d, '^.*@', '') end ilike @pattern)
                end
            order by a.id
            """,
            new { organisation = target.Organisation.Value, target = target.TargetId, kind = target.Kind.ToText(), pattern = LikeOf(target.TargetId) }, cancellationToken);
        return await ApprovalCancelling.CancelAsync(connection, clock, waiting.ConvertAll(row => row.Id), actor, cancellationToken);
    }

    /// <summary>A pattern with <c>*</c> as LIKE writes it.</summary>
    private static string LikeOf(string pattern) => string.Concat(pattern.Select(character => character switch
    {
        '*' => "%",
        '%' or '_' or '\\' => $"\\{character}",
        _ => character.ToString(),
    }));

    private static async Task<IReadOnlyList<FeedAppended>> AppendFeedsAsync(
        NpgsqlConnection connection, StopTarget target, IReadOnlyList<string> locks, bool stopped, CancellationToken cancellationToken)
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
            StopKind.Destination or StopKind.Label => ("LocksChanged", target.TargetId),
            _ => ("OrganisationChanged", target.TargetId),
        };
        var payload = new { kind = target.Kind.ToText(), targetId = target.TargetId, stopped, locks };
        return [new(target.Organisation.Value, await connection.AppendFeedAsync(feed, subject, payload, cancellationToken))];
    }

    private sealed record IdRow(string Id);
}
