using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Batches;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;
using Lock = SaaSGate.Contracts.Ids.Lock;

namespace SaaSGate.Postgres.Locks;

/// <summary>Locks as people see them: who set them and why, how they end, and what they did where.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">The database as the installation sees it: regions, and whose time is up.</param>
/// <param name="stops">Puts and lifts locks.</param>
public sealed class LockStore(TenantDatabase tenants, PlatformDatabase platform, StopStore stops)
{
    /// <summary>Locks that an organisation may have standing at a time, ended keys left aside.</summary>
    public const int MostStanding = 2000;

    // A key that was revoked stays locked for good: its end is no lock that anybody lifts.
    private const string NoEndedKeySql = """
        not (l.kind = 'credential' and exists (
            select from tenant.skill_keys e where e.organisation_id = l.organisation_id and e.id = l.target_id and e.revoked_at is not null
            union all select from tenant.skill_clients e where e.organisation_id = l.organisation_id and e.id = l.target_id and e.revoked_at is not null
            union all select from tenant.issuer_mappings e where e.organisation_id = l.organisation_id and e.id = l.target_id and e.removed_at is not null))
        """;

    /// <summary>SQL: whether somebody set it by hand. What people who left and tokens that were revoked leave behind uses nothing up.</summary>
    private const string CountedSql = $"""
        {NoEndedKeySql} and not (l.kind = 'credential' and l.target_id not like 'key\_%' and l.target_id not like 'cli\_%' and l.target_id not like 'map\_%')
        and not exists (select from tenant.offboardings o where o.organisation_id = l.organisation_id and o.lock_id = l.id and o.returned_at is null)
        """;

    private static readonly string Select = $"""
        select l.id, l.kind, l.target_id, {StopTargets.NameSql} as target_name, l.reason, {ActorNames.Of("l.created_by")} as created_by_name, l.created_at, l.expires_at,
            l.liftable_by, l.lifted_at is null and {Lifter.MaySql} as may_lift, l.lifted_at,
            case when l.lifted_by is not null then {ActorNames.Of("l.lifted_by")} end as lifted_by_name, {StopBatches.Columns}
        from tenant.locks l {StopBatches.Of("l", "id")} where l.organisation_id = @organisation and {NoEndedKeySql}
        """;

