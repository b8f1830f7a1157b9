using System.Buffers;
using System.Text;
using SaaSGate.Contracts.Ids;
using ZstdSharp;

namespace SaaSGate.Postgres.Sessions;

/// <summary>Single exchanges, as recorded.</summary>
/// <param name="tenants">The database.</param>
public sealed class ExchangeStore(TenantDatabase tenants)
{
    /// <summary>How many bytes of a response are given at once.</summary>
    public const int SliceBytes = 256 * 1024;

    private const int LongestCharacter = 4;

    /// <summary>An exchange with its recorded request; null when it is not there.</summary>
    public Task<RecordedExchange?> FindAsync(Id<Organisation> organisation, Id<Exchange> exchange, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            var key = new { organisation = organisation.Value, exchange = exchange.Value };
            var detail = await connection.FirstAsync<ExchangeDetail>(
                $"""
                select {SessionStore.ExchangeColumns}, e.session_id, '' as request, e.response_content_type
                from tenant.exchanges e where e.organisation_id = @organisation and e.id = @exchange
                """,
                key, cancellationToken);
            if (detail is null)
                return null;
            var findings = await connection.ListAsync<FindingView>(
                """
                select direction, type, label, location, rule, detector from tenant.findings
                where organisation_id = @organisation and exchange_id = @exchange order by direction, ordinal
                """,
                key, cancellationToken);
            var skeleton = await connection.ValueAsync<byte[]>(
                "select request_skeleton from tenant.exchanges where organisation_id = @organisation and id = @exchange", key, cancellationToken);
            var blocks = await connection.ListAsync<Block>(
                """
                select b.body
                from tenant.exchanges e
                cross join lateral unnest(e.request_blocks) with ordinality as r (hash, place)
                join tenant.blocks b on b.organisation_id = e.organisation_id and b.session_id = e.session_id and b.hash = r.hash
                    and b.month = date_trunc('month', e.started_at at time zone 'UTC')::date
                where e.organisation_id = @organisation and e.id = @exchange
                order by r.place
                """,
                key, cancellationToken);
            return new RecordedExchange(
                detail with { Findings = findings },
                skeleton is null ? null : Unpack(skeleton),
                blocks.ConvertAll(block => new ReadOnlyMemory<byte>(Unpack(block.Body))));
        }, cancellationToken);

    /// <summary>What is recorded of a response after a position; null when there is no such exchange.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="exchange">Which.</param>
    /// <param name="after">Bytes that are known already; a position that an earlier slice gave.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ResponseSlice?> ReadResponseAsync(Id<Organisation> organisation, Id<Exchange> exchange, long after, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection =>
        {
            // One statement, one moment: an exchange that ends in between is seen whole, or still in its parts.
            var row = await connection.FirstAsync<Response>(
                """
                select e.outcome is not null as ended, e.response_body as body,
                    case when e.outcome is null then (
                        select string_agg(p.data, ''::bytea order by p.sequence) from tenant.exchange_parts p
                        where p.organisation_id = e.organisation_id and p.exchange_id = e.id) end as parts
                from tenant.exchanges e where e.organisation_id = @organisation and e.id = @exchange
                """,
                new { organisation = organisation.Value, exchange = exchange.Value }, cancellationToken);
            return row is null ? null : Slice(row.Body is null ? row.Parts ?? [] : Unpack(row.Body), row.Ended, after);
        }, cancellationToken);

    private static ResponseSlice Slice(byte[] recorded, bool ended, long after)
    {
        var from = (int)Math.Clamp(after, 0, recorded.Length);
        var rest = recorded.AsSpan(from, Math.Min(SliceBytes, recorded.Length - from));
        var last = ended && from + rest.Length == recorded.Length;

        // A character may have arrived in part, or be cut by the slice's end: it is given whole, next time.
        if (!last)
            rest = rest[..WholeCharacters(rest)];
        return new(Encoding.UTF8.GetString(rest), from + rest.Length, last);
    }

    /// <summary>Length without a character that has begun at the end and is not complete.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= Math.Min(LongestCharacter, text.Length); back++)
            if (Rune.DecodeFromUtf8(text[^back..], out _, out _) == OperationStatus.NeedMoreData)
                return text.Length - back;
        return text.Length;
    }

    private static byte[] Unpack(byte[] frame)
    {
        using var decompressor = new Decompressor();
        return decompressor.Unwrap(frame).ToArray();
    }

    private sealed record Block(byte[] Body);

    private sealed record Response(bool Ended, byte[]? Body, byte[]? Parts);
}
