using Npgsql;
using SaaSGate.Contracts.Ids;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Search;

/// <summary>Writes documents and words: one statement each.</summary>
internal static class SearchWrites
{
    /// <summary>A document of an exchange that goes on is added to what is there.</summary>
    public static void AddDocuments(NpgsqlBatch write, Id<Organisation> organisation, IReadOnlyList<SearchDocument> documents)
    {
        if (documents.Count == 0)
            return;
        write.Add("select set_config('work_mem', '32MB', true)"); // what an index gets in bulk at once
        write.Add(
            """
            insert into tenant.search_documents as d (organisation_id, exchange_id, started_at, session_id, bytes, tokens, cost, new_blocks, tags, words)
            select $1, n.id, n.at, n.session, n.bytes, n.tokens, n.cost, n.blocks::int[],
                string_to_array(n.tags, E'\x1f') || coalesce(k.tags, '{}'), n.words
            from unnest($2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::tsvector[])
                n (id, at, session, skill, bytes, tokens, cost, blocks, tags, words)
            left join (
                select s.id, array_agg('label:' || l) as tags from tenant.skills s cross join unnest(s.labels) l where s.organisation_id = $1 and s.id = any ($5) group by s.id) k on k.id = n.skill
            on conflict (organisation_id, exchange_id, started_at) do update set bytes = d.bytes + excluded.bytes, tokens = d.tokens + excluded.tokens, cost = d.cost + excluded.cost,
                tags = array(select distinct t from unnest(array_remove(d.tags, 'outcome:open') || excluded.tags) t), words = case when pg_column_size(d.words) + pg_column_size(excluded.words) <= 1000000 then d.words || excluded.words else d.words end -- PostgreSQL takes 1 MB
            """,
            organisation.Value, Each(documents, d => d.ExchangeId), Each(documents, d => d.StartedAt), Each(documents, d => d.SessionId), Each(documents, d => d.SkillId),
            Each(documents, d => d.Bytes), Each(documents, d => d.Tokens), Each(documents, d => d.Cost), Each(documents, d => $"{{{string.Join(',', d.NewBlocks)}}}"),
            Each(documents, d => string.Join('\u001f', d.Tags)), Each(documents, d => d.Vector));
    }

    public static void AddWords(NpgsqlBatch write, Id<Organisation> organisation, IReadOnlyList<(DateOnly Month, string Word)> words)
    {
        if (words.Count > 0)
        {
            write.Add(
                "insert into tenant.search_words (organisation_id, month, word) select $1, w.* from unnest($2::date[], $3::text[]) w on conflict do nothing",
                organisation.Value, Each(words, word => word.Month), Each(words, word => word.Word));
        }
    }
}
