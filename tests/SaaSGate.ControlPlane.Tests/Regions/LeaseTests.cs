using Microsoft.Extensions.Options;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Regions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Regions;

public sealed class LeaseTests(RegionLinkFixture link) : IClassFixture<RegionLinkFixture>
{
    private static readonly Actor Admin = new("usr_admin", "Ada Admin");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private StopStore Stops => link.Service<StopStore>();

    [Fact]
    public async Task A_grant_has_the_stops_that_hold_and_a_later_one_only_what_is_new()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        var skill = Target(tenant);
        await Stops.AddLockAsync(skill, "was", Admin, Cancel);
        await Stops.LiftLocksAsync(skill, Admin, Cancel);
        var holds = (await Stops.AddLockAsync(skill, "holds", Admin, Cancel)).LockIds[0];

        using var control = gateway.Control();
        var grant = await control.RenewAsync();
        var stop = Assert.Single(grant.Stops);
        Assert.Equal((holds, tenant.Skill.Value, StopKind.Skill, false), (stop.LockId, stop.TargetId, stop.Kind, stop.Lifted));
        Assert.Equal(stop.Position, grant.StopPosition);

        var nothing = await control.RenewAsync(grant.StopPosition);
        Assert.Empty(nothing.Stops);
        Assert.Equal(grant.StopPosition, nothing.StopPosition);
        await Stops.LiftLocksAsync(skill, Admin, Cancel);
        Assert.True(Assert.Single((await control.RenewAsync(grant.StopPosition)).Stops).Lifted);
    }

    [Fact]
    public async Task A_stop_is_pushed_at_once_to_its_region_and_to_no_other()
    {
        var (tenant, stranger) = (await link.TenantAsync(), await link.TenantAsync());
        using var gateway = await link.GatewayAsync(tenant);
        using var elsewhere = await link.GatewayAsync(stranger);
        using var control = gateway.Control();
        using var other = elsewhere.Control();
        var position = (await control.RenewAsync()).StopPosition;
        await other.RenewAsync(position);

        var id = (await Stops.AddLockAsync(Target(tenant), "now", Admin, Cancel)).LockIds[0];
        await Stops.AddLockAsync(Target(stranger), "now", Admin, Cancel);
        var pushed = (await control.NextAsync(message => message.Stops is not null)).Stops.Stops_;
        Assert.Equal(id, Assert.Single(pushed).LockId);
        Assert.Equal(stranger.Organisation.Value, Assert.Single((await other.NextAsync(message => message.Stops is not null)).Stops.Stops_).OrganisationId);
        Assert.DoesNotContain((await other.RenewAsync(position)).Stops, stop => stop.OrganisationId == tenant.Organisation.Value);
    }

    [Fact]
    public async Task Stops_that_fit_in_no_message_come_before_the_grant()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        await tenant.PeekAsync<object>(
            $"""
            select set_config('saasgate.organisation', $1, false), (
                select count(platform.append_stop($1, 'session', 'ses_' || i, 'lck_' || i, false)) from generate_series(1, {(2 * GatewayStore.StopsPerRead) + 5}) i)
            """);
        using var control = gateway.Control();
        var grant = await control.RenewAsync();
        List<Stop> all = [.. control.Passed.Where(message => message.Stops is not null).SelectMany(message => message.Stops.Stops_), .. grant.Stops];
        Assert.Equal((2 * GatewayStore.StopsPerRead) + 5, all.Count);
        Assert.Equal(all.Select(stop => stop.Position).Order(), all.Select(stop => stop.Position));
        Assert.Equal(all[^1].Position, grant.StopPosition);
        Assert.All(control.Passed, message => Assert.InRange(message.CalculateSize(), 1, 64 * 1024));
    }

    [Fact]
    public async Task No_stop_overtakes_those_that_the_first_grant_brings()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        var before = (await Stops.AddLockAsync(Target(tenant), "before", Admin, Cancel)).LockIds[0];
        using var control = gateway.Control();
        var gateways = link.Service<ConnectedGateways>();
        await Bounded.UntilAsync(() => gateways.Control.Any(connection => connection.Gateway.Id == gateway.Id));
        var after = (await Stops.AddLockAsync(Target(tenant), "after", Admin, Cancel)).LockIds[0];
        var connection = gateways.Control.Single(connection => connection.Gateway.Id == gateway.Id);
        connection.Push([new() { Position = 1_000_000, LockId = "lck_pushed", OrganisationId = tenant.Organisation.Value, TargetId = "x", Kind = StopKind.Skill }]);

        await control.AskAsync();
        await control.NextAsync(message => message.Stops?.Stops_.Any(stop => stop.LockId == "lck_pushed") == true);
        var grant = Assert.Single(control.Passed, message => message.Grant is not null).Grant;
        Assert.Equal([before, after], grant.Stops.Select(stop => stop.LockId));
        Assert.DoesNotContain(control.Passed.TakeWhile(message => message.Grant is null), message => message.Stops is not null);
    }

    [Fact]
    public async Task An_organisation_that_arrives_brings_the_stops_that_hold_and_those_it_lost_meanwhile()
    {
        var tenant = await link.TenantAsync();
        var region = await link.RegionAsync(tenant);
        using var gateway = await TestGateway.JoinAsync(await link.TokenAsync(region));
        var regions = link.Service<RegionStore>();
        var skill = Target(tenant);
        var first = (await Stops.AddLockAsync(skill, "before", Admin, Cancel)).LockIds[0];
        using var control = gateway.Control();
        var position = (await control.RenewAsync()).StopPosition;

        await regions.ReleaseAsync(region, tenant.Organisation, Cancel);
        await Stops.LiftLocksAsync(skill, Admin, Cancel);
        var second = (await Stops.AddLockAsync(skill, "meanwhile", Admin, Cancel)).LockIds[0];
        var away = await control.RenewAsync(position);
        Assert.Empty(away.Stops);
        await regions.AssignAsync(region, tenant.Organisation, Cancel);
        var back = await control.RenewAsync(away.StopPosition);
        Assert.Equal(new[] { (first, true), (second, false) }.Order(), back.Stops.GroupBy(stop => stop.LockId).Select(stops => (stops.Key, stops.Last().Lifted)).Order());
    }

    [Fact]
    public async Task A_grant_asks_for_the_view_that_its_region_has_reached_and_not_for_others()
    {
        var (tenant, stranger) = (await link.TenantAsync(), await link.TenantAsync());
        using var gateway = await link.GatewayAsync(tenant);
        await link.RegionAsync(stranger);
        using var control = gateway.Control();
        var view = (await control.RenewAsync()).ViewPosition;
        Assert.True(view > 0);

        await ChangeViewAsync(stranger);
        Assert.Equal(view, (await control.RenewAsync(viewPosition: view)).ViewPosition);
        await ChangeViewAsync(tenant);
        Assert.True((await control.RenewAsync(viewPosition: view)).ViewPosition > view);
    }

    [Fact]
    public async Task A_gateway_that_has_seen_more_than_the_database_has_gets_no_lease_and_begins_anew()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        var (stop, view) = (0ul, 0ul);
        using (var control = gateway.Control())
        {
            var grant = await control.RenewAsync();
            (stop, view) = (grant.StopPosition, grant.ViewPosition);
            await control.AskAsync(stop + 1, view);
            Assert.Equal(Grpc.Core.StatusCode.OutOfRange, (await control.EndAsync()).StatusCode);
            Assert.DoesNotContain(control.Passed, message => message.Grant?.Number > grant.Number);
        }

        using var other = gateway.Control();
        await other.AskAsync(stop, view + 100_000);
        Assert.Equal(Grpc.Core.StatusCode.OutOfRange, (await other.EndAsync()).StatusCode);
        using var anew = gateway.Control();
        await anew.RenewAsync();
    }

    [Fact]
    public async Task A_grant_reaches_to_the_end_of_the_log_also_where_nothing_concerns_its_region()
    {
        var (tenant, stranger) = (await link.TenantAsync(), await link.TenantAsync());
        using var gateway = await link.GatewayAsync(tenant);
        using var control = gateway.Control();
        Assert.True((await control.RenewAsync()).StopPosition > 0);
        await Stops.AddLockAsync(Target(stranger), "elsewhere", Admin, Cancel);
        var grant = await control.RenewAsync();
        Assert.Empty(grant.Stops);
        Assert.Equal(await tenant.PeekAsync<long>("select position from platform.log_heads where log = 'stop' and $1 <> ''"), (long)grant.StopPosition);
    }

    [Theory]
    [InlineData("")] // a gateway of an older version does not say which spool it is
    [InlineData("old")]
    public async Task A_spool_that_goes_back_is_noticed_and_told_and_gets_no_lease(string spool)
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var control = gateway.Control();
        await control.RenewAsync(spoolSequence: 10, spool: spool);
        await control.RenewAsync(spoolSequence: 12, spool: spool);
        Assert.Equal(12, await HeadAsync(tenant, gateway));
        Assert.Equal(0, await LossesAsync(tenant));
        await control.AskInVainAsync(3, spool);
        await control.AskInVainAsync(3, spool);
        await control.AskInVainAsync(11, spool);
        await control.AskInVainAsync(12, spool, hash: 1);
        Assert.Equal(12, await HeadAsync(tenant, gateway));
        await Bounded.UntilAsync(async () => await LossesAsync(tenant) == 1);

        // Another begins, and is told of no second time; the one before is refused still, and told of anew.
        await control.RenewAsync(spoolSequence: 2, spool: "new");
        await control.RenewAsync(spoolSequence: 4, spool: "new");
        await control.AskInVainAsync(3, "new");
        await Bounded.UntilAsync(async () => await LossesAsync(tenant) == 2);
        Assert.Equal(2, await LossesAsync(tenant));
    }

    [Fact]
    public async Task A_spool_that_is_behind_what_was_taken_in_of_it_gets_no_lease_whatever_came_after_it()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using (var bulk = await gateway.BulkAsync("first"))
        {
            await bulk.ShipAsync(1, RecordTests.Numbered([.. RecordTests.Exchange(tenant), .. RecordTests.Exchange(tenant)]));
            await bulk.AcknowledgedAsync(8);
        }

        using var control = gateway.Control();
        await control.AskInVainAsync(7, "first");
        await control.RenewAsync(spoolSequence: 1, spool: "second");
        await control.AskInVainAsync(4, "first");
        await control.RenewAsync(spoolSequence: 8, spool: "first");
    }

    [Fact]
    public async Task A_newer_connection_of_the_same_gateway_takes_over()
    {
        using var gateway = await link.GatewayAsync(await link.TenantAsync());
        using var old = gateway.Control();
        await old.RenewAsync();
        using var anew = gateway.Control();
        await anew.RenewAsync();
        Assert.Equal(Grpc.Core.StatusCode.Aborted, (await old.EndAsync()).StatusCode);
        await anew.RenewAsync();
    }

    [Fact]
    public async Task A_renewal_that_waits_is_overtaken_by_a_newer_one()
    {
        using var gateway = await link.GatewayAsync(await link.TenantAsync());
        using var control = gateway.Control();
        ulong last = 0;
        for (var i = 0; i < 200; i++)
            last = await control.AskAsync();
        await control.NextAsync(message => message.Grant?.Number == last);
        Assert.True(control.Passed.Count < 200);
    }

    [Fact]
    public void Nothing_more_goes_out_over_a_connection_that_has_ended()
    {
        using var connection = new ControlConnection(new("gtw_1", "reg_1", "slow", []), Cancel);
        connection.Send(new() { Stops = new() });
        connection.Close(CloseReason.TooSlow);
        connection.Send(new() { Stops = new() });
        Assert.True(connection.Outgoing.TryRead(out _));
        Assert.False(connection.Outgoing.TryRead(out _));
    }

    [Fact]
    public async Task A_gateway_that_does_not_read_is_sent_away_and_holds_nobody_up()
    {
        var tenant = await link.TenantAsync();
        using var slow = await link.GatewayAsync(tenant);
        using var quick = await link.GatewayAsync(tenant);
        var options = link.Service<IOptions<RegionLinkOptions>>().Value;
        var patience = options.WritePatience;
        options.WritePatience = new RegionLinkOptions().WritePatience;
        try
        {
            await SentAwayAsync();
        }
        finally
        {
            options.WritePatience = patience;
        }

        async Task SentAwayAsync()
        {
            using var call = new RegionControl.RegionControlClient(slow.Open()).Connect(cancellationToken: Cancel);
            await call.RequestStream.WriteAsync(new() { Renewal = new() { Number = 1 } }, Cancel);
            using var control = quick.Control();
            await control.RenewAsync();

            var gateways = link.Service<ConnectedGateways>();
            await Bounded.UntilAsync(() => gateways.Control.Any(connection => connection.Gateway.Id == slow.Id));
            var stuck = gateways.Control.Single(connection => connection.Gateway.Id == slow.Id);
            while (!stuck.Closing.IsCancellationRequested)
                stuck.Send(new() { Decision = new() { Note = new string('x', 32 * 1024) } });
            await Stops.AddLockAsync(Target(tenant), "now", Admin, Cancel);
            await control.NextAsync(message => message.Stops is not null);
            await Bounded.UntilAsync(() => gateways.Control.All(connection => connection.Gateway.Id != slow.Id));
        }
    }

    internal static Task ChangeViewAsync(TestTenant tenant) => tenant.PeekAsync<object>("select set_config('saasgate.organisation', $1, false), platform.append_view($1)");

    private static StopTarget Target(TestTenant tenant) => new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value);

    private static Task<long> HeadAsync(TestTenant tenant, TestGateway gateway) =>
        tenant.PeekAsync<long>("select spool_sequence from platform.gateways where id = $2 and $1 <> ''", gateway.Id);

    private static Task<long> LossesAsync(TestTenant tenant) =>
        tenant.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'gateway.spool_lost'");
}
