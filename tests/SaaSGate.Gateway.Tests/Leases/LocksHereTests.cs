using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.View;
using Xunit;

namespace SaaSGate.Gateway.Tests.Leases;

public sealed class LocksHereTests
{
    private readonly StopSet _stops = new();
    private readonly LocksHere _locks;

    public LocksHereTests() => _locks = new LocksHere(_stops);

    [Fact]
    public void Holds_a_skill_at_once_until_its_own_lock_is_lifted()
    {
        Assert.NotNull(_locks.Add("org_a", "skl_a", "exc_1", sequence: 7));
        Assert.Null(_locks.Add("org_a", "skl_a", "exc_1", sequence: 7));
        Assert.True(_stops.Holds("org_a", "skl_a"));
        _stops.Apply([Stop(1, "lck_0"), Stop(2, "lck_0", lifted: true)]);
        Assert.True(_stops.Holds("org_a", "skl_a"));
        _stops.Apply([Stop(3, "lck_1")]);
        _stops.Apply([Stop(4, "lck_1", lifted: true)]);
        Assert.False(_stops.Holds("org_a", "skl_a"));
    }

    [Fact]
    public void Lets_go_when_a_grant_of_after_the_records_taking_in_knows_of_no_lock()
    {
        _locks.Asked(1);
        _locks.Add("org_a", "skl_a", "exc_1", sequence: 7);
        _locks.TakenIn(6);
        _locks.Asked(2);
        _locks.Granted(2);
        Assert.True(_stops.Holds("org_a", "skl_a"));
        _locks.TakenIn(7);
        // Perhaps it was read before.
        _locks.Granted(2);
        Assert.True(_stops.Holds("org_a", "skl_a"));
        _locks.Asked(3);
        _locks.Granted(3);
        Assert.False(_stops.Holds("org_a", "skl_a"));
    }

    [Fact]
    public void What_the_log_holds_is_not_let_go()
    {
        _locks.Add("org_a", "skl_a", "exc_1", sequence: 7);
        _locks.TakenIn(7);
        _locks.Asked(1);
        _stops.Apply([Stop(3, "lck_1")]);
        _locks.Granted(1);
        Assert.True(_stops.Holds("org_a", "skl_a"));
    }

    [Fact]
    public void Outlives_a_log_that_begins_anew()
    {
        _locks.Add("org_a", "skl_a", "exc_1", sequence: 7);
        _stops.Clear();
        Assert.True(_stops.Holds("org_a", "skl_a"));
    }

    private static Stop Stop(ulong position, string lockId, bool lifted = false) =>
        new() { Position = position, OrganisationId = "org_a", Kind = StopKind.Skill, TargetId = "skl_a", LockId = lockId, Lifted = lifted };
}
