using Npgsql;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Regions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Regions;

public sealed class LinkLogTests(Database database) : IClassFixture<Database>
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);
    private readonly LinkLog _log = new(database.Platform);

    [Fact]
    public async Task What_is_announced_while_the_logs_are_read_is_not_waited_for_again()
    {
        var cancel = Bounded.Cancellation;
        var tenant = await TestTenant.AddAsync(database);
        await using var changes = _log.FollowAsync(await _log.ReadPositionsAsync(cancel), Never, cancel).GetAsyncEnumerator(cancel);
        Assert.True(await changes.MoveNextAsync());

        // The log of stops has been read and the one of decisions cannot be, when a stop comes.
        await using var holder = await database.Owner.OpenConnectionAsync(cancel);
        await using var holding = await holder.BeginTransactionAsync(cancel);
        await RunAsync(holder, "lock table platform.decision_log in access exclusive mode");
        await tenant.PeekAsync<object>("select pg_notify('saasgate_view', 'wakes the reader')");
        var next = changes.MoveNextAsync();
        while (await tenant.PeekAsync<long>("select count(*) from pg_locks where relation = 'platform.decision_log'::regclass and not granted and $1 <> ''") == 0)
            cancel.ThrowIfCancellationRequested();
        await new StopStore(database.Tenants, TimeProvider.System).AddLockAsync(
            new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value), "now", Actor.System, cancel);
        await holding.RollbackAsync(cancel);

        Assert.True(await next);
        while (changes.Current.Stops.Count == 0)
            Assert.True(await changes.MoveNextAsync());
        Assert.Equal(tenant.Skill.Value, Assert.Single(changes.Current.Stops).What.TargetId);
    }

    [Fact]
    public async Task Goes_on_at_the_end_of_a_log_that_has_lost_rows()
    {
        var cancel = Bounded.Cancellation;
        var head = await _log.ReadPositionsAsync(cancel);
        await using var changes = _log.FollowAsync(head with { Stop = head.Stop + 100 }, Never, cancel).GetAsyncEnumerator(cancel);
        Assert.True(await changes.MoveNextAsync());
        Assert.True(changes.Current.WentBack);
        Assert.Equal(head, changes.Current.Positions);
        Assert.True(await changes.MoveNextAsync());
        Assert.False(changes.Current.WentBack);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Bounded.Cancellation);
    }
}
