using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Search;

/// <summary>Finds turns by what they say and what they were. What is found is always the transaction's organisation's: see 0031_search.sql.</summary>
/// <param name="tenants">The database.</param>
public sealed class SearchStore(TenantDatabase tenants)
{
    /// <summary>How many turns are counted; a search that finds more says so.</summary>
    public const int CountedAtMost = 2000;

    /// <summary>Best first ranks this many, the newest of those found.</summary>
    public const int RankedAtMost = 500;

    private const int AlikeAtMost = 40, InsteadAtMost = 6, FacetValues = 15;

    /// <summary>A part of what is found.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="query">What is searched for.</param>
    /// <param name="place">Where to go on, and in which order. Counting is for the beginning alone.</param>
    /// <param name="limit">Turns at most.</param>
    /// <param name="count">Whether turns are counted, and their facets.</param>
    /// <param name="snippets">Whether turns come with some of their text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<SearchPart> FindAsync(
        Id<Organisation> organisation, SearchQuery query, SearchPlace place, int limit, bool count, bool snippets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(place);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            // 1. What is meant: a word that nobody wrote becomes those that look like it.
            var terms = SearchText.Parse(query.Text).Concat(SearchText.Parse(query.ToolInput, inToolInput: true)).ToList();
            await SpellAsync(connection, terms, cancellationToken);
            var filter = Filter(query, terms);

            // 2. Which turns, and how many.
            var best = place.BestFirst && terms.Exists(term => !term.IsExcluded);
            await using var read = new NpgsqlBatch(connection);
            read.Add("select now()");
            if (count)
                read.Add("select tag, number, exchange_id, started_at from tenant.search_first($1::text::jsonb, $2, $3, $4, $5)", filter, best, CountedAtMost, RankedAtMost, limit);
            else if (best)
                read.Add("select null, 0, exchange_id, started_at from tenant.search_best($1::text::jsonb, coalesce($2, now()), $3, $4, $5)", filter, Time(place.At), RankedAtMost, place.Skipped, limit);
            else
                read.Add("select null, 0, exchange_id, started_at from tenant.search_newest($1::text::jsonb, $2, $3, $4)", filter, Time(place.At), Text(place.Id), limit);
            List<(string Id, DateTimeOffset At)> found;
            List<(string Tag, long Count)> tags = [];
            DateTimeOffset until;
            await using (var reader = await read.ExecuteReaderAsync(cancellationToken))
            {
                await reader.ReadAsync(cancellationToken);
                until = place.At ?? reader.GetFieldValue<DateTimeOffset>(0);
                await reader.NextResultAsync(cancellationToken);
                var turns = new List<(long Place, string Id, DateTimeOffset At)>();
                while (await reader.ReadAsync(cancellationToken))
                {
                    if (await reader.IsDBNullAsync(0, cancellationToken))
                        turns.Add((count ? reader.GetInt64(1) : turns.Count, reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3)));
                    else
                        tags.Add((reader.GetString(0), reader.GetInt64(1)));
                }

                found = [.. turns.OrderBy(turn => turn.Place).Select(turn => (turn.Id, turn.At))];
            }

            // 3. What they are, and some of what they say.
            var hits = await SearchHits.ReadAsync(connection, found, cancellationToken);
            if (snippets)
                hits = await SearchHits.WithSnippetsAsync(connection, hits, terms, cancellationToken);
            var facets = count ? await FacetsAsync(connection, tags, cancellationToken) : null;
            return new SearchPart(
                hits, until, [.. terms.Where(term => term.Instead.Count > 0).Select(term => new SearchInstead(term.Words[0].Word, term.Instead))],
                count ? tags.Where(tag => tag.Tag.Length == 0).Sum(tag => tag.Count) : null, facets);
        }, cancellationToken);
    }

    private static async Task SpellAsync(NpgsqlConnection connection, List<SearchTerm> terms, CancellationToken cancellationToken)
    {
        var asked = terms.Where(term => term.MayBeWrong).Select(term => term.Words[0].Word).Distinct().ToArray();
        if (asked.Length == 0)
            return;
        var rows = await connection.ListAsync<Alike>(
            "select of_word, word from tenant.search_alike(@asked, @most)", new { asked, most = AlikeAtMost }, cancellationToken);
        var alike = rows.ToLookup(row => row.OfWord, row => row.Word);
        for (var i = 0; i < terms.Count; i++)
        {
            var written = terms[i].Words[0].Word;
            if (terms[i].MayBeWrong && !alike[written].Contains(written))
                terms[i] = terms[i] with { Instead = [.. alike[written].Where(known => Spelling.MayMean(written, known)).OrderBy(known => Spelling.Distance(written, known)).Take(InsteadAtMost)] };
        }
    }

    private static string Filter(SearchQuery query, List<SearchTerm> terms) => JsonSerializer.Serialize(
        new
        {
            query = terms.Count == 0 ? null : string.Join(" & ", terms.Select(term => term.ToQuery())),
            groups = query.Tags.Where(tag => tag.Value.Count > 0).Select(tag => tag.Value.Select(value => $"{tag.Key}:{value}")),
            from = query.From,
            to = query.To,
            leastBytes = query.LeastBytes,
            mostBytes = query.MostBytes,
            leastTokens = query.LeastTokens,
            mostTokens = query.MostTokens,
            leastCost = query.LeastCost,
            mostCost = query.MostCost,
        }, JsonSerializerOptions.Web);

    private static async Task<IReadOnlyList<SearchFacet>> FacetsAsync(NpgsqlConnection connection, List<(string Tag, long Count)> tags, CancellationToken cancellationToken)
    {
        var facets = tags.Where(tag => tag.Tag.Contains(':', StringComparison.Ordinal)).Select(tag => (Kind: tag.Tag[..tag.Tag.IndexOf(':')], Value: tag.Tag[(tag.Tag.IndexOf(':') + 1)..], tag.Count))
            .GroupBy(tag => tag.Kind).SelectMany(kind => kind.OrderByDescending(tag => tag.Count).ThenBy(tag => tag.Value, StringComparer.Ordinal).Take(FacetValues)).ToList();
        var names = await connection.ListAsync<NamedReference>(
            """
            select id, name from tenant.skills where organisation_id = tenant.current_organisation() and id = any (@skills)
            union all select user_id, display_name from tenant.members where organisation_id = tenant.current_organisation() and user_id = any (@owners)
            """,
            new
            {
                skills = facets.Where(facet => facet.Kind == "skill").Select(facet => facet.Value).ToArray(),
                owners = facets.Where(facet => facet.Kind == "owner").Select(facet => facet.Value).ToArray(),
            },
            cancellationToken);
        var known = names.ToDictionary(name => name.Id, name => name.Name);
        return [.. facets.Select(facet => new SearchFacet(facet.Kind, facet.Value, known.GetValueOrDefault(facet.Value, facet.Value), facet.Count))];
    }

    private static NpgsqlParameter Time(DateTimeOffset? at) => new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (object?)at ?? DBNull.Value };

    private static NpgsqlParameter Text(string? text) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)text ?? DBNull.Value };

    private sealed record Alike(string OfWord, string Word);
}
