using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Recording;
using SaaSGate.Postgres.Evidence;
using SaaSGate.Postgres.Proof;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Retention;

/// <summary>
/// Deletes what an organisation keeps no longer, in steps: each one transaction with a bounded number of rows of one session, whose
/// row it locks as ingest does. A step writes what it deletes into the session's chain. What stops in between goes on with the next step:
/// what is due is seen from the rows themselves. Exchanges that are open are never touched.
/// </summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Says what is due.</param>
public sealed class RetentionSweep(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>By which deletion records say why.</summary>
    public const string Reason = "retention";

    private const string By = "system";

    // What a step may delete; {0} is bodies, findings or metadata.
    private const string IsDue = """
        e.outcome is not null and coalesce(e.counted_from, e.started_at) < @now - make_interval(days => coalesce(t.{0}_days, d.{0}_days))
          and not tenant.is_held(e.session_id, e.skill_id, e.owner_user_id)
        """;

    // What counts from later than it began is no sooner due: this only finds what may be.
    private const string Terms = """
        join terms d on d.skill_id = '' and e.started_at >= d.since and e.started_at < d.until left join terms t on t.skill_id = e.skill_id and t.since = d.since
        where e.organisation_id = tenant.current_organisation() and e.started_at >= @from
          and e.started_at < @now - make_interval(days => (select min({0}_days) from terms))
        """;

    private const string WithTerms = "with terms as materialized (select * from tenant.retention_terms())";

    // Said of the findings themselves too, which are found by their index.
    private const string FindingsDue = "f.started_at >= @from and f.started_at < @now - make_interval(days => (select min(findings_days) from terms))";

    /// <summary>Deletes what was sent and answered.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="from">When the oldest exchange began that may be due: where the step before left off.</param>
    /// <param name="most">Exchanges at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where to go on; null when nothing was due.</returns>
    public Task<DateTimeOffset?> DeleteBodiesAsync(Id<Organisation> organisation, DateTimeOffset from, int most, CancellationToken cancellationToken) =>
        StepAsync(organisation, from, "bodies", "not e.bodies_gone", async (connection, due) =>
        {
            var exchanges = await ListAsync(connection, due, "bodies", "not e.bodies_gone", most, cancellationToken);
            await using (var write = new NpgsqlBatch(connection))
            {
                AddToEach(
                    write, due, exchanges,
                    """
                    update tenant.exchanges e set bodies_gone = true, request_skeleton = null, request_blocks = '{}', response_body = null, response_timing = null, withheld = null,
                        salt = decode(repeat('00', 32), 'hex') || substring(e.salt from 33)
                    """);
                write.Add(
                    """
                    with kept as materialized (
                        select date_trunc('month', e.started_at at time zone 'UTC')::date as month, range_agg(int4range(e.request_blocks[r], e.request_blocks[r] + e.request_blocks[r + 1])) as numbers
                        from tenant.exchanges e cross join lateral generate_series(1, cardinality(e.request_blocks), 2) r
                        where e.organisation_id = tenant.current_organisation() and e.session_id = $1 and not e.bodies_gone and e.started_at >= $3 and e.started_at < $4
                        group by 1)
                    delete from tenant.blocks b
                    where b.organisation_id = tenant.current_organisation() and b.session_id = $1 and b.month = any ($2)
                      and not exists (select from kept k where k.month = b.month and b.number <@ k.numbers)
                    """,
                    due.SessionId, exchanges.Select(exchange => MonthOf(exchange.StartedAt)).Distinct().ToArray(),
                    BeginOf(MonthOf(exchanges[0].StartedAt)), BeginOf(MonthOf(exchanges[^1].StartedAt).AddMonths(1)));

                // The title is of the first request, which goes first. A number is passed over, by which ingest sees that what it knows of the blocks is past.
                write.Add("update tenant.sessions set title = null, blocks = blocks + 1 where organisation_id = tenant.current_organisation() and id = $1", due.SessionId);
                AddLetGo(write, "bodies", exchanges);
                await write.ExecuteNonQueryAsync(cancellationToken);
            }

            await AppendAsync(connection, due, Facts(due.Note("Bodies")) with { Bodies = ChainRanges.Of(exchanges) }, cancellationToken);
        }, cancellationToken);

    /// <summary>Deletes what was found.</summary>
    /// <inheritdoc cref="DeleteBodiesAsync"/>
    public Task<DateTimeOffset?> DeleteFindingsAsync(Id<Organisation> organisation, DateTimeOffset from, int most, CancellationToken cancellationToken) =>
        StepAsync(organisation, from, "findings", FindingsDue, async (connection, due) =>
        {
            const string Some = "exists (select from tenant.findings f where f.organisation_id = e.organisation_id and f.exchange_id = e.id and f.started_at = e.started_at)";
            var exchanges = await ListAsync(connection, due, "findings", Some, most, cancellationToken);

            // At least one, and then as many as have no more findings together than a step deletes.
            var sum = 0L;
            exchanges = [.. exchanges.TakeWhile((exchange, i) => (sum += exchange.Findings) <= most || i == 0)];
            await using (var write = new NpgsqlBatch(connection))
            {
                AddFindings(write, exchanges);
                AddToEach(write, due, exchanges, "update tenant.exchanges e set salt = substring(e.salt for 32) || decode(repeat('00', 16), 'hex')");
                AddLetGo(write, "findings", exchanges);
                await write.ExecuteNonQueryAsync(cancellationToken);
            }

            await AppendAsync(connection, due, Facts(due.Note("Findings")) with { Findings = ChainRanges.Of(exchanges) }, cancellationToken);
        }, cancellationToken);

    /// <summary>Deletes exchanges of which bodies and findings are gone, with their records. Of a session that has none left only the chain's end stays.</summary>
    /// <inheritdoc cref="DeleteBodiesAsync"/>
    public Task<DateTimeOffset?> DeleteMetadataAsync(Id<Organisation> organisation, DateTimeOffset from, int most, CancellationToken cancellationToken) =>
        StepAsync(organisation, from, "metadata", "e.bodies_gone", async (connection, due) =>
        {
            var exchanges = await ListAsync(connection, due, "metadata", "e.bodies_gone", most, cancellationToken);
            var bridges = new List<ChainBridge>();
            foreach (var range in ChainRanges.Of(exchanges))
                bridges.AddRange(await SessionDeletion.BridgesAsync(connection, Id<Session>.Parse(due.SessionId), range, cancellationToken));
            await using (var write = new NpgsqlBatch(connection))
            {
                AddFindings(write, exchanges);
                AddToEach(write, due, exchanges, "delete from tenant.exchanges e");
                write.Add(
                    "delete from tenant.session_records where organisation_id = tenant.current_organisation() and session_id = $1 and kind = 'exchange.opened' and exchange_id = any ($2)",
                    due.SessionId, Each(exchanges, exchange => exchange.Id));
                AddLetGo(write, "metadata", exchanges);
                await write.ExecuteNonQueryAsync(cancellationToken);
            }

            if (await SessionEnd.TryBridgeAllAsync(connection, due.SessionId, clock.GetUtcNow(), cancellationToken) is { } whole)
                bridges = [whole];
            await AppendAsync(connection, due, Facts(due.Note("Metadata")) with { Records = bridges }, cancellationToken);
        }, cancellationToken);

    /// <summary>Finds the session of which something was due first, and works on it with its row locked.</summary>
    private Task<DateTimeOffset?> StepAsync(
        Id<Organisation> organisation, DateTimeOffset from, string kind, string still, Func<NpgsqlConnection, DueSession, Task> work, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            await connection.LockRetentionAsync(cancellationToken);
            var table = kind == "findings"
                ? "tenant.findings f join tenant.exchanges e on e.organisation_id = f.organisation_id and e.id = f.exchange_id and e.started_at = f.started_at"
                : "tenant.exchanges e";
            var due = await connection.FirstAsync<DueSession>(
                $"""
                {WithTerms}
                select e.session_id, e.started_at, coalesce(t.{kind}_days, d.{kind}_days) as days, coalesce(t.{kind}_rule, d.{kind}_rule) as rule
                from {table} {Of(Terms, kind)} and {still} and {Of(IsDue, kind)}
                order by {(kind == "findings" ? "f" : "e")}.started_at limit 1
                """,
                new { now = clock.GetUtcNow(), from }, cancellationToken);
            if (due is null)
                return (DateTimeOffset?)null;
            await SessionDeletion.LockAsync(connection, Id<Session>.Parse(due.SessionId), cancellationToken);
            await work(connection, due);
            return due.StartedAt;
        }, cancellationToken);

    /// <summary>What is due of a session, the oldest first, read again behind the lock.</summary>
    private Task<List<DueExchange>> ListAsync(NpgsqlConnection connection, DueSession due, string kind, string still, int most, CancellationToken cancellationToken) =>
        connection.ListAsync<DueExchange>(
            $"""
            {WithTerms}
            select e.id, e.started_at, e.chain_sequence, r.sequence as opened, (
                select count(*) from tenant.findings f where f.organisation_id = e.organisation_id and f.exchange_id = e.id and f.started_at = e.started_at) as findings
            from tenant.exchanges e
            left join tenant.session_records r on r.organisation_id = e.organisation_id and r.exchange_id = e.id and r.kind = 'exchange.opened' and r.session_id = e.session_id
            {Of(Terms, kind)} and e.session_id = @session and {still} and {Of(IsDue, kind)}
            order by e.started_at, e.id limit @most
            """,
            new { now = clock.GetUtcNow(), from = due.StartedAt, session = due.SessionId, most }, cancellationToken);

    private static string Of(string sql, string kind) => sql.Replace("{0}", kind, StringComparison.Ordinal);

    private static DateOnly MonthOf(DateTimeOffset at) => new(at.UtcDateTime.Year, at.UtcDateTime.Month, 1);

    private static DateTimeOffset BeginOf(DateOnly day) => new(day.ToDateTime(default), TimeSpan.Zero);

    private static void AddToEach(NpgsqlBatch write, DueSession due, List<DueExchange> exchanges, string statement) => write.Add(
        $"{statement} where e.organisation_id = tenant.current_organisation() and e.session_id = $1 and e.id = any ($2) and e.started_at between $3 and $4",
        due.SessionId, Each(exchanges, exchange => exchange.Id), exchanges[0].StartedAt, exchanges[^1].StartedAt);

    private static void AddFindings(NpgsqlBatch write, List<DueExchange> exchanges) => write.Add(
        "delete from tenant.findings f where f.organisation_id = tenant.current_organisation() and f.exchange_id = any ($1) and f.started_at between $2 and $3",
        Each(exchanges, exchange => exchange.Id), exchanges[0].StartedAt, exchanges[^1].StartedAt);

    private static void AddLetGo(NpgsqlBatch write, string what, List<DueExchange> exchanges) =>
        write.Add("select tenant.let_go($1, $2, $3, $4)", what, Each(exchanges, exchange => exchange.Id), exchanges[0].StartedAt, exchanges[^1].StartedAt);

    private async Task AppendAsync(NpgsqlConnection connection, DueSession due, DeletionFacts facts, CancellationToken cancellationToken)
    {
        await SessionDeletion.AppendAsync(connection, Id<Session>.Parse(due.SessionId), facts, cancellationToken);
        await connection.WithdrawEvidenceAsync(clock, due.SessionId, cancellationToken);
    }

    private DeletionFacts Facts(string note) => new() { At = clock.GetUtcNow(), By = By, Reason = Reason, Note = note };
}
