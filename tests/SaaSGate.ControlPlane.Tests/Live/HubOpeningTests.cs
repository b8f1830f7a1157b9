using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging.Abstractions;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Sessions;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Live;

public sealed class HubOpeningTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    /// <summary>SignalR closes what could not be opened, and never says that it is disconnected.</summary>
    [Fact]
    public async Task Keeps_nothing_of_a_connection_that_could_not_be_opened()
    {
        var connections = new PortalConnections();
        var revoked = app.Service<RevokedConnections>();
        // Without grains nothing can be watched.
        using var bridge = new LiveBridge(null!, connections, revoked, TimeProvider.System, NullLogger<LiveBridge>.Instance);
        using var hub = new PortalHub(
            bridge, connections, revoked, app.Service<SessionStore>(), app.Service<ApprovalStore>(), app.Service<IGrainFactory>(), app.Service<IHubContext<PortalHub, IPortalClient>>())
        {
            Context = new Opening(SignInPrincipal.ForCookie("usr_opens", DemoOrganisations.Acme.Value, "s", "s")),
        };

        await Assert.ThrowsAsync<NullReferenceException>(hub.OnConnectedAsync);

        Assert.Empty(connections.All);
        Assert.True(connections.TryForget(PortalGroups.Organisation(DemoOrganisations.Acme.Value)));
    }

    private sealed class Opening(ClaimsPrincipal user) : HubCallerContext
    {
        public override string ConnectionId => "opening";

        public override string? UserIdentifier => null;

        public override ClaimsPrincipal? User => user;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override CancellationToken ConnectionAborted => CancellationToken.None;

        public override void Abort()
        {
        }
    }
}
