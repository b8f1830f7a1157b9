using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Pricing;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Connections;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Search;

namespace SaaSGate.Postgres.Recording;

/// <summary>
/// Takes records in, each exactly once: how far a spool was taken in is written in the same transaction as the records, and
/// locked while it goes on. What is sent again after a broken connection is known by it and left out.
/// </summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Gives feed notices their time.</param>
/// <param name="prices">What tokens cost; list prices when absent.</param>
public sealed class RecordIngest(TenantDatabase tenants, TimeProvider clock, ModelPrices? prices = null)
{
    // Recordings are partitioned by time, and a partition is made before its month begins: nothing may be in it by then.
    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(1);

    // What came later than that after its time waited for the link, or is of a clock that is behind: nobody can tell which. Retention counts it from then on.
    internal TimeSpan MostBehind { get; init; } = TimeSpan.FromHours(1);

    private readonly StopStore _stops = new(tenants, clock);
    private readonly KnownWords _words = new();
    private readonly Vocabularies _vocabularies = new();
    private readonly KnownBlocks _blocks = new();
    private readonly KnownUses _uses = new();

    /// <summary>Takes in a batch of one organisation, in one transaction. What does not fit what is known goes into quarantine.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached, or refused: nothing was taken in.</exception>
    public Task<IngestResult> IngestAsync(IngestBatch batch, CancellationToken cancellationToken) => IngestAsync(batch, searchable: true, cancellationToken);

    /// <summary>The same, but nothing of it is found by a search, which is a view of the record: for what only the search index refuses.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached, or refused: nothing was taken in.</exception>
    public Task<IngestResult> IngestUnsearchableAsync(IngestBatch batch, CancellationToken cancellationToken) => IngestAsync(batch, searchable: false, cancellationToken);

    private async Task<IngestResult> IngestAsync(IngestBatch batch, bool searchable, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var words = new List<(DateOnly Month, string Word)>();
        var sessions = new List<(int Next, SessionBlocks Blocks)>();
        var uses = new List<(FirstUse Use, PlannedExchange Exchange)>();
        var result = await tenants.InTenantAsync(batch.Organisation, async connection =>
        {
            // 1. What of it is new.
            var (reached, now) = await IngestReads.LockPositionAsync(connection, batch, cancellationToken);
            var fresh = batch.Records.Where(record => (long)record.Frame.Sequence > reached).ToList();
            if (fresh.Count == 0)
                return IngestResult.Nothing;

            // 2. What it goes on from: nothing, or an open exchange of the same gateway; a session of the same skill.
            var latest = UnixMicroseconds.Of(now + MostAhead);
            var drafts = Drafts(fresh, latest, now - MostBehind);
            var (found, parts) = await IngestReads.OpenAsync(connection, batch, drafts.Values, cancellationToken);
            var exchanges = found.ToLookup(exchange => exchange.Id);
            foreach (var draft in drafts.Values)
                draft.Open = exchanges[draft.Id].FirstOrDefault(exchange => exchange.GoesOn);
            var timely = drafts.Values.Where(draft => draft.Start is null || draft.Start.At <= latest).ToList();
            var known = timely.Where(draft => draft.Start is null ? draft.Open is not null : !exchanges.Contains(draft.Id)).ToList();
            var (added, heads) = await IngestReads.SessionsAsync(connection, batch, known, cancellationToken);
            known.RemoveAll(draft => draft.Start is not null && draft.Start.Started.SkillId != heads[draft.SessionId].SkillId);

            // 3. What does not fit is put aside: the spool goes on.
            await PutAsideAsync(connection, batch, drafts.Values.Except(timely), Quarantine.Future, cancellationToken);
            await PutAsideAsync(connection, batch, timely.Except(known), Quarantine.Orphan, cancellationToken);

            // 4. What follows from the rest, written at once.
            var blocks = await BlocksAsync(connection, batch, known, heads, cancellationToken);
            var plan = IngestPlan.Make(batch, known, added, heads, blocks, parts);
            var vocabulary = _vocabularies.Take();
            var documents = searchable ? DocumentPlan.Make(batch, plan, prices ?? ModelPrices.Listed, vocabulary) : [];
            words.AddRange(_words.New(batch.Organisation, documents, vocabulary));
            _vocabularies.Return(vocabulary);
            sessions.AddRange(blocks.Values.Select(each => (plan.NextOf(each.SessionId), each)));
            uses.AddRange(_uses.New(batch.Organisation, plan.Exchanges));
            var (feeds, opensIncidents, movesBatches) = await WriteAsync(connection, batch, plan, documents, words, uses, cancellationToken);
            return new IngestResult(
                feeds, [.. plan.Exchanges.Select(exchange => Progress(batch, exchange))], [.. plan.Exchanges.Select(exchange => SignOf(batch, exchange)).OfType<ConnectionSign>()],
                opensIncidents, movesBatches, drafts.Count - known.Count);
        }, cancellationToken);
        _uses.Add(uses);
        _words.Add(batch.Organisation, words);
        _blocks.Keep(batch.Organisation, sessions);
        return result;
    }

