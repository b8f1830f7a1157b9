using System.Buffers;
using System.Text;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.Postgres.Sessions;

/// <summary>Single exchanges, as recorded.</summary>
/// <param name="tenants">The database.</param>
public sealed class ExchangeStore(TenantDatabase tenants)
{
    /// <summary>How many bytes of a response are given at once.</summary>
    public const int SliceBytes = 256 * 1024;

    private const int LongestCharacter = 4;

    // Exchanges and findings are partitioned by time: this names the one or two partitions to look into.
    private const string InWindow = "e.started_at >= @from and e.started_at < @to";

    /// <summary>An exchange with its recorded request; null when it is not there.</summary>
    public Task<RecordedExchange?> FindAsync(Id<Organisation> organisation, Id<Exchange> exchange, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var (from, to) = ExchangeTime.WindowOf(exchange.Value);
            var key = new { organisation = organisation.Value, exchange = exchange.Value, from, to };
            var detail = await connection.FirstAsync<ExchangeDetail>(
                $"""
                select {SessionStore.ExchangeColumns}, e.session_id, '' as request, e.response_content_type
                from tenant.exchanges e where e.organisation_id = @organisation and e.id = @exchange and {InWindow}
                """,
                key, cancellationToken);
            if (detail is null)
                return null;
            var findings = await connection.ListAsync<FindingView>(
                $"""
                select e.direction, e.type, e.label, e.location, e.rule, e.detector from tenant.findings e
                where e.organisation_id = @organisation and e.exchange_id = @exchange and {InWindow} order by e.direction, e.ordinal
                """,
                key, cancellationToken);
            var withheld = await connection.ListAsync<SessionStore.WithheldRow>(
                $"{SessionStore.WithheldCalls} where e.organisation_id = @organisation and e.id = @exchange and {InWindow} order by w.at, w.index", key, cancellationToken);
            var skeleton = await connection.ValueAsync<byte[]>(
                $"select e.request_skeleton from tenant.exchanges e where e.organisation_id = @organisation and e.id = @exchange and {InWindow}", key, cancellationToken);
            var blocks = await connection.ListAsync<Block>(
                $"""
                select b.body
                from tenant.exchanges e
                cross join lateral tenant.block_numbers(e.request_blocks) r
                join tenant.blocks b on b.organisation_id = e.organisation_id and b.session_id = e.session_id and b.number = r.number
                    and b.month = date_trunc('month', e.started_at at time zone 'UTC')::date
                where e.organisation_id = @organisation and e.id = @exchange and {InWindow}
                order by r.place
                """,
                key, cancellationToken);
            return new RecordedExchange(
                detail with { Findings = findings, Withheld = withheld.ConvertAll(row => row.Call) },
                skeleton is null ? null : RecordedBytes.Decompress(skeleton),
                blocks.ConvertAll(block => new ReadOnlyMemory<byte>(RecordedBytes.Decompress(block.Body))));
        }, cancellationToken);

    /// <summary>What is recorded of a response after a position; null when there is no such exchange.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="exchange">Which.</param>
    /// <param name="after">Bytes that are known already; a position that an earlier slice gave.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ResponseSlice?> ReadResponseAsync(Id<Organisation> organisation, Id<Exchange> exchange, long after, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            // One statement, one moment: an exchange that ends in between is seen whole, or still in its parts. Of these only those that the slice shows.
            var (from, to) = ExchangeTime.WindowOf(exchange.Value);
            var row = await connection.FirstAsync<Response>(
                $"""
                select e.session_id, e.outcome is not null as ended, e.response_body as body, p.position, p.data
                from tenant.exchanges e
                left join lateral (
                    select min(s.position) as position, string_agg(s.data, ''::bytea order by s.position) as data from tenant.exchange_parts s
                    where e.outcome is null and s.organisation_id = e.organisation_id and s.exchange_id = e.id and s.position < @after + @most and s.position >= coalesce((
                        select max(f.position) from tenant.exchange_parts f
                        where f.organisation_id = e.organisation_id and f.exchange_id = e.id and f.position <= @after), 0)) p on true
                where e.organisation_id = @organisation and e.id = @exchange and {InWindow}
                """,
                new { organisation = organisation.Value, exchange = exchange.Value, from, to, after, most = (long)SliceBytes }, cancellationToken);
            return row switch
            {
                null => null,
                { Body: { } body } => Slice(row.SessionId, RecordedBytes.Decompress(body), 0, row.Ended, after),
                _ => Slice(row.SessionId, row.Data ?? [], row.Position ?? 0, row.Ended, after),
            };
        }, cancellationToken);

    /// <summary>How a response arrived, as far as it has come; null when there is no such exchange.</summary>
    public Task<ResponseChunks?> ReadChunksAsync(Id<Organisation> organisation, Id<Exchange> exchange, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var (from, to) = ExchangeTime.WindowOf(exchange.Value);
            var parts = await connection.ListAsync<Timing>(
                $"""
                select coalesce(e.response_started_at, e.started_at) as started_at, null::timestamptz as at, e.response_timing as chunks
                from tenant.exchanges e where e.organisation_id = @organisation and e.id = @exchange and {InWindow}
                union all
                select coalesce(e.response_started_at, e.started_at), p.at, p.timing
                from (select p.at, p.timing, p.position from tenant.exchange_parts p where p.organisation_id = @organisation and p.exchange_id = @exchange order by p.position) p
                join tenant.exchanges e on e.organisation_id = @organisation and e.id = @exchange and {InWindow} and e.response_timing is null
                """,
                new { organisation = organisation.Value, exchange = exchange.Value, from, to }, cancellationToken);
            if (parts.Count == 0)
                return null;
            var startedAt = parts[0].StartedAt;
            var timing = new ResponseTiming(UnixMicroseconds.Of(startedAt));
            foreach (var part in parts)
                timing.Add(part.Chunks ?? [], UnixMicroseconds.Of(part.At ?? startedAt));
            var (bytes, milliseconds) = (new List<long>(), new List<long>());
            ResponseTiming.Decode(timing.ToArray(), bytes, milliseconds);
            return new ResponseChunks(startedAt, bytes, milliseconds);
        }, cancellationToken);

    /// <param name="session">The exchange's session.</param>
    /// <param name="recorded">The response, from a position on.</param>
    /// <param name="begins">That position.</param>
    /// <param name="ended">Whether it ends with these bytes.</param>
    /// <param name="after">Where the slice begins.</param>
    private static ResponseSlice Slice(string session, byte[] recorded, long begins, bool ended, long after)
    {
        var from = (int)Math.Clamp(after - begins, 0, recorded.Length);
        var rest = recorded.AsSpan(from, Math.Min(SliceBytes, recorded.Length - from));
        var last = ended && from + rest.Length == recorded.Length;

        // A character may have arrived in part, or be cut by the slice's end: it is given whole, next time.
        if (!last)
            rest = rest[..WholeCharacters(rest)];
        return new(Encoding.UTF8.GetString(rest), begins + from + rest.Length, last, session);
    }

    /// <summary>Length without a character that has begun at the end and is not complete.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= Math.Min(LongestCharacter, text.Length); back++)
            if (Rune.DecodeFromUtf8(text[^back..], out _, out _) == OperationStatus.NeedMoreData)
                return text.Length - back;
        return text.Length;
    }

    private sealed record Block(byte[] Body);

    private sealed record Timing(DateTimeOffset StartedAt, DateTimeOffset? At, byte[]? Chunks);

    private sealed record Response(string SessionId, bool Ended, byte[]? Body, long? Position, byte[]? Data);
}
