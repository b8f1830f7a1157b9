using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Exports;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Exports;

public sealed class ExportStoreTests(Database database) : IClassFixture<Database>
{
    private const int Transactions = 20;

    private readonly ExportStore _exports = new(database.Tenants, database.Platform, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_for_others_is_not_walked_through()
    {
        var tenant = await TestTenant.AddAsync(database);
        var (paused, healthy) = (await AddAsync(tenant, "paused"), await AddAsync(tenant, "healthy"));
        await _exports.EnableAsync(tenant.Organisation, paused, false, Actor.System, Cancel);
        await QueueAsync(tenant, 10_000);
        await MoveAsync(tenant, healthy, "order by xid desc, id desc offset 150");

        var plan = await ExplainAsync(tenant, ExportStore.Next, new { id = healthy, most = 100 });
        Assert.True(plan.Split('\n').Any(line => line.Contains("Index Cond: ", StringComparison.Ordinal) && line.Contains(") > ROW(", StringComparison.Ordinal)), plan);
        Assert.True(RemovedBy(plan) <= 2, plan);

        // Nor is it when what was taken is forgotten.
        await MoveAsync(tenant, paused, "order by xid, id offset 4999");
        plan = await ExplainAsync(tenant, ExportStore.Trim, new { step = ExportStore.TrimStep });
        Assert.True(RemovedBy(plan) <= 2 && !plan.Contains("Seq Scan on export_queue", StringComparison.Ordinal), plan);
        Assert.Equal((Transactions * 10_000) - ExportStore.TrimStep, await CountAsync(tenant));
    }

    [Fact]
    public async Task What_all_have_taken_is_forgotten_step_by_step()
    {
        var tenant = await TestTenant.AddAsync(database);
        var (ahead, behind, checkpoints) = (await AddAsync(tenant, "ahead"), await AddAsync(tenant, "behind"), await AddAsync(tenant, "checkpoints", "checkpoints"));
        await QueueAsync(tenant, 200);
        var all = await CountAsync(tenant);
        Assert.Equal(Transactions * 200, all);
        await TakeAsync(tenant, ahead, 100);
        Assert.Equal(all, await CountAsync(tenant));
        await TakeAsync(tenant, behind, 60);

        // Of 60 that both have taken one in ten is a checkpoint, and waits for the third.
        Assert.Equal(all - 54, await CountAsync(tenant));
        await TakeAsync(tenant, checkpoints, 3);
        Assert.Equal(all - 57, await CountAsync(tenant));
        Assert.Equal(100, (await _exports.ReadAsync(tenant.Organisation, behind, 100, Cancel)).Count);

        // A cursor of another server's transactions has taken nothing: everything is kept for it, and sent to it.
        await tenant.PeekAsync<object>("update tenant.export_sinks set cursor_xid = '9000000000000000000' where organisation_id = $1 and id = $2", ahead);
        await TakeAsync(tenant, behind, 100);
        Assert.Equal(all - 57, await CountAsync(tenant));
        Assert.Equal(all - 57, (await _exports.FindAsync(tenant.Organisation, ahead, Cancel))!.Behind);

        foreach (var sink in new[] { ahead, behind, checkpoints })
            Assert.True(await _exports.DeleteAsync(tenant.Organisation, sink, Actor.System, Cancel));
        Assert.Equal(0, await CountAsync(tenant));
    }

    [Fact]
    public async Task What_was_taken_is_noted_though_nothing_can_be_forgotten()
    {
        var tenant = await TestTenant.AddAsync(database);
        var sink = await AddAsync(tenant, "one");
        await QueueAsync(tenant, 10);
        var target = (await _exports.FindTargetAsync(tenant.Organisation, sink, Cancel))!;
        var items = await _exports.ReadAsync(tenant.Organisation, sink, 10, Cancel);
        await using var other = await database.Owner.OpenConnectionAsync(Cancel);
        await using var transaction = await other.BeginTransactionAsync(Cancel);
        await using (var hold = new NpgsqlCommand("lock table tenant.export_queue in access exclusive mode", other, transaction))
            await hold.ExecuteNonQueryAsync(Cancel);

        using var givesUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var advancing = _exports.AdvanceAsync(tenant.Organisation, target, items[^1], items.Count, givesUp.Token);
        await Bounded.UntilAsync(async () => await tenant.PeekAsync<long>("select sent from tenant.export_sinks where organisation_id = $1 and id = $2", sink) == 10);
        await givesUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => advancing);
        await transaction.RollbackAsync(Cancel);
        Assert.Equal(10, (await _exports.FindAsync(tenant.Organisation, sink, Cancel))!.Sent);
    }

