using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Tests.Regions;
using SaaSGate.Postgres.Connections;
using SaaSGate.Postgres.Live;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Connections;

public sealed class ConnectionGrainTests(RegionLinkFixture link) : IClassFixture<RegionLinkFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IGrainFactory Grains
    {
        get
        {
            TenantContext.EnterSystem();
            return link.Service<IGrainFactory>();
        }
    }

    [Fact]
    public async Task Recorded_exchanges_tell_when_it_begins_and_ends_to_fail()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var bulk = await gateway.BulkAsync();
        RecordFrame[] failing = [.. Failed(tenant), .. Failed(tenant), .. Failed(tenant)];
        await bulk.ShipAsync(1, RecordTests.Numbered(failing));
        await HealthAsync(tenant, health => health is { State: "failing", LastFailure: "unreachable", FailuresInRow: 3 });
        // Until the report comes, failures are known from the recordings alone: with an answer on its heels there would be nothing to tell.
        await Bounded.UntilAsync(async () => (await ToldAsync()).Any(told => told.Payload.GetProperty("state").GetString() == "failing"));
        await bulk.ShipAsync(10, RecordTests.Numbered(RecordTests.Exchange(tenant), 10));
        var healthy = await HealthAsync(tenant, health => health is { State: "answering", FailuresInRow: 0, FailingSince: null });
        Assert.NotNull(healthy.LastAnsweredAt);

        var told = await ToldAsync();
        Assert.All(told, change => Assert.Equal(tenant.Connection.Value, change.Subject));
        Assert.Equal(["failing", "answering"], told.Select(change => change.Payload.GetProperty("state").GetString()));

        async Task<List<FeedEvent>> ToldAsync() =>
            [.. (await link.Service<FeedStore>().ReadAsync(tenant.Organisation, 0, 100, Cancel)).Where(told => told.Kind == "ConnectionChanged")];
    }

    [Fact]
    public async Task What_it_knows_survives_the_end_of_its_activation()
    {
        var tenant = await link.TenantAsync();
        await Of(tenant).ReportAsync(Report(Answer(0), Failure(1), Failure(2)));
        await Of(tenant).ReportAsync(Report(Failure(3)));
        var before = await Of(tenant).GetHealthAsync();
        Assert.Equal(new("failing", Noon, Noon.AddMinutes(3), "broken_off", 3, Noon.AddMinutes(1)), before);
        await DeactivateAsync();
        Assert.Equal(before, await Of(tenant).GetHealthAsync());

        // Also what was not worth a write of its own.
        await Of(tenant).ReportAsync(Report(Answer(4)));
        await Of(tenant).ReportAsync(Report(Answer(5)));
        await DeactivateAsync();
        Assert.Equal(Noon.AddMinutes(5), (await Of(tenant).GetHealthAsync()).LastAnsweredAt);
    }

    [Fact]
    public async Task What_was_lost_is_found_in_the_recordings()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var bulk = await gateway.BulkAsync();
        await bulk.ShipAsync(1, RecordTests.Numbered([.. RecordTests.Exchange(tenant), .. Failed(tenant)]));
        var known = await HealthAsync(tenant, health => health is { State: "answering", LastAnsweredAt: not null, FailuresInRow: 1 });
        await DeactivateAsync();
        await tenant.PeekAsync<object>("delete from platform.orleans_grains where $1 <> ''");
        Assert.Equal(known, await Of(tenant).GetHealthAsync());
    }

    [Fact]
    public async Task A_failure_from_before_the_newest_answer_does_not_count()
    {
        var tenant = await link.TenantAsync();
        await Of(tenant).ReportAsync(Report(Answer(10)));
        await Of(tenant).ReportAsync(Report(Failure(1), Failure(2), Failure(3)));
        Assert.Equal(new("answering", Noon.AddMinutes(10), Noon.AddMinutes(3), "broken_off", 0, null), await Of(tenant).GetHealthAsync());
    }

    [Fact]
    public async Task Another_organisation_gets_nothing()
    {
        var (tenant, stranger) = (await link.TenantAsync(), await link.TenantAsync());
        await Of(tenant).ReportAsync(Report(Failure(1), Failure(2), Failure(3)));
        var foreign = Grains.GetGrain<IConnectionGrain>(GrainKeys.Of(stranger.Organisation.Value, tenant.Connection.Value));
        Assert.Equal("unknown", (await foreign.GetHealthAsync()).State);

        // A gateway of theirs that claims to have used it leaves no trace either.
        await foreign.ReportAsync(Report(Failure(1), Failure(2), Failure(3)));
        Assert.Equal("unknown", (await foreign.GetHealthAsync()).State);
        Assert.Equal("unknown", (await Of(stranger).GetHealthAsync()).State);
        await DeactivateAsync();
        Assert.Equal(0, await stranger.PeekAsync<long>("select count(*) from platform.orleans_grains where id_extension like $1 || '%'"));
        Assert.Equal(1, await tenant.PeekAsync<long>("select count(*) from platform.orleans_grains where id_extension like $1 || '%'"));
    }

    private static ConnectionReport Report(params ConnectionSign[] signs) => ConnectionReport.Of(signs);

    private static ConnectionSign Answer(int minute) => new("", "", Noon.AddMinutes(minute), null);

    private static ConnectionSign Failure(int minute) => new("", "", Noon.AddMinutes(minute), "broken_off");

    /// <summary>Three records of an exchange that did not reach Claude.</summary>
    private static RecordFrame[] Failed(TestTenant tenant)
    {
        var exchange = RecordTests.Exchange(tenant);
        exchange[3].Ended = new() { Outcome = "upstream_error", Problem = GatewayProblems.UpstreamUnreachable.Code };
        return [exchange[0], exchange[1], exchange[3]];
    }

    private IConnectionGrain Of(TestTenant tenant) => Grains.GetGrain<IConnectionGrain>(GrainKeys.Of(tenant.Organisation.Value, tenant.Connection.Value));

    private Task DeactivateAsync() => Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    private async Task<ConnectionHealth> HealthAsync(TestTenant tenant, Func<ConnectionHealth, bool> fits)
    {
        var cancel = Bounded.Cancellation;
        while (true)
        {
            var health = await Of(tenant).GetHealthAsync();
            if (fits(health))
                return health;
            cancel.ThrowIfCancellationRequested();
        }
    }
}
