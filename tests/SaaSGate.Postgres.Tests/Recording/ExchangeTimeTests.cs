using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Recording;
using Xunit;

namespace SaaSGate.Postgres.Tests.Recording;

public sealed class ExchangeTimeTests
{
    [Fact]
    public void Finds_the_time_in_an_id()
    {
        var now = TimeProvider.System.GetUtcNow();
        var (from, to) = ExchangeTime.WindowOf(Id<Exchange>.New(TimeProvider.System).Value);
        Assert.InRange(from + ExchangeTime.Slack, now.AddSeconds(-1), now.AddMinutes(1));
        Assert.Equal(from + (2 * ExchangeTime.Slack), to);
    }

    [Theory]
    [InlineData("exc_00000000000000000000000000")]
    [InlineData("exc_zzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void Takes_any_id(string id) => Assert.True(ExchangeTime.WindowOf(id).From < ExchangeTime.WindowOf(id).To);
}
