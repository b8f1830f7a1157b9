using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Recording;

public sealed class SessionBlocksTests(Database database) : IClassFixture<Database>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(new int[0], "{}")]
    [InlineData(new[] { 7 }, "{7,1}")]
    [InlineData(new[] { 0, 1, 2, 3 }, "{0,4}")]
    [InlineData(new[] { 0, 1, 5, 6, 7, 3 }, "{0,2,5,3,3,1}")]
    [InlineData(new[] { 2, 2, 1, 0 }, "{2,1,2,1,1,1,0,1}")]
    public async Task Numbers_that_follow_each_other_are_one_run_and_come_back_in_order(int[] numbers, string runs)
    {
        Assert.Equal(runs, BlockRuns.Of(numbers));
        Assert.Equal(numbers, await BackAsync(runs));
    }

    [Fact]
    public async Task Any_numbers_come_back()
    {
        var random = new Random(11);
        for (var i = 0; i < 50; i++)
        {
            var numbers = Enumerable.Range(0, random.Next(30)).Select(n => random.Next(3) == 0 ? random.Next(20) : n).ToArray();
            Assert.Equal(numbers, await BackAsync(BlockRuns.Of(numbers)));
        }
    }

    [Fact]
    public async Task Two_processes_that_take_turns_with_a_session_know_of_each_others_blocks()
    {
        var tenant = await TestTenant.AddAsync(database);
        var (spool, other) = (new Spool(tenant), new Spool(tenant));
        var session = spool.NewSession();
        RecordIngest[] processes = [new(database.Tenants, TimeProvider.System), new(database.Tenants, TimeProvider.System)];
        string[] conversation = [];
        for (var turn = 0; turn < 12; turn++)
        {
            conversation = [.. conversation, $"turn {turn}"];
            var from = turn % 3 == 0 ? other : spool;
            from.End(from.Start(session, conversation));
            await processes[turn % 2].IngestAsync(from.Batch(), Cancel);
        }

        Assert.Equal("{0,12}", await tenant.PeekAsync<string>("select max(request_blocks)::text from tenant.exchanges where organisation_id = $1"));
        Assert.Equal(12, await tenant.PeekAsync<long>("select count(*) from tenant.blocks where organisation_id = $1"));
        Assert.Equal(12, await tenant.PeekAsync<int>("select blocks from tenant.sessions where organisation_id = $1"));
    }

    [Fact]
    public async Task An_exchange_keeps_its_blocks_in_its_own_month()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        foreach (var at in (DateTimeOffset[])[new(2026, 1, 31, 23, 59, 59, TimeSpan.Zero), new(2026, 2, 1, 0, 0, 1, TimeSpan.Zero)])
            spool.Start(session, ["same"], at: at);
        await new RecordIngest(database.Tenants, TimeProvider.System).IngestAsync(spool.Batch(), Cancel);
        Assert.Equal("2026-01-01,2026-02-01", await tenant.PeekAsync<string>("select string_agg(month::text, ',' order by month) from tenant.blocks where organisation_id = $1"));
    }

    private Task<int[]> BackAsync(string runs) => database.Tenants.InTenantAsync(
        Id<Organisation>.New(TimeProvider.System),
        async connection => (await connection.ListAsync<Numbered>("select place, number from tenant.block_numbers(@runs::integer[]) order by place", new { runs }, Cancel))
            .Select(row => row.Number).ToArray(),
        Cancel);

    private sealed record Numbered(int Place, int Number);
}
