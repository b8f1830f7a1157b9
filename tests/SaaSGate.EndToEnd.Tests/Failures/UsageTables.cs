using System.Globalization;
using Npgsql;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>What the tables say of an organisation's use, and how its time goes by for who looks after it: the clocks of processes are their own.</summary>
internal sealed class UsageTables(string owner, string organisation) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _tables = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(owner) { MaxPoolSize = 2 });

    /// <summary>What was counted until now was counted so many hours ago, and that hour is over; and what is to be tried some time is tried now.</summary>
    public async Task AgeAsync(int hours)
    {
        await RunAsync(
            """
            with moved as (
                delete from tenant.usage_hours where organisation_id = $1 and queued = 0 and hour > now() - interval '90 minutes' returning meter, quantity)
            insert into tenant.usage_hours as u (organisation_id, meter, hour, quantity)
            select $1, meter, date_trunc('hour', now()) - make_interval(hours => $2), sum(quantity) from moved group by meter
            on conflict (organisation_id, meter, hour) do update set quantity = u.quantity + excluded.quantity
            """, hours);
        await RunAsync("update tenant.usage_sends set next_at = now() where organisation_id = $1 and state = 'waiting' and next_at > now()");
        await RunAsync("update tenant.billing_accounts set due_at = now() where organisation_id = $1 and due_at > now()");
    }

    /// <summary>Lets each day since one be held against Stripe's sums, once more: what was sent was sent long enough ago, whatever time of the day it is.</summary>
    public async Task CompareAgainAsync(int days)
    {
        await RunAsync("update tenant.usage_sends set sent_at = sent_at - interval '2 hours' where organisation_id = $1 and state = 'sent'");
        await RunAsync("update tenant.billing_accounts set reconciled_on = current_date - $2::int where organisation_id = $1", days);
    }

    /// <summary>Counted, in the outbox, waived, of that sent and still to be sent, and in how many events.</summary>
    public async Task<(long Counted, long Queued, long Waived, long Sent, long Waiting, long Events)> SumsAsync()
    {
        var sums = (await RunAsync(
            """
            select concat_ws(' ', h.quantity, h.queued, h.waived, s.sent, s.waiting, s.events) from
                (select coalesce(sum(quantity), 0) as quantity, coalesce(sum(queued), 0) as queued, coalesce(sum(waived), 0) as waived from tenant.usage_hours where organisation_id = $1) h,
                (select coalesce(sum(quantity) filter (where state = 'sent'), 0) as sent, coalesce(sum(quantity) filter (where state = 'waiting'), 0) as waiting, count(*) as events
                 from tenant.usage_sends where organisation_id = $1) s
            """))!.Split(' ').Select(sum => long.Parse(sum, CultureInfo.InvariantCulture)).ToArray();
        return (sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
    }

    /// <summary>Whether every day that is over was compared.</summary>
    public async Task<bool> IsComparedAsync() => await RunAsync(
        "select 'yes' from tenant.billing_accounts where organisation_id = $1 and reconciled_on >= ((now() - interval '1 hour') at time zone 'UTC')::date - 1") is not null;

    /// <summary>Whether these exchanges are recorded to their end.</summary>
    public async Task<bool> HaveEndedAsync(string[] ids) => await RunAsync(
        "select 'yes' from tenant.exchanges where organisation_id = $1 and id = any ($2) and outcome is not null having count(*) = cardinality($2)", (object)ids) is not null;

    /// <summary>How many exchanges are open.</summary>
    public async Task<long> OpenAsync() => long.Parse((await RunAsync("select count(*)::text from tenant.exchanges where organisation_id = $1 and outcome is null"))!, CultureInfo.InvariantCulture);

    /// <summary>All that is recorded.</summary>
    public async Task<IReadOnlyList<Exchange>> ExchangesAsync()
    {
        await using var command = _tables.CreateCommand("select id, outcome, problem, upstream_request_id from tenant.exchanges where organisation_id = $1");
        command.Parameters.Add(new() { Value = organisation });
        await using var reader = await command.ExecuteReaderAsync(Bounded.Cancellation);
        var exchanges = new List<Exchange>();
        while (await reader.ReadAsync(Bounded.Cancellation))
            exchanges.Add(new(reader.GetString(0), await TextAsync(reader, 1), await TextAsync(reader, 2), await TextAsync(reader, 3)));
        return exchanges;
    }

    /// <summary>State of the subscription as SaaSGate knows it.</summary>
    public Task<string?> StatusAsync() => RunAsync("select status from tenant.billing_accounts where organisation_id = $1");

    public ValueTask DisposeAsync() => _tables.DisposeAsync();

    private async Task<string?> RunAsync(string sql, params object[] values)
    {
        await using var command = _tables.CreateCommand(sql);
        command.Parameters.Add(new() { Value = organisation });
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(Bounded.Cancellation) as string;
    }

    private static async Task<string?> TextAsync(NpgsqlDataReader reader, int column) =>
        await reader.IsDBNullAsync(column, Bounded.Cancellation) ? null : reader.GetString(column);

    /// <summary>An exchange, how it ended, and the request of Claude's that answered it.</summary>
    internal sealed record Exchange(string Id, string? Outcome, string? Problem, string? UpstreamRequest);
}
