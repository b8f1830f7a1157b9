using System.Diagnostics;
using System.Globalization;
using NpgsqlTypes;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.Benchmarks.Store;

/// <summary>
/// Generates exchanges and takes them in, several gateways at the same time. Generation is not timed; taking requests apart
/// and hashing their blocks is, and so is a plain COPY of the same bytes into a table without index, round by round for the first of them.
/// </summary>
internal sealed class IngestRun(StoreServer store, int seed, int lanes, int batchSize)
{
    private const int RoundBatches = 8, LongTurns = 50, CompareUpTo = 24_000;
    private static readonly TimeSpan Span = TimeSpan.FromDays(60);
    private readonly RecordIngest _ingest = new(store.Pools.Tenants, TimeProvider.System);
    private TimeSpan _apart, _took, _copied, _ours, _theirs;
    private long _bytes, _compared;

    public StoreTenant? Tenant { get; private set; }

    public async Task RunAsync(int exchanges, CancellationToken cancellation)
    {
        // 1. Months for all of it, and a table to compare with.
        await store.RunAsync("select tenant.ensure_partitions((now() - interval '70 days')::date, 4); create table public.plain (at timestamptz, data bytea)", cancellation);
        Tenant = await StoreTenant.AddAsync(store.Owner, cancellation);
        var (text, from) = (new StoreText(), TimeProvider.System.GetUtcNow() - Span);
        var spools = Enumerable.Range(0, lanes).Select(i => new Lane(Tenant, text, seed * 1000 + i, from, Span * lanes / exchanges)).ToList();

        // 2. Rounds of some batches a gateway.
        var done = 0;
        while (done < exchanges)
        {
            var count = Math.Min(batchSize, Math.Max(1, (exchanges - done) / lanes));
            var generated = spools.Select(spool => Enumerable.Range(0, RoundBatches).Select(_ => spool.Next(count)).ToList()).ToList();
            var began = Stopwatch.GetTimestamp();
            var batches = await Task.WhenAll(generated.Select((rounds, i) => Task.Run(() => rounds.ConvertAll(spools[i].Batch), cancellation)));
            _apart += Stopwatch.GetElapsedTime(began);
            GC.Collect(); // what was generated is not taken in's to clear away
            var (ours, theirs) = (Environment.CpuUsage.TotalTime, store.Processors);
            began = Stopwatch.GetTimestamp();
            await Task.WhenAll(batches.Select(each => Task.Run(async () =>
            {
                foreach (var batch in each)
                    await _ingest.IngestAsync(batch, cancellation);
            }, cancellation)));
            _took += Stopwatch.GetElapsedTime(began);
            (_ours, _theirs) = (_ours + Environment.CpuUsage.TotalTime - ours, _theirs + store.Processors - theirs);
            done += count * RoundBatches * lanes;
            if (done <= CompareUpTo)
            {
                _compared = done;
                await CopyAsync(generated, cancellation);
            }

            if (done % 50_000 < count * RoundBatches * lanes)
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} of {exchanges}, {done / _took.TotalSeconds:F0} exchanges/s"));
        }

        await PrintAsync(done, cancellation);
        await LongAsync(new(Tenant, text, seed + 1, TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1), TimeSpan.FromSeconds(1)), cancellation);
    }

    private async Task CopyAsync(List<List<List<(RecordFrame Frame, byte[]? Body)>>> generated, CancellationToken cancellation)
    {
        var rows = generated.SelectMany(rounds => rounds).SelectMany(records => records).Select(record => record.Body ?? record.Frame.Chunk?.Data.ToByteArray()).OfType<byte[]>().ToList();
        _bytes += rows.Sum(row => (long)row.Length);
        await store.RunAsync("truncate public.plain", cancellation);
        await using var connection = await store.Owner.OpenConnectionAsync(cancellation);
        var began = Stopwatch.GetTimestamp();
        await using (var copy = await connection.BeginBinaryImportAsync("copy public.plain from stdin binary", cancellation))
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(TimeProvider.System.GetUtcNow(), NpgsqlDbType.TimestampTz, cancellation);
                await copy.WriteAsync(row, NpgsqlDbType.Bytea, cancellation);
            }

            await copy.CompleteAsync(cancellation);
        }

        _copied += Stopwatch.GetElapsedTime(began);
    }

    private async Task PrintAsync(int exchanges, CancellationToken cancellation)
    {
        var perExchange = _bytes / (double)_compared;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{exchanges} exchanges, {lanes} gateways, {batchSize} exchanges a batch, {Environment.ProcessorCount} processors, {perExchange:F0} bytes of bodies an exchange"));
        Row("taken in", exchanges, _took);
        Row("taken apart and hashed", exchanges, _apart);
        Row("both, one after the other", exchanges, _took + _apart);
        Row("plain COPY of the first of them", _compared, _copied);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  taking in uses {(_ours + _theirs).TotalMicroseconds / exchanges:F0} µs of processors an exchange: {_ours.TotalMicroseconds / exchanges:F0} here and {_theirs.TotalMicroseconds / exchanges:F0} in PostgreSQL"));
        var names = new[] { "sessions", "exchanges", "blocks", "findings", "search_documents", "search_words", "feed" };
        var total = 0L;
        foreach (var name in names)
        {
            var size = await store.PeekAsync<long>(
                """
                select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'tenant' and c.relkind = 'r' and (c.relname = $1 or c.relname ~ ('^' || $1 || '_(rest|\d{4}_\d{2})$'))
                """, cancellation, name);
            total += size;
            if (size > 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-30} {size / (double)exchanges,10:F0} bytes an exchange"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"tables and indexes",-30} {total / (double)exchanges,10:F0} bytes an exchange"));

        void Row(string what, long count, TimeSpan took) =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-32} {count / took.TotalSeconds,10:F0} exchanges/s {perExchange * count / took.TotalSeconds / 1e6,8:F1} MB/s"));
    }

    /// <summary>What a conversation of 50 turns costs, beside each of its requests kept whole.</summary>
    private async Task LongAsync(Lane lane, CancellationToken cancellation)
    {
        var records = lane.Alone(LongTurns);
        await _ingest.IngestAsync(lane.Batch(records), cancellation);
        var requests = records.Select(record => record.Body).OfType<byte[]>().ToList();
        var (whole, compressed) = (requests.Sum(body => (long)body.Length), requests.Sum(body => (long)RecordedBytes.Compress(body).Length));
        var session = records[0].Frame.Started.SessionId;
        var blocks = await store.PeekAsync<long>("select sum(length(body) + length(hash) + length(salt))::bigint from tenant.blocks where session_id = $1", cancellation, session);
        var manifests = await store.PeekAsync<long>(
            "select sum(length(request_skeleton) + pg_column_size(request_blocks))::bigint from tenant.exchanges where session_id = $1", cancellation, session);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"A conversation of {LongTurns} turns: requests {whole} bytes whole, {compressed} each compressed by itself; kept as blocks {blocks} and manifests {manifests}: {whole / (double)(blocks + manifests):F1} and {compressed / (double)(blocks + manifests):F1} times smaller."));
    }
}
