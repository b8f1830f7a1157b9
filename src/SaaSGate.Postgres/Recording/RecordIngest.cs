using System.Text.Json;
using Npgsql;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Recording;

/// <summary>
/// Takes records in, each exactly once: how far a spool was taken in is written in the same transaction as the records, and
/// locked while it goes on. What is sent again after a broken connection is known by it and left out.
/// </summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives feed notices their time.</param>
public sealed class RecordIngest(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>Takes in a batch of one organisation, in one transaction.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached, or refused: nothing was taken in.</exception>
    public Task<IngestResult> IngestAsync(IngestBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return tenants.InTenantAsync(batch.Organisation, async connection =>
        {
            // 1. What of it is new.
            var reached = await IngestReads.LockPositionAsync(connection, batch, cancellationToken);
            var fresh = batch.Records.Where(record => (long)record.Frame.Sequence > reached).ToList();
            if (fresh.Count == 0)
                return IngestResult.Nothing;

            // 2. What it goes on from. What goes on from nothing is left out.
            var drafts = Drafts(fresh);
            var (open, parts) = await IngestReads.OpenAsync(connection, batch, [.. drafts.Values.Where(draft => draft.Start is null)], cancellationToken);
            foreach (var exchange in open)
                drafts[exchange.Id].Open = exchange;
            var known = drafts.Values.Where(draft => draft.Start is not null || draft.Open is not null).ToList();
            var (added, heads, salts) = await IngestReads.SessionsAsync(connection, batch, known, cancellationToken);

            // 3. What follows from it, written at once.
            var plan = IngestPlan.Make(batch, known, added, heads, salts, parts);
            var feeds = await WriteAsync(connection, batch, plan, cancellationToken);
            return new IngestResult(feeds, [.. plan.Exchanges.Select(exchange => Progress(batch, exchange))], drafts.Count - known.Count);
        }, cancellationToken);
    }

    private static Dictionary<string, ExchangeDraft> Drafts(List<IngestRecord> records)
    {
        var drafts = new Dictionary<string, ExchangeDraft>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            if (!drafts.TryGetValue(record.Frame.ExchangeId, out var draft))
                drafts[record.Frame.ExchangeId] = draft = new(record.Frame.ExchangeId);
            draft.Add(record);
        }

        return drafts;
    }

    private async Task<IReadOnlyList<FeedAppended>> WriteAsync(NpgsqlConnection connection, IngestBatch batch, IngestPlan plan, CancellationToken cancellationToken)
    {
        await using (var write = new NpgsqlBatch(connection))
        {
            IngestWrites.AddBlocks(write, batch.Organisation.Value, plan.Blocks);
            foreach (var exchange in plan.Exchanges)
            {
                if (exchange.Draft.Start is not null)
                    IngestWrites.AddStart(write, batch, exchange);
                IngestWrites.AddProgress(write, batch, exchange);
                IngestWrites.AddPart(write, batch, exchange);
                IngestWrites.AddEnd(write, batch, exchange);
            }

            IngestWrites.AddFindings(write, batch, plan.Exchanges);
            IngestWrites.AddPosition(write, batch);
            var beforeSessions = write.BatchCommands.Count;
            foreach (var session in plan.Sessions)
                IngestWrites.AddSession(write, batch, session);
            await write.ExecuteNonQueryAsync(cancellationToken);
            for (var i = beforeSessions; i < write.BatchCommands.Count; i++)
            {
                if (write.BatchCommands[i].RecordsAffected != 1)
                    throw new InvalidOperationException("A session's chain moved while it was locked.");
            }
        }

        // Feeds last: their heads are locked to the end of the transaction. They tell of beginnings and ends; who watches a session hears of its pieces.
        await using var append = new NpgsqlBatch(connection);
        var events = plan.Sessions.Where(session => session.IsNew || session.Started > 0 || session.Ended > 0).Select(session => (
            Kind: session.IsNew ? "SessionStarted" : "SessionChanged", session.Id, Payload: JsonSerializer.SerializeToElement(new { skillId = session.SkillId, outcome = session.LastOutcome }))).ToList();
        foreach (var (kind, id, payload) in events)
            append.Add("select tenant.append_feed($1, $2, $3::jsonb)", kind, id, payload.GetRawText());
        if (events.Count == 0)
            return [];
        await using var reader = await append.ExecuteReaderAsync(cancellationToken);
        var feeds = new List<FeedAppended>();
        foreach (var (kind, id, payload) in events)
        {
            await reader.ReadAsync(cancellationToken);
            feeds.Add(new(batch.Organisation.Value, new(reader.GetInt64(0), clock.GetUtcNow(), kind, id, payload)));
            await reader.NextResultAsync(cancellationToken);
        }

        return feeds;
    }

    private static ExchangeProgress Progress(IngestBatch batch, PlannedExchange exchange) =>
        new(batch.Organisation.Value, exchange.Draft.SessionId, exchange.Draft.Id, exchange.Position, exchange.Body is not null);
}