    /// <summary>Puts a batch aside that PostgreSQL refuses, and goes on behind it.</summary>
    /// <param name="batch">The records; what of them is known already stays as it is.</param>
    /// <param name="code">Why.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IngestResult> QuarantineAsync(IngestBatch batch, string code, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return tenants.InTenantAsync(batch.Organisation, async connection =>
        {
            var (reached, _) = await IngestReads.LockPositionAsync(connection, batch, cancellationToken);
            var fresh = batch.Records.Where(record => (long)record.Frame.Sequence > reached).ToList();
            if (fresh.Count == 0)
                return IngestResult.Nothing;
            await Quarantine.AddAsync(connection, clock, batch, fresh, code, cancellationToken);
            await using var write = new NpgsqlBatch(connection);
            IngestWrites.AddPosition(write, batch);
            await write.ExecuteNonQueryAsync(cancellationToken);
            return new([], [], [], false, false, fresh.DistinctBy(record => record.Frame.ExchangeId).Count());
        }, cancellationToken);
    }

    private Task PutAsideAsync(NpgsqlConnection connection, IngestBatch batch, IEnumerable<ExchangeDraft> drafts, string code, CancellationToken cancellationToken) =>
        Quarantine.AddAsync(
            connection, clock, batch, [.. drafts.SelectMany(draft => draft.Records).OrderBy(record => record.Frame.Sequence)], code, cancellationToken);

    /// <summary>By exchange. A time after <paramref name="latest"/> (Unix microseconds) becomes it, but for a start's, which says where its exchange is kept.</summary>
    private static Dictionary<string, ExchangeDraft> Drafts(List<IngestRecord> records, long latest, DateTimeOffset earliest)
    {
        var drafts = new Dictionary<string, ExchangeDraft>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            if (!drafts.TryGetValue(record.Frame.ExchangeId, out var draft))
                drafts[record.Frame.ExchangeId] = draft = new(record.Frame.ExchangeId, earliest);
            if (record.Frame.Started is null)
                record.Frame.At = Math.Min(record.Frame.At, latest);
            draft.Add(record);
        }

        return drafts;
    }

    /// <summary>What the sessions have of the months that exchanges begin in: known here, or read.</summary>
    private async Task<Dictionary<(string Session, DateOnly Month), SessionBlocks>> BlocksAsync(
        NpgsqlConnection connection, IngestBatch batch, List<ExchangeDraft> drafts, Dictionary<string, SessionHead> heads, CancellationToken cancellationToken)
    {
        var (blocks, unknown) = (new Dictionary<(string Session, DateOnly Month), SessionBlocks>(), new List<SessionBlocks>());
        foreach (var draft in drafts.Where(draft => draft.Start is not null))
        {
            var (head, month) = (heads[draft.SessionId], SessionBlocks.MonthOf(draft.StartedAt));
            if (blocks.ContainsKey((head.Id, month)))
                continue;
            if (_blocks.Take(batch.Organisation, head, month) is not { } known)
            {
                known = new(head.Id, month);
                if (head.Blocks > 0)
                    unknown.Add(known);
            }

            blocks.Add((head.Id, month), known);
        }

        if (unknown.Count > 0)
            await IngestReads.LoadAsync(connection, batch, unknown, cancellationToken);
        return blocks;
    }

    /// <returns>What portals are to be told, whether a rule is to open an incident, and whether batches of messages are to be brought up to date.</returns>
    private async Task<(IReadOnlyList<FeedAppended> Feeds, bool OpensIncidents, bool MovesBatches)> WriteAsync(
        NpgsqlConnection connection, IngestBatch batch, IngestPlan plan, IReadOnlyList<SearchDocument> documents, IReadOnlyList<(DateOnly Month, string Word)> words,
        IReadOnlyList<(FirstUse Use, PlannedExchange Exchange)> uses, CancellationToken cancellationToken)
    {
        bool opensIncidents, movesBatches;
        await using (var write = new NpgsqlBatch(connection))
        {
            IngestWrites.AddBlocks(write, batch.Organisation.Value, plan.Blocks);
            var (starts, changes) = (plan.Exchanges.Where(exchange => exchange.Draft.Start is not null).ToList(), plan.Exchanges.Where(exchange => exchange.Draft.Start is null).ToList());
            var started = starts.Count > 0 ? Added(() => ExchangeWrites.AddStarts(write, batch, starts)) : null;
            if (changes.Count > 0)
                ExchangeWrites.AddChanges(write, batch, changes);
            IngestWrites.AddParts(write, batch, plan.Exchanges);
            IngestWrites.AddFindings(write, batch, plan.Exchanges);
            MatchWrites.Add(write, batch.Organisation.Value, plan.Exchanges);
            WithheldWrites.Add(write, batch.Organisation.Value, plan.Exchanges);
            RefusalWrites.Add(write, batch, plan.Exchanges, clock);
            DestinationWrites.Add(write, batch.Organisation.Value, plan.Exchanges);
            CredentialWrites.Add(write, batch.Organisation.Value, plan.Exchanges);
            SessionRecords.Add(write, plan.Records);
            SearchWrites.AddDocuments(write, batch.Organisation, documents);
            movesBatches = BatchWrites.Add(write, batch, plan.Exchanges);
            var due = IncidentWrites.AddDue(write, batch, plan.Exchanges, clock) ? write.BatchCommands[^1] : null;
            IngestWrites.AddPosition(write, batch);
            var sessions = Added(() => IngestWrites.AddSessions(write, batch, [.. plan.Sessions]));
            SearchWrites.AddWords(write, batch.Organisation, words);
            MeterWrites.Add(write, batch.Organisation.Value, plan.Exchanges);
            UseWrites.Add(write, batch.Organisation.Value, plan.Exchanges, uses, prices ?? ModelPrices.Listed);
            await write.ExecuteNonQueryAsync(cancellationToken);
            if (started is not null && started.RecordsAffected != starts.Count)
                throw new InvalidOperationException("An exchange was begun by another gateway while it was planned.");
            if (sessions.RecordsAffected != plan.Sessions.Count)
                throw new InvalidOperationException("A session's chain moved while it was locked.");
            opensIncidents = due?.RecordsAffected > 0;

            NpgsqlBatchCommand Added(Action add)
            {
                add();
                return write.BatchCommands[^1];
            }
        }

        var locks = await RuleLocks.AddAsync(connection, _stops, batch, plan.Exchanges, cancellationToken);

        // Feeds last: their heads are locked to the end of the transaction. They tell of beginnings and ends, and of calls that are kept back; who watches a
        // session hears of its pieces.
        var kept = plan.Exchanges.Where(exchange => exchange.Draft.Withheld.Count > 0).Select(exchange => exchange.Draft.SessionId).ToHashSet(StringComparer.Ordinal);
        var events = plan.Sessions.Where(session => session.IsNew || session.Started > 0 || session.Ended > 0 || kept.Contains(session.Id)).Select(session => (
            Kind: session.IsNew ? "SessionStarted" : "SessionChanged", session.Id, Payload: JsonSerializer.SerializeToElement(new { skillId = session.SkillId, outcome = session.LastOutcome }))).ToList();
        if (events.Count == 0)
            return (locks, opensIncidents, movesBatches);
        await using var append = new NpgsqlBatch(connection);
        append.Add(
            """
            with head as (
                insert into tenant.feed_heads as h (organisation_id, position) values ($1, $2)
                on conflict (organisation_id) do update set position = h.position + excluded.position returning h.position),
            added as (
                insert into tenant.feed (organisation_id, position, kind, subject, payload)
                select $1, head.position - $2 + e.place, e.kind, e.subject, e.payload::jsonb
                from head cross join unnest($3::text[], $4::text[], $5::text[]) with ordinality e (kind, subject, payload, place))
            select position - $2 from head
            """,
            batch.Organisation.Value, (long)events.Count, Statements.Each(events, e => e.Kind), Statements.Each(events, e => e.Id), Statements.Each(events, e => e.Payload.GetRawText()));
        await using var reader = await append.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var before = reader.GetInt64(0);
        var at = clock.GetUtcNow();
        return ([.. locks, .. events.Select((e, i) => new FeedAppended(batch.Organisation.Value, new(before + i + 1, at, e.Kind, e.Id, e.Payload)))], opensIncidents, movesBatches);
    }

    private static ConnectionSign? SignOf(IngestBatch batch, PlannedExchange exchange) => exchange.Draft.End is not { } end ? null : ConnectionSign.Of(
        batch.Organisation.Value, exchange.Open.ConnectionId, UnixMicroseconds.ToTime(end.At), end.Ended.Outcome, end.Ended.Problem,
        exchange.Draft.Response?.Response.Status ?? exchange.Open.Status);

    private static ExchangeProgress Progress(IngestBatch batch, PlannedExchange exchange) =>
        new(batch.Organisation.Value, exchange.Draft.SessionId, exchange.Draft.Id, exchange.Position, exchange.Body is not null);
}