    /// <summary>Sets a lock. Null where what it names is not the organisation's; no lock in the result where there are too many.</summary>
    public Task<StopResult?> AddAsync(StopTarget target, Id<Lock> id, string reason, LockTerms terms, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        return tenants.InTenantAsync(target.Organisation, async connection =>
        {
            if (!await connection.IsThereAsync(target, cancellationToken))
                return null;
            var standing = await connection.ValueAsync<long>(
                $"select count(*) from tenant.locks l where l.organisation_id = @organisation and l.lifted_at is null and {CountedSql}",
                new { organisation = target.Organisation.Value }, cancellationToken);
            return standing >= MostStanding ? new([], []) : await stops.AddLockAsync(connection, target, id.Value, reason, terms, actor, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Locks, newest first.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="filter">Which.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="before">Id of the last one known; null for the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="seenSince">A gateway that renewed its lease after this is connected.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<LockDetail>> ListAsync(
        Id<Organisation> organisation, LockFilter filter, Lifter caller, string? before, int limit, DateTimeOffset seenSince, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(caller);
        return await WithEffectsAsync(
            organisation,
            $"""
            {Select} and (@standing::boolean is null or @standing = (l.lifted_at is null)) and (@kind::text is null or l.kind = @kind)
                and (@target::text is null or l.target_id = @target) and (@before::text is null or l.id < @before)
            order by l.id desc limit @limit
            """,
            new
            {
                organisation = organisation.Value,
                standing = filter.Standing,
                kind = filter.Kind,
                target = filter.TargetId,
                before,
                limit,
                actor = caller.Actor.Id,
                person = caller.PersonId,
                isAdmin = caller.IsAdmin,
                isResponder = caller.IsResponder,
                inPerson = caller.InPerson,
            },
            seenSince, cancellationToken);
    }

    /// <summary>One lock; null when it is not there.</summary>
    public async Task<LockDetail?> FindAsync(Id<Organisation> organisation, Id<Lock> id, Lifter caller, DateTimeOffset seenSince, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var found = await WithEffectsAsync(
            organisation, $"{Select} and l.id = @id",
            new
            {
                organisation = organisation.Value,
                id = id.Value,
                actor = caller.Actor.Id,
                person = caller.PersonId,
                isAdmin = caller.IsAdmin,
                isResponder = caller.IsResponder,
                inPerson = caller.InPerson,
            },
            seenSince, cancellationToken);
        return found.FirstOrDefault();
    }

    /// <summary>Lifts one lock; what else is locked on the same thing stays.</summary>
    public Task<(LiftOutcome Outcome, StopResult Result)> LiftAsync(Id<Organisation> organisation, Id<Lock> id, Lifter lifter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lifter);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var found = await connection.FirstAsync<Target>(
                $"""
                select l.kind, l.target_id, l.lifted_at is not null as lifted, {Lifter.MaySql} as may from tenant.locks l
                where l.organisation_id = @organisation and l.id = @id and {NoEndedKeySql} for update
                """,
                new
                {
                    organisation = organisation.Value,
                    id = id.Value,
                    actor = lifter.Actor.Id,
                    person = lifter.PersonId,
                    isAdmin = lifter.IsAdmin,
                    isResponder = lifter.IsResponder,
                    inPerson = lifter.InPerson,
                },
                cancellationToken);
            if (found is null)
                return (LiftOutcome.NotFound, new([], []));
            if (found.Lifted)
                return (LiftOutcome.Lifted, new([], []));
            if (!found.May)
                return (LiftOutcome.Forbidden, new StopResult([], []));
            return (LiftOutcome.Lifted, await LiftAsync(connection, new(organisation, StopKinds.Parse(found.Kind), found.TargetId), id.Value, lifter.Actor, "resumed", cancellationToken));
        }, cancellationToken);
    }

    /// <summary>Locks of all organisations whose time is up.</summary>
    public async Task<IReadOnlyList<OverdueLock>> ListOverdueAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ListAsync<OverdueLock>(
            "select organisation_id, id from tenant.locks where lifted_at is null and expires_at <= now() order by expires_at limit @limit", new { limit }, cancellationToken);
    }

