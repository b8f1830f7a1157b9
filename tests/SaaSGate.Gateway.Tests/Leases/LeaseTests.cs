using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.View;
using Xunit;

namespace SaaSGate.Gateway.Tests.Leases;

public sealed class LeaseTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Lease _lease;
    private readonly StopSet _stops = new();
    private readonly GatewayView _view = new();
    private readonly LeaseKeeper _keeper;

    public LeaseTests()
    {
        _lease = new Lease(_clock);
        _keeper = new LeaseKeeper(_lease, _stops, _view, new ExchangeRegistry(), _clock);
    }

    [Fact]
    public void Is_out_before_the_first_grant() => Assert.False(_lease.IsFresh);

    [Fact]
    public void Counts_from_the_moment_the_renewal_was_sent()
    {
        var renewal = _keeper.Begin();
        _clock.Advance(TimeSpan.FromSeconds(9));
        _keeper.Apply(Grant(renewal.Number));
        Assert.True(_lease.IsFresh);
        Assert.Equal(TimeSpan.FromSeconds(1), _lease.Left);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_lease.IsFresh);
    }

    [Fact]
    public void Ignores_a_grant_that_comes_after_its_own_lease()
    {
        var renewal = _keeper.Begin();
        _clock.Advance(TimeSpan.FromSeconds(11));
        _keeper.Apply(Grant(renewal.Number));
        Assert.False(_lease.IsFresh);
    }

    [Fact]
    public void Ignores_a_grant_for_a_renewal_that_was_never_sent()
    {
        _keeper.Apply(Grant(77));
        Assert.False(_lease.IsFresh);
    }

    [Fact]
    public void Waits_until_the_view_has_reached_the_position_of_the_grant()
    {
        var renewal = _keeper.Begin();
        _keeper.Apply(Grant(renewal.Number, view: 5));
        Assert.False(_lease.IsFresh);
        _view.CompleteTo(5);
        _keeper.ViewMoved();
        Assert.True(_lease.IsFresh);
    }

    [Fact]
    public void Does_not_count_while_a_stop_of_the_log_is_missing()
    {
        var renewal = _keeper.Begin();
        var grant = Grant(renewal.Number);
        grant.StopPosition = 3;
        grant.Stops.Add(new Stop { Position = 2, TargetId = "skl_a", LockId = "lck_a" });
        _keeper.Apply(grant);
        Assert.False(_lease.IsFresh);

        renewal = _keeper.Begin();
        Assert.Equal(2ul, renewal.StopPosition);
        grant = Grant(renewal.Number);
        grant.StopPosition = 3;
        grant.Stops.Add(new Stop { Position = 3, TargetId = "skl_b", LockId = "lck_b" });
        _keeper.Apply(grant);
        Assert.True(_lease.IsFresh);
        Assert.True(_stops.Holds("skl_a"));
        Assert.True(_stops.Holds("skl_b"));
    }

    [Fact]
    public void A_slower_answer_never_shortens_a_lease()
    {
        var early = _keeper.Begin();
        _clock.Advance(TimeSpan.FromSeconds(2));
        var late = _keeper.Begin();
        _keeper.Apply(Grant(late.Number));
        _keeper.Apply(Grant(early.Number));
        Assert.Equal(TimeSpan.FromSeconds(10), _lease.Left);
    }

    private static LeaseGrant Grant(ulong number, ulong view = 0) => new() { Number = number, ViewPosition = view, LeaseMilliseconds = 10_000 };
}
