using System.Globalization;
using System.Text;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Search;

namespace SaaSGate.ControlPlane.Search;

/// <summary>Writes what was found as CSV (RFC 4180), newest first, in parts as they are read. Nothing in it is read as a formula by a spreadsheet.</summary>
internal sealed class SearchCsv(SearchStore search)
{
    public const string ContentType = "text/csv";

    /// <summary>Turns at most; a last line says so when there are more.</summary>
    public const int MostRows = 50_000;

    private const int Part = 500;

    private static readonly string[] Columns =
        ["started_at", "exchange", "session", "session_title", "skill", "skill_name", "owner", "model", "decision", "rule", "outcome", "findings", "tools", "bytes", "tokens", "cost_usd"];

    public async Task WriteAsync(Stream stream, Id<Organisation> organisation, SearchQuery query, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        await writer.WriteLineAsync(string.Join(',', Columns));
        var (place, rows) = (new SearchPlace(BestFirst: false), 0);
        while (true)
        {
            var part = await search.FindAsync(organisation, query, place, Part, count: false, snippets: false, cancellationToken);
            foreach (var hit in part.Hits.Take(MostRows - rows))
                await writer.WriteLineAsync(Line(hit));
            rows += part.Hits.Count;
            if (part.Hits.Count < Part)
                break;
            place = place with { At = part.Hits[^1].StartedAt, Id = part.Hits[^1].ExchangeId };
            if (rows < MostRows)
                continue;
            var more = await search.FindAsync(organisation, query, place, 1, count: false, snippets: false, cancellationToken);
            if (more.Hits.Count > 0)
                await writer.WriteLineAsync(Field(string.Create(CultureInfo.InvariantCulture, $"There are more: only the newest {MostRows} turns are here. Narrow the search or its time.")));
            break;
        }

        await writer.FlushAsync(cancellationToken);
    }

    internal static string Line(SearchHit hit) => string.Join(
        ',',
        ((string?[])
        [
            hit.StartedAt.ToString("o", CultureInfo.InvariantCulture), hit.ExchangeId, hit.SessionId, hit.SessionTitle, hit.SkillId, hit.SkillName, hit.OwnerName, hit.Model, hit.Decision,
            hit.Rule, hit.Outcome, string.Join(' ', hit.Findings), string.Join(' ', hit.Tools),
            hit.Bytes.ToString(CultureInfo.InvariantCulture), hit.Tokens.ToString(CultureInfo.InvariantCulture),
            (hit.Cost / 1_000_000m).ToString(CultureInfo.InvariantCulture),
        ]).Select(Field));

    /// <summary>A spreadsheet takes what begins with one of these for a formula: an apostrophe before it makes it text.</summary>
    internal static string Field(string? value)
    {
        value ??= "";
        if (value.Length > 0 && value.TrimStart(' ') is [var first, ..] && "=+-@\t\r\n|%".Contains(first, StringComparison.Ordinal))
            value = "'" + value;
        return value.AsSpan().IndexOfAny(",\"\r\n'") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
