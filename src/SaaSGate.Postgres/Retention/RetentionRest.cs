using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Retention;

/// <summary>Deletes what no session's chain speaks of, in bounded steps: what reviewers saw, whose batches were whose, what was put aside, what feeds told, and months that are empty.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Says what is due.</param>
public sealed class RetentionRest(TenantDatabase tenants, TimeProvider clock)
{
    private const string Due = """
        with terms as materialized (select * from tenant.retention_terms()),
        due as (
            select a.id from tenant.approvals a
            join terms d on d.skill_id = '' and a.created_at >= d.since and a.created_at < d.until left join terms t on t.skill_id = a.skill_id and t.since = d.since
            where a.organisation_id = tenant.current_organisation() and a.state not in ('pending', 'approved')
              and a.created_at < @now - make_interval(days => coalesce(t.{0}_days, d.{0}_days)) and not tenant.is_held(a.session_id, a.skill_id, a.owner_user_id)
              and {1}
            order by a.created_at limit @most)
        """;

    /// <summary>What reviewers saw of held requests goes with bodies, and so do the rows by which partners list them.</summary>
    /// <returns>Rows deleted or emptied; as many as <paramref name="most"/> means that there may be more.</returns>
    public Task<int> DeleteViewsAsync(Id<Organisation> organisation, int most, CancellationToken cancellationToken) => RunAsync(
        organisation,
        $$"""
        {{Of("bodies", "a.view <> '{}'::bytea")}},
        listed as (
            delete from tenant.approval_projections p using due where p.organisation_id = tenant.current_organisation() and p.approval_id = due.id)
        update tenant.approvals a set view = '{}'::bytea, summary = '', summary_view = null, edits = null, destination = '', places = '{}' from due where a.organisation_id = tenant.current_organisation() and a.id = due.id
        """,
        most, cancellationToken);

    /// <summary>Held requests that ended go with metadata.</summary>
    /// <inheritdoc cref="DeleteViewsAsync"/>
    public Task<int> DeleteApprovalsAsync(Id<Organisation> organisation, int most, CancellationToken cancellationToken) => RunAsync(
        organisation,
        $"{Of("metadata", "a.view = '{}'::bytea")} delete from tenant.approvals a using due where a.organisation_id = tenant.current_organisation() and a.id = due.id",
        most, cancellationToken);

    /// <summary>Where batches let Claude go is forgotten with the bodies of the exchanges that made them. None is forgotten before Claude has ended it.</summary>
    /// <inheritdoc cref="DeleteViewsAsync"/>
    public Task<int> EmptyBatchesAsync(Id<Organisation> organisation, int most, CancellationToken cancellationToken) => RunAsync(
        organisation,
        $$"""
        {{Batches("bodies", "b.places <> '{}' and not exists (select from tenant.exchanges e where e.organisation_id = b.organisation_id and e.id = b.exchange_id and not e.bodies_gone)")}}
        update tenant.message_batches b set places = '{}' from due where b.organisation_id = tenant.current_organisation() and b.exchange_id = due.exchange_id
        """,
        most, cancellationToken);

    /// <summary>Whose batches were whose goes with the exchanges that made them.</summary>
    /// <inheritdoc cref="DeleteViewsAsync"/>
    public Task<int> DeleteBatchesAsync(Id<Organisation> organisation, int most, CancellationToken cancellationToken) => RunAsync(
        organisation,
        $"""
        {Batches("metadata", "not exists (select from tenant.exchanges e where e.organisation_id = b.organisation_id and e.id = b.exchange_id)")}
        delete from tenant.message_batches b using due where b.organisation_id = tenant.current_organisation() and b.exchange_id = due.exchange_id
        """,
        most, cancellationToken);

    /// <summary>What the feed told goes with metadata, by the organisation's own rule: it names things, it is no evidence.</summary>
    /// <inheritdoc cref="DeleteViewsAsync"/>
    public Task<int> DeleteFeedAsync(Id<Organisation> organisation, int most, CancellationToken cancellationToken) => RunAsync(
        organisation,
        """
        delete from tenant.feed f using (
            select position, at from tenant.feed where organisation_id = tenant.current_organisation() order by position limit @most) o
        where f.organisation_id = tenant.current_organisation() and f.position = o.position
          and o.at < @now - make_interval(days => (select max(metadata_days) from tenant.retention_terms() where skill_id = ''))
        """,
        most, cancellationToken);

    /// <summary>The audit log goes by a number of days of its own, and says that it did; what is about something that is held stays.</summary>
    /// <inheritdoc cref="DeleteViewsAsync"/>
    public Task<int> DeleteAuditAsync(Id<Organisation> organisation, int most, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.LockRetentionAsync(cancellationToken);
            var deleted = await connection.ValueAsync<int>("select tenant.purge_audit(@most)", new { most }, cancellationToken);
            if (deleted > 0)
                await connection.AuditAsync(clock, Actor.System, "audit.let-go", null, new { entries = deleted }, cancellationToken);
            return deleted;
        }, cancellationToken);

    /// <summary>Records that were put aside go by the rule that keeps bodies longest, unless anything is held.</summary>
    /// <inheritdoc cref="DeleteViewsAsync"/>
    public Task<int> DeleteQuarantineAsync(Id<Organisation> organisation, int most, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.LockRetentionAsync(cancellationToken);
            return await connection.ValueAsync<int>(
                """
                select coalesce(sum(platform.purge_quarantine(t.since, least(t.until, @now - make_interval(days => t.days)), @most)), 0)::int from tenant.quarantine_terms() t
                where not exists (select from tenant.legal_holds h where h.organisation_id = tenant.current_organisation() and h.lifted_at is null)
                """,
                new { now = clock.GetUtcNow(), most }, cancellationToken);
        }, cancellationToken);

    /// <summary>What belongs to a month as a whole goes when nothing of the month needs it any more.</summary>
    public Task DeleteMonthsAsync(Id<Organisation> organisation, CancellationToken cancellationToken) => RunAsync(
        organisation, "select tenant.let_months_go(date_trunc('month', @now at time zone 'UTC')::date) where @most > 0", 1, cancellationToken);

    /// <summary>Drops partitions of months before the last one in which no organisation has anything left.</summary>
    /// <returns>Their names.</returns>
    public Task<IReadOnlyList<string>> DropMonthsAsync(CancellationToken cancellationToken) => tenants.InTenantAsync(default, async connection =>
        (IReadOnlyList<string>)(await connection.ValueAsync<string[]>(
            "select tenant.drop_empty_months((date_trunc('month', @now at time zone 'UTC') - interval '1 month')::date)", new { now = clock.GetUtcNow() }, cancellationToken) ?? []),
        cancellationToken);

    private static string Batches(string kind, string gone) =>
        $"""
        with due as (
            select b.exchange_id from tenant.message_batches b
            where b.organisation_id = tenant.current_organisation() and {gone}
              and b.made_at < @now - greatest(interval '25 hours', make_interval(days => (select min({kind}_days) from tenant.retention_terms())))
            order by b.made_at limit @most)
        """;

    private static string Of(string kind, string still) => Due.Replace("{0}", kind, StringComparison.Ordinal).Replace("{1}", still, StringComparison.Ordinal);

    private Task<int> RunAsync(Id<Organisation> organisation, string sql, int most, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.LockRetentionAsync(cancellationToken);
            return await connection.RunAsync(sql, new { now = clock.GetUtcNow(), most }, cancellationToken);
        }, cancellationToken);
}
