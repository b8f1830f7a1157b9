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
        _stops.Apply([Stop(1, "skl_a", "lck_1"), Stop(2, "skl_a", "lck_2"), Stop(3, "skl_a", "lck_1", lifted: true)]);
        Assert.True(_stops.Holds("org_a", "other", "skl_a"));
        _stops.Apply([Stop(4, "skl_a", "lck_2", lifted: true)]);
        Assert.False(_stops.Holds("org_a", "skl_a"));
    }

    [Fact]
    public void Of_each_lock_the_newest_row_counts_in_whatever_order_they_come()
    {
        Assert.Single(_stops.Apply([Stop(5, "skl_a", "lck_1", lifted: true)]));
        Assert.Empty(_stops.Apply([Stop(4, "skl_a", "lck_1")]));
        Assert.False(_stops.Holds("org_a", "skl_a"));
        Assert.Single(_stops.Apply([Stop(3, "skl_b", "lck_2")]));
        Assert.True(_stops.Holds("org_a", "skl_b"));
    }

    [Fact]
    public void Rows_that_are_pushed_never_move_the_position()
    {
        _stops.Apply([Stop(5, "skl_a", "lck_1")]);
        Assert.Equal(0ul, _stops.Position);
        _stops.CompleteTo(5);
        _stops.CompleteTo(3);
        Assert.Equal(5ul, _stops.Position);
        Assert.Empty(_stops.Apply([Stop(5, "skl_b", "lck_2"), Stop(4, "skl_a", "lck_1", lifted: true)]));
        Assert.True(_stops.Holds("org_a", "skl_a"));
        Assert.False(_stops.Holds("org_a", "skl_b"));
    }

    [Fact]
    public void A_lock_of_one_organisation_stops_nobody_elses()
    {
        _stops.Apply([Stop(1, "usr_shared", "lck_1")]);
        Assert.True(_stops.Holds("org_a", "usr_shared"));
        Assert.False(_stops.Holds("org_b", "usr_shared"));
    }

    [Fact]
    public void Forgets_everything_when_the_log_begins_anew()
    {
        _stops.Apply([Stop(5, "skl_a", "lck_1")]);
        _stops.CompleteTo(5);
        _stops.Clear();
        Assert.False(_stops.Holds("org_a", "skl_a"));
        Assert.Single(_stops.Apply([Stop(1, "skl_a", "lck_1")]));
    }

    private static Stop Stop(ulong position, string target, string lockId, bool lifted = false) =>
        new() { Position = position, OrganisationId = "org_a", TargetId = target, LockId = lockId, Lifted = lifted };
}
