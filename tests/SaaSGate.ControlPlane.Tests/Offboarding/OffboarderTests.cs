using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Offboarding;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Offboarding;
using SaaSGate.Postgres.Organisations;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Offboarding;

public sealed class OffboarderTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static readonly OffboardingCause Cause = new(OffboardingKinds.Manual, "test", null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_leaves_is_signed_out_and_cut_off_and_stays_so_with_the_old_cookie_after_coming_back()
    {
        var (id, person) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Acme, "leaver@acme.example", "Lea Leaver", [Roles.Reviewer], Cancellation);
        using var browser = await app.SignInAsync(person);
        await using var hub = await HubClient.ConnectAsync(browser);
        var closed = new TaskCompletionSource();
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };

        var offboarder = app.Service<Offboarder>();
        var result = await offboarder.OffboardAsync(DemoOrganisations.Acme, id, Cause, Actor.System, Cancellation);
        await closed.Task.WaitAsync(Bounded.Cancellation);
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");
        var report = await app.Service<OffboardingReports>().FindAsync(DemoOrganisations.Acme, Contracts.Ids.Id<Contracts.Ids.Offboarding>.Parse(result!.Id), Cancellation);
        Assert.Equal(1, report!.SignIns);
        Assert.NotNull(report.Exposure);

        Assert.Equal(MemberOutcome.Done, await offboarder.ReturnAsync(DemoOrganisations.Acme, id, Actor.System, Cancellation));
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");
        using var anew = await app.SignInAsync(person);
        await anew.GetAsync("home");
    }

    [Fact]
    public async Task Ending_sign_ins_ends_them_here_and_not_elsewhere()
    {
        var people = app.Service<DemoPeople>();
        var (id, person) = await people.EnsureAsync(DemoOrganisations.Acme, "both@acme.example", "Bo Both", [Roles.Reviewer], Cancellation);
        await people.EnsureMemberAsync(DemoOrganisations.Northwind, new(id, "Bo Both", person.Email, [Roles.Reviewer]), Cancellation);
        using var browser = await app.SignInAsync(person);
        using var elsewhere = await app.SignInAsync(person);
        elsewhere.Adopt((await elsewhere.ExpectAsync(System.Net.HttpStatusCode.OK, HttpMethod.Post, "session/organisation", new { organisationId = DemoOrganisations.Northwind.Value }))!);
        await browser.GetAsync("home");

        await app.Service<Offboarder>().EndSignInsAsync(DemoOrganisations.Acme, id, Cause, Actor.System, Cancellation);
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");
        await elsewhere.GetAsync("home");
        using var anew = await app.SignInAsync(person);
        await anew.GetAsync("home");
    }

    [Fact]
    public async Task A_leaving_is_rehearsed_without_a_trace()
    {
        const string Traces = """
            select (select count(*) from tenant.offboardings), (select count(*) from tenant.locks), (select count(*) from platform.stop_log), (select count(*) from tenant.security_events),
                (select count(*) from tenant.audit_log where actor = ''), (select count(*) from tenant.members where status = 'active')
            """;
        var before = await RowAsync();

        await app.Services.GetServices<IHostedService>().OfType<OffboardingRehearsal>().Single().RehearseAsync(Cancellation);

        Assert.Equal(before, await RowAsync());

        async Task<object[]> RowAsync()
        {
            await using var command = app.Database.Owner.CreateCommand(Traces);
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            Assert.True(await reader.ReadAsync(Cancellation));
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            return values;
        }
    }
}
