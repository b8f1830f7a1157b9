using Npgsql;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.Postgres.Search;

/// <summary>Reads what turns are, and makes snippets of their recorded bodies: no text is kept a second time.</summary>
internal static class SearchHits
{
    private const int LargestBody = 256 * 1024;

    /// <summary>Turns in the order given.</summary>
    public static async Task<List<SearchHit>> ReadAsync(NpgsqlConnection connection, List<(string Id, DateTimeOffset At)> found, CancellationToken cancellationToken)
    {
        if (found.Count == 0)
            return [];
        await using var read = new NpgsqlBatch(connection);
        read.Add(
            """
            select d.exchange_id, d.session_id, d.started_at, s.title as session_title, s.name as session_name, s.exchanges as session_exchanges, e.skill_id, s.skill_name,
                coalesce(m.display_name, e.owner_user_id) as owner_name, e.model, e.decision, e.rule, e.outcome, d.bytes, d.tokens, d.cost,
                array(select substring(t from 9) from unnest(d.tags) t where t like 'finding:%' order by 1) as findings,
                array(select substring(t from 6) from unnest(d.tags) t where t like 'tool:%' order by 1) as tools
            from unnest($1::text[], $2::timestamptz[]) with ordinality w (id, at, place)
            join tenant.search_documents d on d.organisation_id = tenant.current_organisation() and d.exchange_id = w.id and d.started_at = w.at
            join tenant.exchanges e on e.organisation_id = d.organisation_id and e.id = w.id and e.started_at = w.at
            join tenant.sessions s on s.organisation_id = d.organisation_id and s.id = d.session_id
            left join tenant.members m on m.organisation_id = d.organisation_id and m.user_id = e.owner_user_id
            order by w.place
            """,
            Statements.Each(found, hit => hit.Id), Statements.Each(found, hit => hit.At));
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        return await reader.RestAsync(RowReader<SearchHit>.For(reader), cancellationToken);
    }

    /// <summary>The same turns with snippets.</summary>
    public static async Task<List<SearchHit>> WithSnippetsAsync(
        NpgsqlConnection connection, List<SearchHit> hits, IReadOnlyList<SearchTerm> terms, CancellationToken cancellationToken)
    {
        if (hits.Count == 0)
            return hits;
        var snippets = hits.ToDictionary(hit => hit.ExchangeId, _ => new Snippets(terms));
        await using var read = new NpgsqlBatch(connection);
        var (ids, times) = (Statements.Each(hits, hit => hit.ExchangeId), Statements.Each(hits, hit => hit.StartedAt));
        read.Add(
            """
            select w.id, b.body
            from unnest($1::text[], $2::timestamptz[]) w (id, at)
            join tenant.search_documents d on d.organisation_id = tenant.current_organisation() and d.exchange_id = w.id and d.started_at = w.at
            join tenant.exchanges e on e.organisation_id = d.organisation_id and e.id = w.id and e.started_at = w.at
            cross join lateral unnest(d.new_blocks) with ordinality as p (number, n)
            join tenant.blocks b on b.organisation_id = d.organisation_id and b.session_id = d.session_id and b.number = p.number
                and b.month = date_trunc('month', e.started_at at time zone 'UTC')::date and b.size <= $3
            order by p.n desc
            """,
            ids, times, LargestBody);
        read.Add(
            """
            select w.id, e.response_content_type, e.response_body
            from unnest($1::text[], $2::timestamptz[]) w (id, at)
            join tenant.exchanges e on e.organisation_id = tenant.current_organisation() and e.id = w.id and e.started_at = w.at
            where e.response_body is not null and e.response_bytes <= $3
            """,
            ids, times, LargestBody);
        read.Add(
            """
            select w.id, c.input
            from unnest($1::text[], $2::timestamptz[]) w (id, at)
            join tenant.exchanges e on e.organisation_id = tenant.current_organisation() and e.id = w.id and e.started_at = w.at
            cross join lateral jsonb_to_recordset(e.withheld) c (input text)
            """,
            ids, times);
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            MessageText.OfBlock(RecordedBytes.Decompress(reader.GetFieldValue<byte[]>(1)), snippets[reader.GetString(0)]);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var type = await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetString(1);
            MessageText.OfResponse(RecordedBytes.Decompress(reader.GetFieldValue<byte[]>(2)), type, snippets[reader.GetString(0)]);
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            snippets[reader.GetString(0)].Text(reader.GetString(1), TextPlace.ToolInput);

        return hits.ConvertAll(hit => hit with { Place = snippets[hit.ExchangeId].Place, Snippet = snippets[hit.ExchangeId].Parts() });
    }
}
