using System.Runtime.CompilerServices;
using Npgsql;

namespace SaaSGate.Postgres.Regions;

/// <summary>
/// Follows the logs of stops, views and decisions. Notifications only wake it: what happened is read by position, so that
/// nothing is missed, whatever became of the connection in between.
/// </summary>
/// <param name="platform">The database.</param>
public sealed class LinkLog(PlatformDatabase platform)
{
    private const int RowsPerRead = 1000;

    private const string HeadsSql = """
        select max(position) filter (where log = 'stop') as stop, max(position) filter (where log = 'view') as view,
               max(position) filter (where log = 'decision') as decision
        from platform.log_heads
        """;

    private const string ReadSql = """
        select s.position, s.organisation_id, s.kind, s.target_id, s.lock_id, s.lifted, array(
            select r.region_id from platform.region_organisations r where r.organisation_id = s.organisation_id and r.removed_at is null)
        from platform.stop_log s where s.position > $1 order by s.position limit $2
        """;

    private const string ViewsSql = """
        select v.position, v.organisation_id, array(select r.region_id from platform.region_organisations r where r.organisation_id = v.organisation_id)
        from platform.view_log v where v.position > $1 order by v.position limit $2
        """;

    private const string DecisionsSql = """
        select d.position, d.organisation_id, d.approval_id, d.state, array(
            select r.region_id from platform.region_organisations r where r.organisation_id = d.organisation_id and r.removed_at is null)
        from platform.decision_log d where d.position > $1 order by d.position limit $2
        """;

    /// <summary>Where the logs are now.</summary>
    public async Task<LinkPositions> ReadPositionsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.FirstAsync<Heads>(HeadsSql, null, cancellationToken))!.Positions;
    }

    /// <summary>
    /// Yields what comes after a position: at once what is there, then whatever a notification announces, and in any case
    /// every <paramref name="poll"/> (perhaps with nothing in it). Holds one connection.
    /// </summary>
    /// <exception cref="NpgsqlException">The connection broke. Call again with the last positions.</exception>
    public async IAsyncEnumerable<LinkChanges> FollowAsync(LinkPositions from, TimeSpan poll, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        var announced = false;
        void Announced(object sender, NpgsqlNotificationEventArgs notification) => announced = true;
        connection.Notification += Announced;
        try
        {
            await connection.RunAsync("listen saasgate_stop; listen saasgate_view; listen saasgate_decision; listen saasgate_gateway; listen saasgate_batch", null, cancellationToken);
            while (true)
            {
                // What is announced while the logs are read may have come too late for it, and is not announced again.
                announced = false;
                var (changes, full) = await ReadAsync(connection, from, cancellationToken);
                from = changes.Positions;
                yield return changes;
                if (!full && !announced)
                    await connection.WaitAsync(poll, cancellationToken);
            }
        }
        finally
        {
            connection.Notification -= Announced;

            // Back in the pool, which resets nothing, it must not listen any more.
            if (connection.FullState == System.Data.ConnectionState.Open)
                await StopListeningAsync(connection);
        }
    }

    private static async Task StopListeningAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.RunAsync("unlisten *", null, CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // It may go on listening, so it must not serve anybody else.
            NpgsqlConnection.ClearPool(connection);
        }
    }

    /// <summary>How held requests of a region ended lately, for a gateway that may have missed it.</summary>
    public async Task<IReadOnlyList<LinkChanges.Decision>> ReadRecentDecisionsAsync(string regionId, TimeSpan within, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await connection.ListAsync<LinkChanges.Decision>(
            """
            select d.organisation_id, d.approval_id, d.state from platform.decision_log d
            join platform.region_organisations r on r.organisation_id = d.organisation_id and r.region_id = @regionId and r.removed_at is null
            where d.at > now() - @within order by d.position
            """, new { regionId, within }, cancellationToken);
    }

    private static async Task<(LinkChanges Changes, bool Full)> ReadAsync(NpgsqlConnection connection, LinkPositions from, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(HeadsSql);
        batch.Add(ReadSql, from.Stop, RowsPerRead);
        batch.Add(ViewsSql, from.View, RowsPerRead);
        batch.Add(DecisionsSql, from.Decision, RowsPerRead);
        batch.Add("select id from platform.gateways where revoked_at is not null");
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);

        var heads = (await reader.RestAsync(RowReader<Heads>.For(reader), cancellationToken))[0].Positions;
        await reader.NextResultAsync(cancellationToken);
        var (stop, view, decision) = from;
        var stops = await reader.RestAsync(row =>
        {
            stop = row.GetInt64(0);
            return new LinkChanges.OfRegions<Contracts.RegionLink.Stop>(GatewayStore.StopOf(row), row.GetFieldValue<string[]>(6));
        }, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var views = await reader.RestAsync(row =>
        {
            view = row.GetInt64(0);
            return new LinkChanges.OfRegions<LinkChanges.ViewChange>(new(view, row.GetString(1)), row.GetFieldValue<string[]>(2));
        }, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var decisions = await reader.RestAsync(row =>
        {
            decision = row.GetInt64(0);
            return new LinkChanges.OfRegions<LinkChanges.Decision>(new(row.GetString(1), row.GetString(2), row.GetString(3)), row.GetFieldValue<string[]>(4));
        }, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var revoked = (await reader.RestAsync(row => row.GetString(0), cancellationToken)).ToHashSet();

        var full = stops.Count == RowsPerRead || views.Count == RowsPerRead || decisions.Count == RowsPerRead;
        // A database that lost its newest rows gives their positions to others: they are read from its own end on.
        var wentBack = heads.Stop < from.Stop || heads.View < from.View || heads.Decision < from.Decision;
        return (new(wentBack ? heads : new(stop, view, decision), stops, views, decisions, revoked, wentBack), full || wentBack);
    }

    private sealed record Heads(long Stop, long View, long Decision)
    {
        public LinkPositions Positions => new(Stop, View, Decision);
    }
}