    [Fact]
    public async Task Of_checkpoints_no_more_are_read_than_can_be_sent_together()
    {
        var tenant = await TestTenant.AddAsync(database);
        var (checkpoints, events) = (await AddAsync(tenant, "checkpoints", "checkpoints"), await AddAsync(tenant, "events"));
        await tenant.PeekAsync<object>(
            """
            insert into tenant.checkpoints (organisation_id, number, at, document, hash, key_id, signature)
            select $1, n, now(), convert_to('{"leaves":' || $2 || '}', 'UTF8'), '', 'k', '' from generate_series(1, 4) n
            """, (ExportStore.MostLeaves / 2) + 1);
        await Bounded.UntilAsync(async () => await tenant.PeekAsync<bool>("select max(xid) < pg_snapshot_xmin(pg_current_snapshot()) from tenant.export_queue where organisation_id = $1"));
        Assert.Equal(["1", "2"], (await _exports.ReadAsync(tenant.Organisation, checkpoints, 100, Cancel)).Select(item => item.Subject));
        Assert.Equal(["1", "2", "3", "4"], (await _exports.ReadAsync(tenant.Organisation, events, 100, Cancel)).Where(item => item.Kind == "checkpoint").Select(item => item.Subject));
        await tenant.PeekAsync<object>("update tenant.checkpoints set document = convert_to('{\"leaves\":1000000}', 'UTF8') where organisation_id = $1");
        Assert.Equal("1", Assert.Single(await _exports.ReadAsync(tenant.Organisation, checkpoints, 100, Cancel)).Subject);
    }

    private async Task<string> AddAsync(TestTenant tenant, string name, string what = "events")
    {
        var id = Id<ExportSink>.New(TimeProvider.System);
        Assert.True(await _exports.CreateAsync(tenant.Organisation, new(id, name, "webhook", what, "https://siem.test/", null, null), Actor.System, Cancel));
        return id.Value;
    }

    /// <summary>So many in each of several transactions, one in ten of them a checkpoint; nothing else is in the queue, and receivers are before it.</summary>
    private async Task QueueAsync(TestTenant tenant, int each)
    {
        await tenant.PeekAsync<object>("delete from tenant.export_queue where organisation_id = $1");
        for (var i = 0; i < Transactions; i++)
        {
            await tenant.PeekAsync<object>(
                "insert into tenant.export_queue (organisation_id, kind, subject, at) select $1, case i % 10 when 0 then 'checkpoint' else 'audit' end, i::text, now() from generate_series(1, $2) i", each);
        }
        await using (var analyze = database.Owner.CreateCommand("analyze tenant.export_queue"))
            await analyze.ExecuteNonQueryAsync(Cancel);
        await Bounded.UntilAsync(async () => await tenant.PeekAsync<bool>("select max(xid) < pg_snapshot_xmin(pg_current_snapshot()) from tenant.export_queue where organisation_id = $1"));
    }

    private static Task<object?> MoveAsync(TestTenant tenant, string sink, string place) => tenant.PeekAsync<object>(
        $"""
        update tenant.export_sinks set (cursor_xid, cursor_id) = (select xid, id from tenant.export_queue where organisation_id = $1 {place} limit 1)
        where organisation_id = $1 and id = $2
        """, sink);

    private async Task TakeAsync(TestTenant tenant, string sink, int count)
    {
        var target = (await _exports.FindTargetAsync(tenant.Organisation, sink, Cancel))!;
        var items = await _exports.ReadAsync(tenant.Organisation, sink, count, Cancel);
        Assert.Equal(count, items.Count);
        await _exports.AdvanceAsync(tenant.Organisation, target, items[^1], items.Count, Cancel);
    }

    private Task<string> ExplainAsync(TestTenant tenant, string sql, object values) => database.Tenants.InTenantAsync(tenant.Organisation, async connection =>
    {
        await using var command = new NpgsqlCommand($"explain (analyze, costs off, timing off) {sql}", connection);
        command.Parameters.AddOf(values);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        return string.Join('\n', await reader.RestAsync(row => row.GetString(0), Cancel));
    }, Cancel);

    /// <summary>Rows that were read and not wanted: of receivers there are two.</summary>
    private static int RemovedBy(string plan) => Regex.Matches(plan, @"Rows Removed by Filter: (\d+)").Sum(rows => int.Parse(rows.Groups[1].Value, CultureInfo.InvariantCulture));

    /// <summary>Of those that were put there.</summary>
    private static Task<long> CountAsync(TestTenant tenant) =>
        tenant.PeekAsync<long>("select count(*) from tenant.export_queue where organisation_id = $1 and subject not like 'aud%'");
}
