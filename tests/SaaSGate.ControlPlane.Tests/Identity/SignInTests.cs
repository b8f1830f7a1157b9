using System.Net;
using System.Net.Http.Json;
using System.Threading.RateLimiting;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Identity;

public sealed class SignInTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gives_who_is_signed_in_and_where()
    {
        using var browser = await app.SignInAsync(app.Demo.Admin);
        var session = (await browser.GetAsync("session"))!;
        Assert.Equal("admin@acme.example", (string?)session["user"]!["email"]);
        Assert.Equal("acme", (string?)session["organisation"]!["slug"]);
        Assert.Equal(["owner", "admin", "reviewer", "responder"], session["roles"]!.AsArray().Select(role => (string?)role));
        Assert.True((bool)session["demo"]!);
        Assert.Single(session["memberships"]!.AsArray());
    }

    [Fact]
    public async Task Keeps_no_token_in_the_page_and_shuts_the_cookie_to_scripts_and_other_sites()
    {
        using var browser = app.Browser();
        using var answer = await browser.Http.PostAsJsonAsync("session", new { email = app.Demo.Admin.Email, password = app.Demo.Admin.Password }, Cancellation);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("saasgate=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Refuses_a_wrong_password_and_an_unknown_person_alike()
    {
        using var browser = app.Browser();
        await browser.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = app.Demo.Partner.Email, password = "wrong" });
        await browser.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = "nobody@acme.example", password = "wrong" });
        await app.SignInAsync(app.Demo.Partner);
    }

    [Fact]
    public async Task Says_who_must_sign_in()
    {
        using var browser = app.Browser();
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "skills");
    }

    [Fact]
    public async Task Signing_out_ends_every_copy_of_the_cookie()
    {
        using var browser = await app.SignInAsync(app.Demo.Admin);
        using var copy = app.Browser();
        copy.Cookies.Add(browser.Cookies.GetAllCookies());
        await copy.GetAsync("home");

        await browser.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, "session");

        await copy.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");
    }

    [Fact]
    public async Task Refuses_an_unsafe_request_without_the_antiforgery_token()
    {
        using var browser = await app.SignInAsync(app.Demo.Admin);
        browser.Http.DefaultRequestHeaders.Remove(IdentityServices.AntiforgeryHeader);
        await browser.RefusedAsync(PortalProblems.AntiforgeryFailed, HttpMethod.Post, "demo/incident");
        browser.Http.DefaultRequestHeaders.Add(IdentityServices.AntiforgeryHeader, "made-up");
        await browser.RefusedAsync(PortalProblems.AntiforgeryFailed, HttpMethod.Delete, "session");
    }

    [Fact]
    public async Task Refuses_an_antiforgery_token_of_another_person()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        using var partner = await app.SignInAsync(app.Demo.Partner);
        admin.Adopt(partner.Session!);
        await admin.RefusedAsync(PortalProblems.AntiforgeryFailed, HttpMethod.Delete, "session");
    }

    [Fact]
    public async Task Refuses_to_sign_in_from_the_page_of_another_origin()
    {
        using var browser = app.Browser();
        browser.Http.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        await browser.RefusedAsync(PortalProblems.OriginRefused, HttpMethod.Post, "session", new { email = app.Demo.Admin.Email, password = app.Demo.Admin.Password });
    }

    [Fact]
    public async Task Switches_only_to_an_organisation_that_the_person_belongs_to()
    {
        using var browser = await app.SignInAsync(app.Demo.Admin);
        await browser.RefusedAsync(PortalProblems.NotFound, HttpMethod.Post, "session/organisation", new { organisationId = DemoOrganisations.Northwind.Value });
        var session = await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/organisation", new { organisationId = DemoOrganisations.Acme.Value });
        Assert.Equal("acme", (string?)session!["organisation"]!["slug"]);
    }

    /// <summary>Who does not read is told nothing of it: the page shows the organisation of before, and the cookie says another.</summary>
    [Fact]
    public async Task What_a_tab_of_another_organisation_sends_is_refused_and_not_done_in_this_one()
    {
        var (id, person) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Acme, "two-tabs@acme.example", "Tab Two", ["admin"], Cancellation);
        await app.RunAsync(
            "insert into tenant.members (organisation_id, user_id, display_name, email, roles) values ($1, $2, 'Tab', 'two-tabs@acme.example', '{admin}')", DemoOrganisations.Northwind.Value, id);
        using var tab = await app.SignInAsync(person);
        using var other = app.Browser();
        other.Cookies.Add(tab.Cookies.GetAllCookies());
        other.Adopt(tab.Session!);
        var elsewhere = (string)tab.Session!["memberships"]!.AsArray().Single(one => (string?)one!["organisationId"] != (string?)tab.Session["organisation"]!["id"])!["organisationId"]!;
        other.Adopt((await other.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/organisation", new { organisationId = elsewhere }))!);
        tab.Cookies.Add(other.Cookies.GetAllCookies());

        await tab.RefusedAsync(PortalProblems.AntiforgeryFailed, HttpMethod.Post, "roles", Role("old-tab"));
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.roles where name = 'old-tab'"));
        await other.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "roles", Role("new-tab"));
        Assert.Equal(elsewhere, await app.PeekAsync<string>("select organisation_id from tenant.roles where name = 'new-tab'"));
        // Read anew, the page is of the organisation that the cookie says.
        tab.Adopt((await tab.GetAsync("session"))!);
        Assert.Equal(elsewhere, (string?)tab.Session["organisation"]!["id"]);
        await tab.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "roles", Role("read-anew"));

        static object Role(string name) => new { name, description = "For a test.", permissions = new[] { "read" } };
    }

    [Fact]
    public async Task Refuses_for_a_moment_when_too_many_passwords_are_looked_at()
    {
        using var leave = new CancellationTokenSource();
        var (inside, waiting) = (new List<RateLimitLease>(), new List<Task>());
        while (true)
        {
            var entering = app.Service<PasswordRoom>().EnterAsync(leave.Token).AsTask();
            if (!entering.IsCompleted)
                waiting.Add(entering);
            else if (await entering is { IsAcquired: true } place)
                inside.Add(place);
            else
                break;
        }

        using var browser = app.Browser();
        var body = new { email = app.Demo.Partner.Email, password = app.Demo.Partner.Password };
        using (var answer = await browser.SendAsync(HttpMethod.Post, "session", body))
        {
            await PortalBrowser.RefusedAsync(PortalProblems.TooManySignIns, answer);
            Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
        }

        await leave.CancelAsync();
        inside.ForEach(place => place.Dispose());
        Assert.NotEmpty(waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
        await browser.SignInAsync(body.email, body.password);
    }
}
