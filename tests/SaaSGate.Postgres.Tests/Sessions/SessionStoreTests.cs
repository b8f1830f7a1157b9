using SaaSGate.Postgres.Home;
using SaaSGate.Postgres.Sessions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Sessions;

public sealed class SessionStoreTests(Database database) : IClassFixture<Database>
{
    private const int Ever = 20_000, OneIsOpenIn = 1000;
    private readonly SessionStore _sessions = new(database.Tenants);
    private readonly HomeStore _home = new(database.Tenants, database.Platform);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>PostgreSQL itself counts which index was read, and how many entries and rows.</summary>
    [Fact]
    public async Task Live_lists_and_the_first_page_read_what_is_open_and_not_what_ever_was()
    {
        var tenant = await TestTenant.AddAsync(database);
        await tenant.PeekAsync<object>(
            """
            insert into tenant.sessions (organisation_id, id, skill_id, skill_name, owner_user_id, started_at, last_at, open_exchanges)
            select $1, 'ses_' || lpad(n::text, 6, '0'), $2, 'triage', $3, now() - n * interval '1 hour', now() - n * interval '1 hour', (n % $5 = 0)::int from generate_series(1, $4) n
            """, tenant.Skill.Value, tenant.Owner.Value, Ever, OneIsOpenIn);
        await using (var analyze = database.Owner.CreateCommand("analyze tenant.sessions"))
            await analyze.ExecuteNonQueryAsync(Cancel);
        var (scansBefore, readBefore) = await CountedAsync();

        var live = await _sessions.ListAsync(tenant.Organisation, new(LiveOnly: true), null, null, 50, Cancel);
        Assert.Equal(Enumerable.Range(1, Ever / OneIsOpenIn).Select(n => $"ses_{n * OneIsOpenIn:000000}"), live.Select(session => session.Id));
        var next = await _sessions.ListAsync(tenant.Organisation, new(LiveOnly: true), live[4].LastAt, live[4].Id, 5, Cancel);
        Assert.Equal(live.Skip(5).Take(5).Select(session => session.Id), next.Select(session => session.Id));
        var (counts, _) = await _home.CountAsync(tenant.Organisation, TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(100.5), Cancel);
        Assert.Equal((Ever / OneIsOpenIn, 100), (counts.LiveSessions, counts.SessionsToday));

        var (scans, read) = (0L, 0L);
        await Bounded.UntilAsync(async () =>
        {
            // A connection tells its numbers when it is asked to, or has been idle for a while.
            await database.Tenants.InTenantAsync(tenant.Organisation, connection => connection.RunAsync("select pg_stat_force_next_flush()", null, Cancel), Cancel);
            (scans, read) = await CountedAsync();
            return scans - scansBefore >= 3;
        });
        Assert.InRange(read - readBefore, 1, 1000);
    }

    private async Task<(long LiveScans, long Read)> CountedAsync()
    {
        await using var count = database.Owner.CreateCommand(
            """
            select max(idx_scan) filter (where indexrelname = 'sessions_live'), (sum(idx_tup_read) + (select seq_tup_read from pg_stat_user_tables where relid = 'tenant.sessions'::regclass))::bigint
            from pg_stat_user_indexes where relid = 'tenant.sessions'::regclass
            """);
        await using var reader = await count.ExecuteReaderAsync(Cancel);
        Assert.True(await reader.ReadAsync(Cancel));
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
