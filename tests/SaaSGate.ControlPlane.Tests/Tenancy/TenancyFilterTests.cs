using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Organisations;
using SaaSGate.ControlPlane.Sessions;
using SaaSGate.ControlPlane.Skills;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Tenancy;

public sealed class TenancyFilterTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task Refuses_calls_to_grains_of_another_organisation()
    {
        var acme = DemoOrganisations.Acme.Value;
        var grains = app.Service<IGrainFactory>();
        var skill = GrainKeys.Of(acme, app.Demo.Skills[0].Id);
        var approval = GrainKeys.Of(acme, (await app.HoldAsync()).Value);
        Func<Task>[] calls =
        [
            () => grains.GetGrain<IOrganisationGrain>(acme).SubscribeAsync(null!),
            () => grains.GetGrain<ISkillGrain>(skill).StopAsync(new("sabotage", "usr_x", "X")),
            () => grains.GetGrain<ISkillGrain>(skill).ResumeAsync(new(null, "usr_x", "X")),
            () => grains.GetGrain<IApprovalGrain>(approval).GetAsync(),
            () => grains.GetGrain<IApprovalGrain>(approval).RefreshAsync(),
            () => grains.GetGrain<ISessionGrain>(GrainKeys.Of(acme, Id<Session>.New(TimeProvider.System).Value)).UnsubscribeAsync(null!),
        ];
        TenantContext.Enter(DemoOrganisations.Northwind.Value);
        try
        {
            foreach (var call in calls)
                await Assert.ThrowsAsync<TenancyException>(call);
        }
        finally
        {
            RequestContext.Clear();
        }
    }

    [Fact]
    public async Task Lets_calls_of_the_own_organisation_and_of_the_installation_through()
    {
        var approval = await app.HoldAsync("ticket-triage");
        var grain = app.Service<IGrainFactory>().GetGrain<IApprovalGrain>(GrainKeys.Of(DemoOrganisations.Acme.Value, approval.Value));
        Assert.Equal("pending", (await grain.GetAsync())?.State);
        TenantContext.Enter(DemoOrganisations.Acme.Value);
        try
        {
            Assert.Equal(approval.Value, (await grain.RefreshAsync())?.Id);
        }
        finally
        {
            RequestContext.Clear();
        }
    }
}
