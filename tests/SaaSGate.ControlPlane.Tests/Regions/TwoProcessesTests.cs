using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Regions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Regions;

/// <summary>Two control plane processes on one database, started for the first time at the same moment.</summary>
public sealed class TwoProcessesTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saasgate-two-").FullName;
    private ControlPlaneHost[] _hosts = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _hosts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => RegionLinkFixture.StartAsync(database.Options, _folder))));

    [Fact]
    public async Task Share_one_authority_serve_any_gateway_and_send_it_away_when_they_end()
    {
        var tenant = await TestTenant.AddAsync(database);
        var (first, second) = (_hosts[0].Services, _hosts[1].Services);
        var region = await first.GetRequiredService<RegionStore>().EnsureAsync("shared", Cancel);
        await first.GetRequiredService<RegionStore>().AssignAsync(region, tenant.Organisation, Cancel);
        var tokens = (await first.GetRequiredService<RegionJoinTokens>().CreateAsync(region, TimeSpan.FromMinutes(1), Cancel),
            await second.GetRequiredService<RegionJoinTokens>().CreateAsync(region, TimeSpan.FromMinutes(1), Cancel));
        Assert.Equal(tokens.Item1.Authority, tokens.Item2.Authority);

        // A token of the first lets in at the second.
        using var gateway = await TestGateway.JoinAsync(tokens.Item1 with { Address = tokens.Item2.Address });
        using var control = gateway.Control();
        await control.RenewAsync();

        // A stop by the first is pushed by the second.
        await first.GetRequiredService<StopStore>().AddLockAsync(new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value), "stop", Actor.System, Cancel);
        Assert.Equal(tenant.Skill.Value, (await control.NextAsync(message => message.Stops is not null)).Stops.Stops_[0].TargetId);

        // A revocation by the first is carried out by the second.
        using var revoked = await TestGateway.JoinAsync(tokens.Item2);
        using var revokedControl = revoked.Control();
        await revokedControl.RenewAsync();
        await first.GetRequiredService<GatewayStore>().RevokeAsync(Contracts.Ids.Id<Contracts.Ids.Gateway>.Parse(revoked.Id), Cancel);
        Assert.Equal(Grpc.Core.StatusCode.PermissionDenied, (await revokedControl.EndAsync()).StatusCode);

        // The second ends without waiting for its gateways.
        using var bulk = await gateway.BulkAsync();
        await bulk.AcknowledgedAsync(0);
        await _hosts[1].StopAsync(Bounded.Cancellation);
        // Internal, where the connection was closed before the stream's last frame was read: a gateway treats all but OutOfRange alike.
        Grpc.Core.StatusCode[] lost = [Grpc.Core.StatusCode.Unavailable, Grpc.Core.StatusCode.Internal];
        Assert.Contains((await control.EndAsync()).StatusCode, lost);
        Assert.Contains((await bulk.EndAsync()).StatusCode, lost);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync(CancellationToken.None);
            await host.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
