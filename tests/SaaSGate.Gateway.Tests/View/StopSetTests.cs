using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.View;
using Xunit;

namespace SaaSGate.Gateway.Tests.View;

public sealed class StopSetTests
{
    private readonly StopSet _stops = new();

    [Fact]
    public void Holds_a_target_until_the_last_of_its_locks_is_lifted()
    {
        _stops.Apply(Stop(1, "skl_a", "lck_1"));
        _stops.Apply(Stop(2, "skl_a", "lck_2"));
        _stops.Apply(Stop(3, "skl_a", "lck_1", lifted: true));
        Assert.True(_stops.Holds("other", "skl_a"));
        _stops.Apply(Stop(4, "skl_a", "lck_2", lifted: true));
        Assert.False(_stops.Holds("skl_a"));
    }

    [Fact]
    public void Applies_each_row_once_and_never_an_older_one()
    {
        Assert.True(_stops.Apply(Stop(5, "skl_a", "lck_1")));
        Assert.False(_stops.Apply(Stop(5, "skl_b", "lck_2")));
        Assert.False(_stops.Apply(Stop(4, "skl_a", "lck_1", lifted: true)));
        Assert.True(_stops.Holds("skl_a"));
        Assert.False(_stops.Holds("skl_b"));
        Assert.Equal(5ul, _stops.Position);
    }

    private static Stop Stop(ulong position, string target, string lockId, bool lifted = false) =>
        new() { Position = position, TargetId = target, LockId = lockId, Lifted = lifted };
}
