using SaaSGate.Contracts.Addresses;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Batches;

/// <summary>Whose batches are whose, and the cancelling of those whose skill is stopped.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">The database as the installation sees it: the log of batches, and where there is something to do.</param>
/// <param name="clock">Says what is due.</param>
public sealed class BatchStore(TenantDatabase tenants, PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>How long gateways know a batch: Claude keeps results for 29 days.</summary>
    public static readonly TimeSpan Known = TimeSpan.FromDays(30);

    /// <summary>How long nobody else gets a batch that somebody took to cancel.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>Batches that organisations of a region made, behind a position, the oldest first; from 0 those that gateways are to know.</summary>
    public async Task<IReadOnlyList<OwnedBatch>> ReadOwnedAsync(string regionId, long after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ListAsync<OwnedBatch>(
            """
            select b.position, b.organisation_id, b.connection_id, b.batch_id, b.skill_id, b.at from platform.batch_log b
            join platform.region_organisations r on r.organisation_id = b.organisation_id and r.region_id = @regionId and r.removed_at is null
            where b.position > @after and b.at > @since order by b.position limit @limit
            """, new { regionId, after, limit, since = clock.GetUtcNow() - Known }, cancellationToken);
    }

    /// <summary>Organisations of a region with batches that are to be cancelled now.</summary>
    public async Task<IReadOnlyList<string>> ListDueAsync(string regionId, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<OrganisationRow>(
            """
            select distinct b.organisation_id from tenant.message_batches b
            join platform.region_organisations r on r.organisation_id = b.organisation_id and r.region_id = @regionId and r.removed_at is null
            where b.cancel_state = 'due' and b.cancel_next_at <= @now
            """, new { regionId, now = clock.GetUtcNow() }, cancellationToken)).ConvertAll(row => row.OrganisationId);
    }

    /// <summary>Whether any organisation has some.</summary>
    public async Task<bool> AnyDueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ValueAsync<bool>(
            "select exists (select from tenant.message_batches where cancel_state = 'due' and cancel_next_at <= @now)", new { now = clock.GetUtcNow() }, cancellationToken);
    }

    /// <summary>
    /// Takes batches that are to be cancelled now, over connections that a region serves. Nobody else gets them for a while: so long the gateway that is asked
    /// may take to answer.
    /// </summary>
    public Task<List<DueBatch>> ClaimAsync(Id<Organisation> organisation, string regionId, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<DueBatch>(
            """
            with due as (
                select b.exchange_id from tenant.message_batches b
                join tenant.connections c on c.organisation_id = b.organisation_id and c.id = b.connection_id and (c.regions = '{}' or @regionId = any (c.regions))
                where b.organisation_id = @organisation and b.cancel_state = 'due' and b.cancel_next_at <= @now
                order by b.cancel_next_at limit @limit for update of b skip locked)
            update tenant.message_batches b set cancel_attempts = b.cancel_attempts + 1, cancel_next_at = @until
            from due where b.organisation_id = @organisation and b.exchange_id = due.exchange_id
            returning b.exchange_id, b.id as batch_id, b.connection_id
            """,
            new { organisation = organisation.Value, regionId, now = clock.GetUtcNow(), until = clock.GetUtcNow() + Patience, limit }, cancellationToken), cancellationToken);

    /// <summary>
    /// Keeps what came of an attempt: it is over, or tried again after a pause that doubles. That Claude does not know a batch means that it is over only where
    /// that is known otherwise: a credential of another workspace knows none, and they run.
    /// </summary>
    /// <returns>What portals are to be told; nothing where it was known, or is no batch that is to be cancelled.</returns>
    public Task<IReadOnlyList<FeedAppended>> SettleAsync(CancelOutcome outcome, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return tenants.InTenantAsync<IReadOnlyList<FeedAppended>>(outcome.Organisation, async connection =>
        {
            var organisation = outcome.Organisation.Value;
            var before = await connection.FirstAsync<Tried>(
                """
                select id, skill_id, cancel_attempts as attempts, cancel_problem as problem, ended_at is not null or deleted_at is not null as is_over from tenant.message_batches
                where organisation_id = @organisation and exchange_id = @exchange and cancel_state = 'due' for update
                """, new { organisation, exchange = outcome.ExchangeId }, cancellationToken);
            if (before is null)
                return [];
            var (state, problem) = outcome.State == "gone" && !before.IsOver ? ("", "not_found") : (outcome.State, outcome.Problem);
            var (now, over) = (clock.GetUtcNow(), state.Length > 0);
            var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Clamp(before.Attempts - 1, 0, 20))));
            await connection.RunAsync(
                """
                update tenant.message_batches set cancel_state = case when @over then 'cancelled' else cancel_state end, cancelled_at = case when @over then @now end,
                    cancel_next_at = case when not @over then @next end, cancel_problem = case when not @over then @problem else cancel_problem end,
                    ended_at = case when @ended then coalesce(ended_at, @now) else ended_at end
                where organisation_id = @organisation and exchange_id = @exchange
                """,
                new { organisation, exchange = outcome.ExchangeId, over, now, next = now + pause, problem, ended = state == "ended" }, cancellationToken);
            // The first failure of a sort is news; that it fails again in the same way is not.
            if (!over && before.Problem == problem)
                return [];
            await connection.AuditAsync(
                clock, new(outcome.Gateway.Id, outcome.Gateway.Name), over ? "batch.cancelled" : "batch.cancel_failed", before.SkillId,
                new { batchId = before.Id, outcome.ExchangeId, state, problem, before.Attempts }, cancellationToken);
            var told = await connection.AppendFeedAsync("LocksChanged", before.SkillId, new { batchId = before.Id, state, problem }, cancellationToken);
            return [new(organisation, told)];
        }, cancellationToken);
    }

    /// <summary>Organisations that have batches which run, as far as is known, or which gateways are to be told of.</summary>
    public async Task<IReadOnlyList<string>> ListRunningAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<OrganisationRow>(
            "select distinct organisation_id from tenant.message_batches where cancel_state = 'due' or to_tell or made_at > @since",
            new { since = clock.GetUtcNow() - TimeSpan.FromDays(2) }, cancellationToken)).ConvertAll(row => row.OrganisationId);
    }

    /// <summary>
    /// Tells gateways of new batches of an organisation, and brings up to date which are to be cancelled: behind each transaction that stops something, lets it
    /// go on, or takes in what is told of batches.
    /// </summary>
    /// <returns>Whether any is to be cancelled now.</returns>
    public async Task<bool> BringUpAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        // Apart, for the log is everybody's: nobody waits for it longer than this takes.
        await tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            """
            with told as (
                update tenant.message_batches set to_tell = false where organisation_id = @organisation and to_tell returning connection_id, id, skill_id)
            select platform.append_batches(@organisation, array_agg(connection_id), array_agg(id), array_agg(skill_id)) from told having count(*) > 0
            """, new { organisation = organisation.Value }, cancellationToken), cancellationToken);
        return await tenants.InTenantAsync(organisation, async connection =>
        {
            var locked = await connection.ListAsync<Pattern>(
                "select distinct target_id from tenant.locks where organisation_id = @organisation and kind = 'destination' and lifted_at is null",
                new { organisation = organisation.Value }, cancellationToken);
            var others = locked.Select(pattern => (pattern.TargetId, OnWire: DestinationName.OnWire(pattern.TargetId)!)).Where(pattern => pattern.OnWire is not null).ToList();
            return await connection.ValueAsync<bool>(
                "select tenant.stop_batches(@now, @patterns, @onWire)",
                new { now = clock.GetUtcNow(), patterns = others.Select(pattern => pattern.TargetId).ToArray(), onWire = others.Select(pattern => pattern.OnWire).ToArray() }, cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Forgets in the log what gateways need not know any more.</summary>
    public async Task ForgetOldAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync("delete from platform.batch_log where at < @since", new { since = clock.GetUtcNow() - Known }, cancellationToken);
    }

    private sealed record Pattern(string TargetId);

    private sealed record OrganisationRow(string OrganisationId);

    private sealed record Tried(string Id, string SkillId, int Attempts, string? Problem, bool IsOver);
}
