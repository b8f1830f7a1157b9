using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Policies;

/// <summary>Backtests and what they found. Steps are written in order, each in a transaction: what stops in between is gone on with.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Finds those that run, in all organisations.</param>
/// <param name="clock">The time.</param>
public sealed class BacktestStore(TenantDatabase tenants, PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>Differences that are listed of one backtest.</summary>
    public const int MostDifferences = 10_000;

    private const int KeptOfAPolicy = 20;

    private static readonly string Columns = $"""
        b.id, b.policy_id, b.version, b.days, b.since, b.state, b.total, b.judged, b.stricter, b.milder, b.otherwise, b.unread, b.message,
        {ActorNames.Of("b.created_by")} as created_by_name, b.created_at, b.ended_at
        """;

    /// <summary>Begins one; those of the policy that are long past are forgotten.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">Its id.</param>
    /// <param name="policy">Which policy.</param>
    /// <param name="version">Which version.</param>
    /// <param name="days">How many days back.</param>
    /// <param name="skills">The skills whose exchanges are read.</param>
    /// <param name="actor">Who begins it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<(BacktestView Backtest, FeedEvent Event)> CreateAsync(
        Id<Organisation> organisation, Id<Backtest> id, string policy, long version, int days, string[] skills, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var now = clock.GetUtcNow();
            await connection.RunAsync(
                """
                delete from tenant.backtests where organisation_id = tenant.current_organisation() and policy_id = @policy and state <> 'running' and id in (
                    select id from tenant.backtests where organisation_id = tenant.current_organisation() and policy_id = @policy order by id desc offset @kept);
                insert into tenant.backtests (organisation_id, id, policy_id, version, days, since, until, total, created_by, created_at)
                select tenant.current_organisation(), @id, @policy, @version, @days, @since, @now, count(*), @actor, @now from tenant.exchanges e
                where e.organisation_id = tenant.current_organisation() and e.started_at >= @since and e.started_at < @now and e.method = 'POST' and e.skill_id = any (@skills);
                """,
                new { id = id.Value, policy, version, days, since = now.AddDays(-days), now, skills, actor = actor.Id, kept = KeptOfAPolicy - 1 }, cancellationToken);
            await connection.AuditAsync(clock, actor, "policy.backtested", policy, new { version, days, backtest = id.Value }, cancellationToken);
            var made = (await FindAsync(connection, id.Value, cancellationToken))!;
            return (made, await connection.AppendFeedAsync("BacktestChanged", id.Value, new { policy, state = made.State }, cancellationToken));
        }, cancellationToken);
    }

    /// <summary>Those of a policy, the newest first.</summary>
    public Task<List<BacktestView>> ListAsync(Id<Organisation> organisation, string policy, string? before, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<BacktestView>(
            $"""
            select {Columns} from tenant.backtests b
            where b.organisation_id = tenant.current_organisation() and b.policy_id = @policy and (@before is null or b.id < @before) order by b.id desc limit @limit
            """,
            new { policy, before, limit }, cancellationToken), cancellationToken);

    /// <summary>One; null when it is not there.</summary>
    public Task<BacktestView?> FindAsync(Id<Organisation> organisation, Id<Backtest> id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => FindAsync(connection, id.Value, cancellationToken), cancellationToken);

    /// <summary>Exchanges that would be decided otherwise.</summary>
    public Task<List<BacktestDifference>> ListDifferencesAsync(Id<Organisation> organisation, Id<Backtest> id, int after, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<BacktestDifference>(
            """
            select d.ordinal, d.exchange_id, d.session_id, coalesce(s.name, d.skill_id) as skill_name, d.at, d.was, d.was_rule, d.would, d.would_rule, d.because
            from tenant.backtest_differences d
            left join tenant.skills s on s.organisation_id = d.organisation_id and s.id = d.skill_id
            where d.organisation_id = tenant.current_organisation() and d.backtest_id = @id and d.ordinal > @after order by d.ordinal limit @limit
            """,
            new { id = id.Value, after, limit }, cancellationToken), cancellationToken);

    /// <summary>What one that runs has left to do; null when it does not run.</summary>
    public Task<BacktestPlan?> PlanAsync(Id<Organisation> organisation, Id<Backtest> id, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<BacktestPlan>(
            """
            select b.policy_id, b.version, b.since, b.until, b.after_session,
                (select count(*)::int from tenant.backtest_differences d where d.organisation_id = b.organisation_id and d.backtest_id = b.id) as differences
            from tenant.backtests b where b.organisation_id = tenant.current_organisation() and b.id = @id and b.state = 'running'
            """,
            new { id = id.Value }, cancellationToken), cancellationToken);

    /// <summary>Writes what a step found, where the one before it is the last.</summary>
    /// <returns>Whether it goes on: it was not cancelled, and nobody else wrote this step.</returns>
    public Task<bool> StepAsync(Id<Organisation> organisation, Id<Backtest> id, string after, int listed, BacktestStep step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var written = await connection.RunAsync(
                """
                update tenant.backtests set judged = judged + @Judged, stricter = stricter + @Stricter, milder = milder + @Milder, otherwise = otherwise + @Otherwise,
                    unread = unread + @Unread, after_session = @LastSession
                where organisation_id = tenant.current_organisation() and id = @id and state = 'running' and after_session = @after
                """,
                new { id = id.Value, after, step.Judged, step.Stricter, step.Milder, step.Otherwise, step.Unread, step.LastSession }, cancellationToken);
            if (written == 0 || step.Differences.Count == 0)
                return written > 0;
            await using var write = new NpgsqlBatch(connection);
            var rows = step.Differences;
            write.Add(
                """
                insert into tenant.backtest_differences (organisation_id, backtest_id, ordinal, exchange_id, session_id, skill_id, at, was, was_rule, would, would_rule, because)
                select tenant.current_organisation(), $1, ($2 + d.place)::int, d.exchange, d.session, d.skill, d.at, d.was, d.was_rule, d.would, d.would_rule, d.because
                from unnest($3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
                    with ordinality d (exchange, session, skill, at, was, was_rule, would, would_rule, because, place)
                """,
                id.Value, listed, Statements.Each(rows, row => row.Exchange.Id), Statements.Each(rows, row => row.Exchange.SessionId), Statements.Each(rows, row => row.Exchange.SkillId),
                Statements.Each(rows, row => row.Exchange.StartedAt), Statements.Each(rows, row => row.Was), Statements.Each(rows, row => row.WasRule),
                Statements.Each(rows, row => row.Would), Statements.Each(rows, row => row.WouldRule), Statements.Each(rows, row => row.Because));
            await write.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }, cancellationToken);
    }

    /// <summary>Ends one that runs.</summary>
    /// <returns>The event of the feed; null when it did not run.</returns>
    public Task<FeedEvent?> EndAsync(Id<Organisation> organisation, Id<Backtest> id, string state, string? message, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var policy = await connection.ValueAsync<string>(
                """
                update tenant.backtests set state = @state, message = @message, ended_at = @now
                where organisation_id = tenant.current_organisation() and id = @id and state = 'running' returning policy_id
                """,
                new { id = id.Value, state, message, now = clock.GetUtcNow() }, cancellationToken);
            return policy is null ? null : await connection.AppendFeedAsync("BacktestChanged", id.Value, new { policy, state }, cancellationToken);
        }, cancellationToken);

    /// <summary>Those that run, of all organisations.</summary>
    public async Task<List<(string Organisation, string Backtest)>> ListRunningAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<RunningKey>("select organisation_id, id from tenant.backtests where state = 'running'", null, cancellationToken))
            .ConvertAll(row => (row.OrganisationId, row.Id));
    }

    private static Task<BacktestView?> FindAsync(NpgsqlConnection connection, string id, CancellationToken cancellationToken) =>
        connection.FirstAsync<BacktestView>($"select {Columns} from tenant.backtests b where b.organisation_id = tenant.current_organisation() and b.id = @id", new { id }, cancellationToken);

    private sealed record RunningKey(string OrganisationId, string Id);
}
