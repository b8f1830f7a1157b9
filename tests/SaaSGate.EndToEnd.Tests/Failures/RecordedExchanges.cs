using System.Security.Cryptography;
using System.Text;
using Npgsql;
using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>What the control plane keeps: which exchanges there are from the tables, what they hold from the management API.</summary>
internal sealed class RecordedExchanges(string owner, ManagementApi api) : IAsyncDisposable
{
    // Not pooled: a connection of before PostgreSQL was killed is of no use.
    private readonly NpgsqlDataSource _tables = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(owner) { Pooling = false });
    private readonly Dictionary<string, string> _hashes = [];

    /// <summary>Waits until no exchange is open and each of these requests is recorded as often as it was received; gives all exchanges.</summary>
    public async Task<IReadOnlyList<RecordedExchange>> UntilAllAsync(IReadOnlyList<UpstreamRequest> received)
    {
        IReadOnlyList<RecordedExchange> exchanges = [];
        try
        {
            await Bounded.UntilAsync(async () =>
            {
                exchanges = await ReadAsync();
                return Missing(received, exchanges).Count == 0 && exchanges.All(exchange => exchange.Outcome is not null);
            });
            return exchanges;
        }
        catch (OperationCanceledException late)
        {
            throw new InvalidOperationException(
                $"{Missing(received, exchanges).Count} requests that the upstream received are not recorded; {exchanges.Count(exchange => exchange.Outcome is null)} exchanges are open.", late);
        }
    }

    /// <summary>How many records were put aside because they could not be taken in.</summary>
    public async Task<long> QuarantinedAsync()
    {
        await using var command = _tables.CreateCommand("select count(*) from platform.quarantine");
        return (long)(await command.ExecuteScalarAsync(Bounded.Cancellation))!;
    }

    /// <summary>Requests that were received more often than they were recorded.</summary>
    public static IReadOnlyList<UpstreamRequest> Missing(IEnumerable<UpstreamRequest> received, IEnumerable<RecordedExchange> exchanges)
    {
        var recorded = exchanges.CountBy(exchange => exchange.Sha256).ToDictionary();
        return [.. received.GroupBy(request => request.Sha256).SelectMany(same => same.Skip(recorded.GetValueOrDefault(same.Key)))];
    }

    public ValueTask DisposeAsync() => _tables.DisposeAsync();

    private async Task<IReadOnlyList<RecordedExchange>> ReadAsync()
    {
        var rows = new List<(string Id, string? Outcome, string? Problem, DateTimeOffset StartedAt, DateTimeOffset? EndedAt)>();
        await using (var command = _tables.CreateCommand("select id, outcome, problem, started_at, ended_at from tenant.exchanges order by started_at"))
        await using (var reader = await command.ExecuteReaderAsync(Bounded.Cancellation))
        {
            while (await reader.ReadAsync(Bounded.Cancellation))
            {
                rows.Add((reader.GetString(0), await TextAsync(reader, 1), await TextAsync(reader, 2), await reader.GetFieldValueAsync<DateTimeOffset>(3, Bounded.Cancellation),
                    await reader.GetFieldValueAsync<DateTimeOffset?>(4, Bounded.Cancellation)));
            }
        }
        var exchanges = new List<RecordedExchange>(rows.Count);
        foreach (var (id, outcome, problem, startedAt, endedAt) in rows)
            exchanges.Add(new(id, outcome, problem, startedAt, endedAt, await HashAsync(id)));
        return exchanges;
    }

    private static async Task<string?> TextAsync(NpgsqlDataReader reader, int column) =>
        await reader.IsDBNullAsync(column, Bounded.Cancellation) ? null : reader.GetString(column);

    // A recorded request never changes.
    private async Task<string> HashAsync(string exchange)
    {
        if (!_hashes.TryGetValue(exchange, out var hash))
        {
            var request = (string)(await api.GetAsync($"exchanges/{exchange}"))["request"]!;
            hash = _hashes[exchange] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)));
        }
        return hash;
    }
}
