using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Holds;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Link;
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
        var outbox = new LinkOutbox();
        var exchanges = new ExchangeRegistry(new StopCheck(_stops, _view), new HoldDesk(outbox, new GatewayOptions()), _clock);
        _keeper = new LeaseKeeper(_lease, _stops, _view, new StopsInForce(exchanges, _stops, outbox), new LocksHere(_stops), new(new(), _clock, NullLogger<WallClock>.Instance), _clock);
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
    public void A_view_that_is_always_a_renewal_behind_still_gets_a_lease()
    {
        for (ulong round = 1; round <= 20; round++)
        {
            var renewal = _keeper.Begin();
            _keeper.Apply(Grant(renewal.Number, view: round));
            _view.CompleteTo(round - 1);
            _keeper.ViewMoved();
            Assert.Equal(round > 1, _lease.IsFresh);
            _clock.Advance(TimeSpan.FromSeconds(6));
        }
    }

    [Fact]
    public void A_stop_that_was_passed_over_comes_with_the_next_grant()
    {
        _keeper.Apply([new Stop { Position = 3, OrganisationId = "org_a", TargetId = "skl_b", LockId = "lck_b" }]);
        var renewal = _keeper.Begin();
        Assert.Equal(0ul, renewal.StopPosition);
        var grant = Grant(renewal.Number);
        grant.StopPosition = 3;
        grant.Stops.Add(new Stop { Position = 2, OrganisationId = "org_a", TargetId = "skl_a", LockId = "lck_a" });
        _keeper.Apply(grant);
        Assert.True(_lease.IsFresh);
        Assert.True(_stops.Holds("org_a", "skl_a"));
        Assert.True(_stops.Holds("org_a", "skl_b"));
        Assert.Equal(3ul, _keeper.Begin().StopPosition);
    }

    [Fact]
    public void A_grant_from_before_a_new_beginning_does_not_count()
    {
        _keeper.Apply(Grant(_keeper.Begin().Number, stops: 5));
        var late = _keeper.Begin();
        _keeper.StartAnew();
        Assert.False(_lease.IsFresh);
        Assert.Equal(0ul, _stops.Position);
        _keeper.Apply(Grant(late.Number, stops: 6));
        Assert.False(_lease.IsFresh);
        Assert.Equal(0ul, _stops.Position);
        _keeper.Apply(Grant(_keeper.Begin().Number, stops: 2));
        Assert.True(_lease.IsFresh);
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

    private static LeaseGrant Grant(ulong number, ulong view = 0, ulong stops = 0) =>
        new() { Number = number, ViewPosition = view, StopPosition = stops, LeaseMilliseconds = 10_000 };
}
