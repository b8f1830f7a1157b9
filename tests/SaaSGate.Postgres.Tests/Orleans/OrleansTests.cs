using Orleans.Storage;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Orleans;

/// <summary>The queries of migrations/0001_orleans.sql under real silos.</summary>
public sealed class OrleansTests(Database database) : IClassFixture<Database>
{
    private readonly string _cluster = Guid.NewGuid().ToString("n");
    private readonly string _grain = Guid.NewGuid().ToString("n");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silos_of_one_cluster_find_each_other_and_leave_in_order()
    {
        await using var first = await StartAsync();
        await using (await StartAsync())
            Assert.Equal(2, (await first.Grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, Cancellation)).Count);

        Assert.Equal([SiloStatus.Active, SiloStatus.Dead], (await StatusesAsync()).Order());
    }

    [Fact]
    public async Task A_grain_finds_its_state_on_a_silo_that_starts_later()
    {
        await using (var first = await StartAsync())
        {
            await first.Grains.GetGrain<ICounterGrain>(_grain).AddAsync(2);
            Assert.Equal(5, await first.Grains.GetGrain<ICounterGrain>(_grain).AddAsync(3));
        }

        await using var second = await StartAsync();

        Assert.Equal(5, await second.Grains.GetGrain<ICounterGrain>(_grain).ReadAsync());
    }

    [Fact]
    public async Task Of_two_first_writes_one_is_refused()
    {
        // Two clusters of one service: each has its own activation of the same grain.
        await using var one = await StartAsync("-one");
        await using var other = await StartAsync("-other");
        Assert.Equal(0, await other.Grains.GetGrain<ICounterGrain>(_grain).ReadAsync());
        await one.Grains.GetGrain<ICounterGrain>(_grain).AddAsync(1);

        await Assert.ThrowsAsync<InconsistentStateException>(() => other.Grains.GetGrain<ICounterGrain>(_grain).AddAsync(10));

        Assert.Equal(1, await other.Grains.GetGrain<ICounterGrain>(_grain).ReadAsync());
    }

    [Fact]
    public async Task A_write_on_a_state_that_another_changed_is_refused()
    {
        await using var one = await StartAsync("-one");
        await using var other = await StartAsync("-other");
        await one.Grains.GetGrain<ICounterGrain>(_grain).AddAsync(1);
        await other.Grains.GetGrain<ICounterGrain>(_grain).AddAsync(1);

        await Assert.ThrowsAsync<InconsistentStateException>(() => one.Grains.GetGrain<ICounterGrain>(_grain).AddAsync(10));

        Assert.Equal(2, await one.Grains.GetGrain<ICounterGrain>(_grain).ReadAsync());
    }

    [Fact]
    public async Task A_state_that_was_cleared_can_be_written_again()
    {
        await using var silo = await StartAsync();
        var grain = silo.Grains.GetGrain<ICounterGrain>(_grain);
        await grain.AddAsync(1);
        await grain.ClearAsync();

        Assert.Equal(4, await grain.AddAsync(4));
    }

    [Fact]
    public async Task Clearing_a_state_that_another_changed_is_refused()
    {
        await using var one = await StartAsync("-one");
        await using var other = await StartAsync("-other");
        await one.Grains.GetGrain<ICounterGrain>(_grain).AddAsync(1);
        await other.Grains.GetGrain<ICounterGrain>(_grain).AddAsync(1);

        await Assert.ThrowsAsync<InconsistentStateException>(() => one.Grains.GetGrain<ICounterGrain>(_grain).ClearAsync());
    }

    [Fact]
    public async Task A_reminder_fires_is_updated_and_is_forgotten()
    {
        await using var silo = await StartAsync();
        var grain = silo.Grains.GetGrain<ICounterGrain>(_grain);

        await grain.RemindAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(_grain, await silo.Fired.NextAsync(Cancellation));
        await grain.RemindAsync(TimeSpan.FromHours(2));
        Assert.Equal(1, await grain.CountRemindersAsync());
        await grain.ForgetAsync();

        Assert.Equal(0, await grain.CountRemindersAsync());
    }

    private Task<Silo> StartAsync(string suffix = "") => Silo.StartAsync(database.Options.Platform, _cluster + suffix, Cancellation);

    private async Task<List<SiloStatus>> StatusesAsync()
    {
        await using var command = database.Platform.DataSource.CreateCommand("select status from orleans_silos where deployment_id = $1");
        command.Parameters.Add(new() { Value = _cluster });
        await using var rows = await command.ExecuteReaderAsync(Cancellation);
        var statuses = new List<SiloStatus>();
        while (await rows.ReadAsync(Cancellation))
            statuses.Add((SiloStatus)rows.GetInt32(0));
        return statuses;
    }
}
