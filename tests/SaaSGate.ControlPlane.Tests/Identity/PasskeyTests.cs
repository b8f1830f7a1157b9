using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Identity;

public sealed class PasskeyTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private DemoPerson _person = null!;
    private SoftAuthenticator _device = null!;
    private string _user = "";

    public async ValueTask InitializeAsync()
    {
        app.Service<IOptions<PortalOptions>>().Value.PublicUrl = app.Portal;
        (_user, _person) = await app.Service<DemoPeople>().EnsureAsync(
            DemoOrganisations.Acme, $"pass-{Guid.NewGuid():n}@acme.example", "Pat Passkey", [Roles.Reviewer], TestContext.Current.CancellationToken);
        _device = new(app.Portal.GetLeftPart(UriPartial.Authority), app.Portal.Host);
    }

    public ValueTask DisposeAsync()
    {
        _device.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_passkey_that_was_added_signs_in_and_counts_as_fresh()
    {
        using var first = await app.SignInAsync(_person);
        await AddAsync(first);
        var own = (await first.GetAsync("session/credentials"))!;
        Assert.Equal("laptop", (string?)Assert.Single(own["passkeys"]!.AsArray())!["name"]);

        using var browser = app.Browser();
        browser.Adopt((await TryAsync(browser, HttpStatusCode.OK))!);
        Assert.Equal(_user, (string?)browser.Session!["user"]!["id"]);
        await app.RunAsync("update platform.sign_ins set proven_at = now() - interval '1 hour' where user_id = $1", _user);
        await browser.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Post, "session/passkeys/options");
        var asked = (await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/passkey/options"))!;
        await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/step-up/passkey", new { id = (string?)asked["id"], credential = _device.Sign(asked["options"]!) });
        await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/passkeys/options");

        await browser.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "session/passkeys/remove", new { passkeyId = (string?)own["passkeys"]![0]!["id"] });
        await TryAsync(browser, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_answer_from_a_page_elsewhere_or_without_the_person_opens_nothing()
    {
        using var first = await app.SignInAsync(_person);
        await AddAsync(first);
        using var browser = app.Browser();
        var (origin, domain) = (_device.Origin, _device.Domain);
        _device.Origin = "https://evil.example";
        await TryAsync(browser, HttpStatusCode.Unauthorized);
        // A relay: the page is evil's, the call claims to be the portal under its name.
        _device.Domain = "evil.example";
        browser.Http.DefaultRequestHeaders.Host = "evil.example";
        await TryAsync(browser, HttpStatusCode.Unauthorized);
        browser.Http.DefaultRequestHeaders.Host = null;
        (_device.Origin, _device.Domain) = (origin, "evil.example");
        await TryAsync(browser, HttpStatusCode.Unauthorized);
        (_device.Domain, _device.Verifies) = (domain, false);
        await TryAsync(browser, HttpStatusCode.Unauthorized);
        _device.Verifies = true;
        await TryAsync(browser, HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_was_asked_is_answered_once_and_only_as_it_was_asked()
    {
        using var first = await app.SignInAsync(_person);
        await AddAsync(first);
        using var browser = app.Browser();
        var asked = (await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/passkey/options"))!;
        var answer = new { id = (string?)asked["id"], credential = _device.Sign(asked["options"]!) };
        await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/passkey", answer);
        using var thief = app.Browser();
        await thief.RefusedAsync(PortalProblems.PasskeyRefused, HttpMethod.Post, "session/passkey", answer);
        var other = (await thief.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/passkey/options"))!;
        await thief.RefusedAsync(PortalProblems.PasskeyRefused, HttpMethod.Post, "session/passkey", new { id = (string?)other["id"], answer.credential });

        var late = (await thief.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/passkey/options"))!;
        await app.RunAsync("update platform.passkey_challenges set expires_at = now() - interval '1 second'");
        await thief.RefusedAsync(PortalProblems.PasskeyRefused, HttpMethod.Post, "session/passkey", new { id = (string?)late["id"], credential = _device.Sign(late["options"]!) });
    }

    [Fact]
    public async Task A_key_that_nobody_added_opens_nothing()
    {
        using var first = await app.SignInAsync(_person);
        await AddAsync(first);
        using var stranger = new SoftAuthenticator(_device.Origin, _device.Domain);
        using var browser = app.Browser();
        var asked = (await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/passkey/options"))!;
        var forged = stranger.Sign(asked["options"]!);
        var real = _device.Sign(asked["options"]!);
        // The stranger's signature under the id of the passkey that is known.
        forged["id"] = (string?)real["id"];
        forged["rawId"] = (string?)real["rawId"];
        forged["response"]!["userHandle"] = (string?)real["response"]!["userHandle"];
        await browser.RefusedAsync(PortalProblems.PasskeyRefused, HttpMethod.Post, "session/passkey", new { id = (string?)asked["id"], credential = forged });
    }

    [Fact]
    public async Task Nobody_adds_a_passkey_with_what_somebody_else_was_asked()
    {
        using var person = await app.SignInAsync(_person);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var asked = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/passkeys/options"))!;
        var add = new { id = (string?)asked["id"], name = "mine", credential = _device.Create(asked["options"]!) };
        await person.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "session/passkeys", add);
        Assert.Empty((await person.GetAsync("session/credentials"))!["passkeys"]!.AsArray());
        using var program = app.Program(app.Demo.ApiToken);
        await program.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, "session/passkeys/options");
    }

    [Fact]
    public async Task Another_persons_passkey_is_no_step_up()
    {
        using var person = await app.SignInAsync(_person);
        await AddAsync(person);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var asked = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/passkey/options"))!;
        await admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "session/step-up/passkey", new { id = (string?)asked["id"], credential = _device.Sign(asked["options"]!) });
    }

    private async Task AddAsync(PortalBrowser browser)
    {
        var asked = (await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/passkeys/options"))!;
        await browser.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "session/passkeys", new { id = (string?)asked["id"], name = "laptop", credential = _device.Create(asked["options"]!) });
    }

    private async Task<JsonNode?> TryAsync(PortalBrowser browser, HttpStatusCode status)
    {
        var asked = (await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/passkey/options"))!;
        return await browser.ExpectAsync(status, HttpMethod.Post, "session/passkey", new { id = (string?)asked["id"], credential = _device.Sign(asked["options"]!) });
    }
}
