using System.Reflection;
using Orleans.Concurrency;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Maintenance;
using SaaSGate.ControlPlane.Proof;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.ControlPlane.Retention;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Tenancy;

/// <summary>Every method of every grain there is.</summary>
public sealed class TenancyFilterTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IDisposable
{
    /// <summary>Grains of the installation belong to no organisation; all others have one in their key.</summary>
    private static readonly Type[] OfTheInstallation = [typeof(ICheckpointGrain), typeof(IMaintenanceGrain), typeof(IRegionGrain), typeof(IRetentionGrain)];

    private static readonly List<Type> Grains =
        [.. typeof(TenancyFilter).Assembly.GetTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrainWithStringKey)))];

    [Fact]
    public async Task Refuses_calls_made_in_another_organisation()
    {
        TenantContext.Enter(DemoOrganisations.Northwind.Value);
        await RefusesAllAsync();
    }

    [Fact]
    public async Task Refuses_calls_that_do_not_say_for_whom_they_are_made()
    {
        RequestContext.Clear();
        await RefusesAllAsync();
    }

    [Fact]
    public async Task Keeps_grains_of_the_installation_from_every_organisation()
    {
        TenantContext.Enter(DemoOrganisations.Acme.Value);
        foreach (var grain in OfTheInstallation)
            foreach (var method in grain.GetMethods())
                await Assert.ThrowsAsync<TenancyException>(() => CallAsync(grain, method));
    }

    [Fact]
    public async Task Lets_calls_of_the_own_organisation_and_of_the_system_through()
    {
        var approval = await app.HoldAsync("ticket-triage");
        var grain = app.Service<IGrainFactory>().GetGrain<IApprovalGrain>(GrainKeys.Of(DemoOrganisations.Acme.Value, approval.Value));
        TenantContext.EnterSystem();
        Assert.Equal("pending", (await grain.GetAsync())?.State);
        TenantContext.Enter(DemoOrganisations.Acme.Value);
        Assert.Equal(approval.Value, (await grain.RefreshAsync())?.Id);
    }

    [Fact]
    public async Task Judges_calls_that_wait_for_no_answer_alike()
    {
        TenantContext.Enter(DemoOrganisations.Northwind.Value);
        var oneWay = Grains.SelectMany(grain => grain.GetMethods().Where(IsOneWay)).ToList();
        Assert.NotEmpty(oneWay);
        foreach (var method in oneWay)
        {
            var call = new Call(method, KeyOf(method.DeclaringType!));
            await Assert.ThrowsAsync<TenancyException>(() => new TenancyFilter().Invoke(call));
            Assert.False(call.CameThrough);
        }
    }

    public void Dispose() => RequestContext.Clear();

    private async Task RefusesAllAsync()
    {
        Assert.True(Grains.Count >= 6, "The grains were not found.");
        var calls = Grains.SelectMany(grain => grain.GetMethods().Where(method => !IsOneWay(method)).Select(method => (grain, method))).ToList();
        Assert.True(calls.Count >= 10, "The methods of the grains were not found.");
        foreach (var (grain, method) in calls)
            await Assert.ThrowsAsync<TenancyException>(() => CallAsync(grain, method));
    }

    private Task CallAsync(Type grain, MethodInfo method) =>
        (Task)method.Invoke(app.Service<IGrainFactory>().GetGrain(grain, KeyOf(grain)), new object?[method.GetParameters().Length])!;

    private static string KeyOf(Type grain) =>
        OfTheInstallation.Contains(grain) ? "installation" : GrainKeys.Of(DemoOrganisations.Acme.Value, Id<Approval>.New(TimeProvider.System).Value);

    private static bool IsOneWay(MethodInfo method) => method.IsDefined(typeof(OneWayAttribute));

    private sealed class Call(MethodInfo method, string key) : IIncomingGrainCallContext
    {
        public bool CameThrough { get; private set; }

        public Orleans.Serialization.Invocation.IInvokable Request => throw new NotSupportedException();

        public object Grain => throw new NotSupportedException();

        public MethodInfo InterfaceMethod => method;

        public MethodInfo ImplementationMethod => method;

        public object? Result { get; set; }

        public Orleans.Serialization.Invocation.Response? Response { get; set; }

        public GrainId? SourceId => null;

        public GrainId TargetId => GrainId.Create("grain", key);

        public GrainInterfaceType InterfaceType => default;

        public string InterfaceName => method.DeclaringType!.Name;

        public string MethodName => method.Name;

        public IGrainContext TargetContext => throw new NotSupportedException();

        public Task Invoke()
        {
            CameThrough = true;
            return Task.CompletedTask;
        }
    }
}
