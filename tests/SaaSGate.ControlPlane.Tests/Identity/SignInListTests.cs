using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Identity;

public sealed class SignInListTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15", "Safari on macOS")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 CriOS/126.0 Mobile Safari/604.1", "Chrome on iPhone")]
    [InlineData("curl/8.0", "A program")]
    [InlineData(null, "A program")]
    public void Names_a_device(string? userAgent, string words) => Assert.Equal(words, DeviceWords.Of(userAgent));

    [Fact]
    public async Task Lists_a_persons_own_sign_ins_and_ends_one_of_them_with_its_connections()
    {
        using var here = await app.SignInAsync(app.Demo.Reviewer);
        using var there = app.Browser();
        there.Http.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0");
        await there.SignInAsync(app.Demo.Reviewer.Email, app.Demo.Reviewer.Password);
        await using var hub = await HubClient.ConnectAsync(there);
        var closed = new TaskCompletionSource();
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };

        var list = $"members/{here.Session!["user"]!["id"]}/sign-ins";
        var items = (await here.GetAsync(list))!["items"]!.AsArray();
        var other = items.Single(one => (string?)one!["signIn"]!["device"] == "Firefox on Linux")!;
        Assert.False((bool)other["own"]!);
        Assert.True((bool)items.Single(one => (bool)one!["own"]!)!["own"]!);
        Assert.StartsWith("10.", (string?)other["signIn"]!["address"], StringComparison.Ordinal);

        await here.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"{list}/{other["signIn"]!["id"]}");
        await closed.Task.WaitAsync(Bounded.Cancellation);
        await there.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");
        await here.GetAsync("home");
    }

    [Fact]
    public async Task An_admin_ends_sign_ins_of_members_for_their_own_organisation_alone()
    {
        var (id, person) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Acme, "both@acme.example", "Bo Both", [Roles.Reviewer], TestContext.Current.CancellationToken);
        await app.RunAsync(
            "insert into tenant.members (organisation_id, user_id, display_name, email, roles) values ($1, $2, 'Bo', 'both@acme.example', '{reviewer}')", DemoOrganisations.Northwind.Value, id);
        using var both = await app.SignInAsync(person);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        using var stranger = await app.SignInAsync(app.Demo.Reviewer);
        await stranger.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Get, $"members/{id}/sign-ins");
        await stranger.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Delete, $"members/{id}/sign-ins");

        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"members/{id}/sign-ins");
        Assert.Empty((await admin.GetAsync($"members/{id}/sign-ins"))!["items"]!.AsArray());
        await both.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");

        // What opens another organisation goes on there, and does not come back here by looking there first.
        using var again = await app.SignInAsync(person);
        await again.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/organisation", new { organisationId = DemoOrganisations.Northwind.Value });
        again.Adopt((await again.GetAsync("session"))!);
        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"members/{id}/sign-ins");
        await again.GetAsync("home");
        await again.RefusedAsync(PortalProblems.NotFound, HttpMethod.Post, "session/organisation", new { organisationId = DemoOrganisations.Acme.Value });
    }

    [Fact]
    public async Task An_admin_sees_nothing_of_people_elsewhere()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        using var partner = await app.SignInAsync(app.Demo.Partner);
        await admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, $"members/{partner.Session!["user"]!["id"]}/sign-ins");
        await admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Delete, $"members/{partner.Session!["user"]!["id"]}/sign-ins");
        await partner.GetAsync("home");
    }
}