    /// <summary>Lifts a lock whose time is up; does nothing where somebody has lifted it.</summary>
    public Task<StopResult> ExpireAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var found = await connection.FirstAsync<Target>(
                """
                select kind, target_id, false as lifted, true as may from tenant.locks
                where organisation_id = @organisation and id = @id and lifted_at is null and expires_at <= now() for update
                """,
                new { organisation = organisation.Value, id }, cancellationToken);
            return found is null ? new([], []) : await LiftAsync(connection, new(organisation, StopKinds.Parse(found.Kind), found.TargetId), id, Actor.System, "lock_expired", cancellationToken);
        }, cancellationToken);

    /// <summary>Keeps what a gateway says; what it says of a lock that is not there is left out.</summary>
    /// <returns>What portals are to be told; null where it was known.</returns>
    public Task<FeedAppended?> ReportAsync(ReportedEffect effect, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(effect);
        return tenants.InTenantAsync(effect.Organisation, async connection =>
        {
            var news = await connection.RunAsync(
                """
                insert into tenant.lock_effects (organisation_id, lock_id, gateway_id, run, region_id, streams_cut, held_dropped)
                select l.organisation_id, l.id, @gateway, @run, @region, @cut, @dropped from tenant.locks l where l.organisation_id = @organisation and l.id = @lock
                on conflict (organisation_id, lock_id, gateway_id, run) do update
                set streams_cut = greatest(tenant.lock_effects.streams_cut, excluded.streams_cut), held_dropped = greatest(tenant.lock_effects.held_dropped, excluded.held_dropped)
                where tenant.lock_effects.streams_cut < excluded.streams_cut or tenant.lock_effects.held_dropped < excluded.held_dropped
                """,
                new
                {
                    organisation = effect.Organisation.Value,
                    @lock = effect.LockId,
                    gateway = effect.Gateway.Id,
                    run = effect.Run,
                    region = effect.Gateway.RegionId,
                    cut = effect.StreamsCut,
                    dropped = effect.HeldDropped,
                },
                cancellationToken);
            return news == 0 ? null : new FeedAppended(effect.Organisation.Value, await connection.AppendFeedAsync(
                "LocksChanged", effect.LockId, new { streamsCut = effect.StreamsCut, heldDropped = effect.HeldDropped }, cancellationToken));
        }, cancellationToken);
    }

    private async Task<StopResult> LiftAsync(NpgsqlConnection connection, StopTarget target, string id, Actor actor, string how, CancellationToken cancellationToken)
    {
        await connection.RunAsync(
            "update tenant.locks set lifted_by = @actor, lifted_at = now() where organisation_id = @organisation and id = @id",
            new { organisation = target.Organisation.Value, id, actor = actor.Id }, cancellationToken);
        return await stops.TellLiftedAsync(connection, target, [id], actor, how, cancellationToken);
    }

    private async Task<List<LockDetail>> WithEffectsAsync(Id<Organisation> organisation, string sql, object values, DateTimeOffset seenSince, CancellationToken cancellationToken)
    {
        var (locks, effects) = await tenants.InTenantAsync(organisation, async connection =>
        {
            var rows = await connection.ListAsync<LockDetail>(sql, values, cancellationToken);
            var told = await connection.ListAsync<EffectRow>(
                """
                select lock_id, region_id, count(*)::int as acknowledged, max(at) as at, sum(cut)::bigint as cut, sum(dropped)::bigint as dropped from (
                    select lock_id, region_id, gateway_id, min(acknowledged_at) as at, sum(streams_cut) as cut, sum(held_dropped) as dropped
                    from tenant.lock_effects where organisation_id = @organisation and lock_id = any (@locks) group by lock_id, region_id, gateway_id) g
                group by lock_id, region_id
                """,
                new { organisation = organisation.Value, locks = rows.Select(row => row.Id).ToArray() }, cancellationToken);
            return (rows, told.ToLookup(row => row.LockId));
        }, cancellationToken);
        if (locks.Count == 0)
            return locks;
        await using var connection = await platform.OpenAsync(cancellationToken);
        var regions = await connection.ListAsync<RegionRow>(
            """
            select r.id, r.name, o.removed_at is null as serves,
                (select count(*)::int from platform.gateways g where g.region_id = r.id and g.revoked_at is null and g.last_seen_at > @seenSince) as gateways
            from platform.region_organisations o join platform.regions r on r.id = o.region_id
            where o.organisation_id = @organisation order by r.name
            """,
            new { organisation = organisation.Value, seenSince }, cancellationToken);
        return locks.ConvertAll(row => row with
        {
            Effects = [.. from region in regions
                join told in effects[row.Id] on region.Id equals told.RegionId into told
                from effect in told.DefaultIfEmpty()
                where effect is not null || (region.Serves && row.LiftedAt is null)
                select new LockEffect(region.Name, region.Serves ? region.Gateways : 0, effect?.Acknowledged ?? 0, effect?.At, effect?.Cut ?? 0, effect?.Dropped ?? 0)],
        });
    }

    private sealed record Target(string Kind, string TargetId, bool Lifted, bool May);

    private sealed record EffectRow(string LockId, string RegionId, int Acknowledged, DateTimeOffset At, long Cut, long Dropped);

    private sealed record RegionRow(string Id, string Name, bool Serves, int Gateways);
}
