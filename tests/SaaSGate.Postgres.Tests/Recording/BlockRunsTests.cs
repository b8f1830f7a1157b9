using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Recording;

public sealed class BlockRunsTests(Database database) : IClassFixture<Database>
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

    private Task<int[]> BackAsync(string runs) => database.Tenants.InTenantAsync(
        Id<Organisation>.New(TimeProvider.System),
        async connection => (await connection.ListAsync<Numbered>("select place, number from tenant.block_numbers(@runs::integer[]) order by place", new { runs }, Cancel))
            .Select(row => row.Number).ToArray(),
        Cancel);

    private sealed record Numbered(int Place, int Number);
}
