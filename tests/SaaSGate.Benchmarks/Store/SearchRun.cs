using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Exposure;
using SaaSGate.Postgres.Search;
using SaaSGate.Postgres.Sessions;

namespace SaaSGate.Benchmarks.Store;

/// <summary>Searches of each kind and session pages, one after the other, each kind with many different questions.</summary>
internal sealed class SearchRun(StoreServer store, StoreTenant tenant, int seed)
{
    private const int Page = 50, Lookups = 200, KeysOfAYear = 13;
    private readonly SearchStore _search = new(store.Pools.Tenants);
    private readonly SessionStore _sessions = new(store.Pools.Tenants);
    private readonly ExposureStore _exposure = new(store.Pools.Tenants, TimeProvider.System);
    private readonly Random _random = new(seed);

    public async Task RunAsync(int runs, CancellationToken cancellation)
    {
        await store.RunAsync("vacuum analyze", cancellation);
        var rare = await WordsAsync("w.n = 1", cancellation);
        var usual = await WordsAsync("w.n between 5 and 50", cancellation);
        var common = await WordsAsync("w.n > 250", cancellation);
        var sessions = await ListAsync("select id from tenant.sessions order by md5(id) limit 200", cancellation);
        var busy = await ListAsync("select id from tenant.sessions where exchanges >= 40 order by md5(id) limit 200", cancellation);
        var skills = tenant.Skills.Select(skill => skill.Id).ToArray();
        (string Kind, Func<SearchQuery> Make, bool Best)[] kinds =
        [
            ("a rare word", () => Text(Any(rare)), false),
            ("a usual word", () => Text(Any(usual)), false),
            ("a common word", () => Text(Any(common)), false),
            ("a common word, best first", () => Text(Any(common)), true),
            ("two common words", () => Text($"{Any(common)} {Any(common)}"), false),
            ("a common and a usual word, best first", () => Text($"{Any(common)} {Any(usual)}"), true),
            ("a phrase", () => Text($"\"{Any(common)} {Any(common)}\""), false),
            ("a prefix", () => Text($"{Any(usual)[..4]}*"), false),
            ("a short prefix", () => Text($"{Any(common)[..3]}*"), false),
            ("a word written wrong", () => Text(Wrong(Any(usual))), false),
            ("a word and not another", () => Text($"{Any(usual)} -{Any(common)}"), false),
            ("tool input", () => new() { ToolInput = "partner" }, false),
            ("a skill's blocked turns", () => Tags(("skill", Any(skills)), ("outcome", "blocked")), false),
            ("a word in a skill's turns", () => Tags(("skill", Any(skills))) with { Text = Any(usual) }, false),
            ("a host", () => Tags(("host", $"api{_random.Next(30)}.partner-{_random.Next(7)}.example")), false),
            ("findings in a week, no words", () => Tags(("finding", "EMAIL")) with { From = TimeProvider.System.GetUtcNow().AddDays(-20), To = TimeProvider.System.GetUtcNow().AddDays(-13) }, false),
            ("large turns, no words", () => new() { LeastBytes = 90_000 }, false),
            ("everything", () => new(), false),
        ];
        Console.WriteLine($"| search, {runs} each, first {Page} turns with snippets, counts and facets | median ms | p95 ms | longest ms | turns found, median |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        var all = new List<double>();
        foreach (var (kind, make, best) in kinds)
        {
            var (times, found) = (new List<double>(), new List<double>());
            for (var i = 0; i < runs; i++)
            {
                var query = make();
                var began = Stopwatch.GetTimestamp();
                var part = await _search.FindAsync(tenant.Organisation, query, new(best), Page, count: true, snippets: true, cancellation);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                found.Add(part.Found ?? 0);
            }

            all.AddRange(times);
            Print(kind, times, Percentile(found, 0.5));
        }

        Print("all of these", all, null);
        Print("a session page", await SessionsAsync(sessions, cancellation), null);
        Print("a session page of 40 and more turns", await SessionsAsync(busy, cancellation), null);
        await ExposuresAsync(cancellation);
    }

    /// <summary>Values that were found in so many exchanges, each looked up under the keys of a year.</summary>
    private async Task ExposuresAsync(CancellationToken cancellation)
    {
        foreach (var (kind, howOften) in new[] { ("a value of one exchange", "= 1"), ("a value of 2 to 20", "between 2 and 20"), ("a value of more than 20", "> 20") })
        {
            var values = await ListAsync(
                $"""
                select encode(fingerprint, 'hex') from tenant.findings where fingerprint is not null
                group by fingerprint having count(distinct exchange_id) {howOften} order by md5(fingerprint) limit {Lookups}
                """, cancellation);
            var (times, found) = (new List<double>(), new List<double>());
            foreach (var value in values)
            {
                var owner = tenant.Owners[times.Count % tenant.Owners.Length];
                byte[][] fingerprints = [.. Enumerable.Range(0, KeysOfAYear - 1).Select(_ => RandomNumberGenerator.GetBytes(32)), Convert.FromHexString(value)];
                var began = Stopwatch.GetTimestamp();
                var result = await _exposure.LookUpAsync(
                    tenant.Organisation, new("EMAIL", fingerprints, value[..16], owner, Lookups, Lookups), new(owner, "Somebody"), cancellation);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                found.Add(result.TotalSessions);
            }

            Print($"exposure, {kind}", times, Percentile(found, 0.5));
        }
    }

    private async Task<List<double>> SessionsAsync(string[] sessions, CancellationToken cancellation)
    {
        var times = new List<double>();
        foreach (var session in sessions)
        {
            var began = Stopwatch.GetTimestamp();
            await _sessions.FindAsync(tenant.Organisation, Id<Session>.Parse(session), cancellation);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return times;
    }

    private static void Print(string kind, List<double> times, double? found) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {kind} | {Percentile(times, 0.5):F0} | {Percentile(times, 0.95):F0} | {times.DefaultIfEmpty().Max():F0} | {found} |"));

    private static double Percentile(List<double> values, double part) => values.Count == 0 ? 0 : values.Order().ElementAt((int)((values.Count - 1) * part));

    private static SearchQuery Text(string text) => new() { Text = text };

    private static SearchQuery Tags(params (string Kind, string Value)[] tags) =>
        new() { Tags = tags.ToDictionary(tag => tag.Kind, tag => (IReadOnlyList<string>)[tag.Value]) };

    private string Any(string[] words) => words[_random.Next(words.Length)];

    /// <summary>Two letters that changed places.</summary>
    private static string Wrong(string word) => word[..2] + word[3] + word[2] + word[4..];

    /// <summary>Words that stand in so many of 5,000 documents.</summary>
    private Task<string[]> WordsAsync(string howOften, CancellationToken cancellation) => ListAsync(
        $"""
        select w.word from (
            select word, count(*) as n from (select words from tenant.search_documents order by md5(exchange_id) limit 5000) d cross join unnest(tsvector_to_array(d.words)) word
            where word ~ '^[a-z]{"{5,14}"}$' group by word) w
        where {howOften} order by md5(w.word) limit 200
        """, cancellation);

    private async Task<string[]> ListAsync(string sql, CancellationToken cancellation)
    {
        var values = new List<string>();
        await using var command = store.Owner.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            values.Add(reader.GetString(0));
        return [.. values];
    }
}
