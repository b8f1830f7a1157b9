using System.Net;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation.Saml;

/// <summary>Sign-in through a real SAML provider, set up by the metadata that it gives.</summary>
public sealed class SamlProviderTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private SamlProvider _provider = null!;
    private PortalBrowser _admin = null!;
    private JsonNode _facts = null!;
    private string _id = "";

    public async ValueTask InitializeAsync()
    {
        await app.OpenToProvidersAsync();
        _admin = await app.SignInAsync(app.Demo.Admin);
        _provider = await SamlProvider.StartAsync(new Dictionary<string, object>
        {
            ["ada"] = Person("00u-ada", "ada@acme.test", "Ada Byron", "soc", "all"),
            ["bob"] = Person("00u-bob", "bob@acme.test", "Bob Nobody", "all"),
        });
        _facts = (await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "identity-providers/saml-metadata", new { metadata = await _provider.MetadataAsync() }))!;
        var body = SamlScenes.ProviderBody((string)_facts["issuer"]!, (string)_facts["ssoUrl"]!, (string)_facts["certificates"]!);
        body["groupClaim"] = "http://schemas.passportjs.com/groups";
        _id = await _admin.AddProviderAsync(body);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData("both")]
    [InlineData("assertion")]
    [InlineData("response")]
    public async Task Somebody_new_becomes_a_member_with_the_roles_of_their_groups_and_is_known_the_next_time(string signed)
    {
        Assert.Equal("urn:samlp:test", (string?)_facts["issuer"]);
        await _admin.ChangeSamlAsync(_id, ("ssoUrl", new Uri(_provider.Address, $"/sso/{signed}").AbsoluteUri));
        using var browser = app.Browser();
        Assert.Equal("/skills?page=2", await SignInAsync(browser, "ada", "/skills?page=2"));
        var session = await browser.OpenPageAsync();
        Assert.Equal(("Ada Byron", "ada@acme.test"), ((string?)session["user"]!["displayName"], (string?)session["user"]!["email"]));
        Assert.Equal(["responder", "reviewer"], session["roles"]!.AsArray().Select(role => (string)role!).Order());
        Assert.Equal("acme", (string?)Assert.Single(session["memberships"]!.AsArray())!["slug"]);
        var user = (string)session["user"]!["id"]!;
        Assert.Equal(("00u-ada", "_session-ada"), (
            await app.PeekAsync<string>("select provider_subject from platform.sign_ins where user_id = $1", user),
            await app.PeekAsync<string>("select provider_session from platform.sign_ins where user_id = $1", user)));

        using var again = app.Browser();
        Assert.Equal("/", await SignInAsync(again, "ada"));
        Assert.Equal(user, (string?)(await again.OpenPageAsync())["user"]!["id"]);
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.members where source = 'saml'"));
    }

    [Fact]
    public async Task Whoever_has_no_group_that_counts_stays_outside_and_so_does_whom_the_provider_refuses()
    {
        using var browser = app.Browser();
        Assert.Equal("/sign-in?refused=no_role", await SignInAsync(browser, "bob"));
        Assert.Equal("/sign-in?refused=refused", await SignInAsync(browser, null));
        Assert.Equal("AuthnFailed", await app.RefusalAsync(_id));
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
    }

    private static object Person(string id, string email, string name, params string[] groups) =>
        new { id, displayName = name, emails = new[] { new { value = email } }, name = new { givenName = name.Split(' ')[0], familyName = name.Split(' ')[1] }, groups };

    private async Task<string> SignInAsync(PortalBrowser browser, string? person, string? returnTo = null)
    {
        var (to, state, response) = await _provider.SignInAsync(await browser.StartAsync(_id, "x@acme.test", returnTo), person);
        Assert.Equal(new Uri(app.Portal, $"/sign-in/callback/{_id}"), to);
        var next = await app.PostSamlAsync(_id, state, response);
        return next.StartsWith("/sign-in/callback/", StringComparison.Ordinal) ? await browser.ComeBackAsync(new(app.Portal, next)) : next;
    }
}
