using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Policies;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Approvals;

public sealed class HoldRoutesTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private const string Document = """
        rules:
          - name: two-of-finance
            on: request
            when: { text: 'payout' }
            then: hold
            hold: { timeout: 10m, reviewers: [finance], approvals: 2, roles: [reviewer, admin], escalate: { after: 2m, to: [soc] }, step_up: true }
          - name: plain
            on: request
            when: { text: 'export' }
            then: hold
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_who_decides_from_the_policy_version_itself()
    {
        var policy = Id<Policy>.New(TimeProvider.System);
        await app.Service<PolicyStore>().CreateAsync(Scenes.Acme, policy, "routes", Document, Actor.System, Cancellation);
        var routes = app.Service<HoldRoutes>();
        var (route, timeout) = await routes.FindAsync(Scenes.Acme, policy.Value, 1, "two-of-finance", Cancellation);
        Assert.Equal(TimeSpan.FromMinutes(10), timeout);
        Assert.Equal(["finance"], route.Reviewers);
        Assert.Equal(["reviewer", "admin"], route.Roles);
        Assert.Equal(["soc"], route.EscalateTo);
        Assert.Equal((2, TimeSpan.FromMinutes(2), true), (route.Approvals, route.EscalateAfter, route.StepUp));
        Assert.Equal(1, (await routes.FindAsync(Scenes.Acme, policy.Value, 1, "plain", Cancellation)).Route.Approvals);
        foreach (var (version, rule) in new[] { (1L, "unknown"), (7L, "plain") })
            Assert.Equal((HoldRoute.Anyone, null), await routes.FindAsync(Scenes.Acme, policy.Value, version, rule, Cancellation));
    }
}
