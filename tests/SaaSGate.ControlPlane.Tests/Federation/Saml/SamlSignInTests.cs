using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Federation;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation.Saml;

/// <summary>Sign-in by SAML as providers do it in all their ways, its place beside OpenID Connect, and how it is set up.</summary>
public sealed class SamlSignInTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private const string Place = "https://idp.handmade.example/sso?tenant=a";

    private readonly SamlIssuer _issuer = new();
    private PortalBrowser _admin = null!;
    private string _id = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await app.OpenToProvidersAsync();
        _admin = await app.SignInAsync(app.Demo.Admin);
        _id = await _admin.AddProviderAsync(SamlScenes.ProviderBody(SamlIssuer.EntityId, Place, _issuer.Pem));
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _issuer.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("assertion")]
    [InlineData("response")]
    [InlineData("both")]
    [InlineData("library")]
    [InlineData("curve")]
    [InlineData("second certificate")]
    [InlineData("prefixes")]
    [InlineData("declaration")]
    [InlineData("no destination")]
    public async Task Takes_what_is_signed_in_any_of_the_ways_that_count(string how)
    {
        if (how is "curve" or "second certificate")
            await _admin.ChangeSamlAsync(_id, ("certificates", _issuer.Pem + "\n" + _issuer.CurvePem));
        Assert.Equal("/", await TryAsync(script => how switch
        {
            "assertion" or "second certificate" => _issuer.Answer(script),
            "response" => _issuer.AnswerWhole(script),
            "both" => _issuer.AnswerWhole(script, both: true),
            "library" => _issuer.AnswerByLibrary(script),
            "curve" => _issuer.Answer(script, new() { Method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Sign = bytes => _issuer.Curve.SignData(bytes, HashAlgorithmName.SHA256) }),
            "declaration" => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n" + _issuer.Answer(script),
            "prefixes" => _issuer.Answer(script, new()
            {
                Prefixes = "xs",
                Transforms = $"<ds:Transform Algorithm=\"{SamlSeal.Enveloped}\"/><ds:Transform Algorithm=\"{SamlSeal.Exclusive}\"><ec:InclusiveNamespaces xmlns:ec=\"{SamlSeal.Exclusive}\" PrefixList=\"xs\"/></ds:Transform>",
            }),
            _ => _issuer.Answer(script).Replace($" Destination=\"{script.Recipient}\"", "", StringComparison.Ordinal),
        }));
    }

    [Fact]
    public async Task Somebody_new_becomes_a_member_and_their_groups_count_anew_each_time()
    {
        using var browser = app.Browser();
        Assert.Equal("/", await app.SamlAsync(browser, _id, script => _issuer.Answer(script)));
        var session = await browser.OpenPageAsync();
        Assert.Equal(("Grace Handmade", "grace@handmade.example"), ((string?)session["user"]!["displayName"], (string?)session["user"]!["email"]));
        Assert.Equal(["responder", "reviewer"], session["roles"]!.AsArray().Select(role => (string)role!).Order());
        var user = (string)session["user"]!["id"]!;
        Assert.Equal("saml", await app.PeekAsync<string>("select source from tenant.members where user_id = $1", user));
        Assert.Equal("s1", await app.PeekAsync<string>("select provider_session from platform.sign_ins where user_id = $1", user));

        await app.RunAsync("update tenant.members set roles = '{admin}' where user_id = $1", user);
        using var again = app.Browser();
        Assert.Equal("/", await app.SamlAsync(again, _id, script => _issuer.Answer(script with { Email = "grace.new@handmade.example" })));
        var second = await again.OpenPageAsync();
        Assert.Equal((user, "grace.new@handmade.example"), ((string?)second["user"]!["id"], (string?)second["user"]!["email"]));
        Assert.DoesNotContain("admin", second["roles"]!.AsArray().Select(role => (string)role!));

        // Whose groups give nothing any more is out, everywhere; whoever has left stays outside.
        await _admin.ChangeSamlAsync(_id, ("groupRoles", new JsonArray()));
        Assert.Equal("/sign-in?refused=no_role", await TryAsync(script => _issuer.Answer(script)));
        await again.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
        await app.RunAsync("update tenant.members set roles = '{}', status = 'inactive' where user_id = $1", user);
        Assert.Equal("/sign-in?refused=left", await TryAsync(script => _issuer.Answer(script)));
    }

    [Fact]
    public async Task Somebody_new_whom_the_plan_has_no_seat_for_stays_outside()
    {
        await app.SeatsAsync(0);
        string Ida(SamlScript script) => _issuer.Answer(script with { NameId = "ida", Email = "ida@handmade.example" });
        Assert.Equal("/sign-in?refused=seats", await TryAsync(Ida));
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.members where email = 'ida@handmade.example'"));
        await app.RunAsync("delete from tenant.plan_limits");
        Assert.Equal("/", await TryAsync(Ida));
    }

    [Fact]
    public async Task An_address_is_linked_only_where_the_domain_is_proven_and_the_provider_is_trusted()
    {
        string Claim(SamlScript script) => _issuer.Answer(script with { Email = app.Demo.Admin.Email });
        Assert.Equal("/sign-in?refused=address_taken", await TryAsync(Claim));
        var domain = await app.ProvenDomainAsync(app.Demo.Admin.Email.Split('@')[1]);
        Assert.Equal("/sign-in?refused=address_taken", await TryAsync(Claim));
        await _admin.ChangeSamlAsync(_id, ("trustsAddresses", true));
        using var browser = app.Browser();
        Assert.Equal("/", await app.SamlAsync(browser, _id, Claim));
        Assert.Contains("admin", (await browser.OpenPageAsync())["roles"]!.AsArray().Select(role => (string)role!));

        // Who types such an address finds the provider. That an answer names a time says nothing of when they showed who they are, where nobody asked for it.
        await browser.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Put, $"domains/{domain}", new { providerId = _id, required = false }, "\"1\"");
        await app.RunAsync("update platform.sign_ins set proven_at = now() where provider_id = $1", _id);
        var now = (await _admin.GetAsync("domains"))!["items"]!.AsArray().Single()!["domain"]!;
        await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"domains/{domain}", new { providerId = _id, required = false }, $"\"{now["version"]}\"");
        using var nobody = app.Browser();
        var ways = await nobody.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/ways", new { email = app.Demo.Admin.Email });
        Assert.Equal(_id, (string?)Assert.Single(ways!["providers"]!.AsArray())!["id"]);
        await app.RunAsync("delete from tenant.linked_identities");
    }

    [Fact]
    public async Task A_name_that_is_an_address_serves_as_one()
    {
        Assert.Equal("/", await TryAsync(script => _issuer.Answer(script with { NameId = "linus@handmade.example", Format = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress", Email = "" })));
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.members where email = 'linus@handmade.example'"));
        Assert.Equal("/sign-in?refused=no_address", await TryAsync(script => _issuer.Answer(script with { NameId = "nobody@handmade.example", Email = "" })));
    }

    [Fact]
    public async Task A_response_opens_nothing_in_a_browser_that_did_not_ask()
    {
        using var attacker = app.Browser();
        using var victim = app.Browser();
        var location = await attacker.StartAsync(_id, "grace@handmade.example");
        await victim.StartAsync(_id, "grace@handmade.example");
        var next = await app.PostSamlAsync(_id, SamlScenes.StateIn(location), Convert.ToBase64String(Encoding.UTF8.GetBytes(_issuer.Answer(SamlScenes.ScriptFor(location)))));
        Assert.Equal("/sign-in?refused=over", await victim.ComeBackAsync(new(app.Portal, next)));
        Assert.Equal("another browser began it", await app.RefusalAsync(_id));
        await victim.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");

        // Nor without an answer: the state that went out with the request opens nothing by itself.
        var again = await attacker.StartAsync(_id, "grace@handmade.example");
        Assert.Equal("/sign-in?refused=mismatch", await attacker.ComeBackAsync(new(app.Portal, $"/sign-in/callback/{_id}?state={SamlScenes.StateIn(again)}&code=c")));
        Assert.Equal("no answer", await app.RefusalAsync(_id));
    }

    [Fact]
    public async Task What_waits_for_the_browser_cannot_be_read_in_the_database()
    {
        using var browser = app.Browser();
        var location = await browser.StartAsync(_id, "grace@handmade.example");
        var next = await app.PostSamlAsync(_id, SamlScenes.StateIn(location), Convert.ToBase64String(Encoding.UTF8.GetBytes(_issuer.Answer(SamlScenes.ScriptFor(location)))));
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from platform.sign_in_attempts where provider_id = $1 and answer is not null and expires_at < now() + interval '61 seconds'", _id));
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from platform.sign_in_attempts where position('grace'::bytea in answer) > 0"));
        Assert.DoesNotContain(SamlScenes.StateIn(location), next, StringComparison.Ordinal);
        Assert.Equal("/", await browser.ComeBackAsync(new(app.Portal, next)));
    }

    [Fact]
    public async Task A_response_of_one_provider_is_not_taken_for_anothers_nor_in_another_organisation()
    {
        var other = await _admin.AddProviderAsync(SamlScenes.ProviderBody("https://other.example/saml", Place, _issuer.Pem));
        using var browser = app.Browser();
        var location = await browser.StartAsync(_id, "grace@handmade.example");
        var right = Convert.ToBase64String(Encoding.UTF8.GetBytes(_issuer.Answer(SamlScenes.ScriptFor(location))));
        Assert.Equal("/sign-in?refused=over", await app.PostSamlAsync(other, SamlScenes.StateIn(location), right));
        // Issuer mix-up: a sign-in at the one, answered by the other with its own name, under the same key.
        using var mixed = app.Browser();
        Assert.Equal("/sign-in?refused=mismatch", await app.SamlAsync(mixed, other, script => _issuer.Answer(script)));
        Assert.Equal("issuer", await app.RefusalAsync(other));

        // The same provider, set up by another organisation: what it says to the one is nothing to the other.
        var foreign = Id<IdentityProvider>.New(TimeProvider.System).Value;
        await app.RunAsync(
            """
            insert into tenant.identity_providers (organisation_id, id, name, kind, issuer, client_id, scopes, group_claim, group_roles, default_roles, creates_members, trusts_addresses, enabled,
                sso_url, certificates, created_at, created_by)
            select $1, $2, name, kind, issuer, client_id, scopes, group_claim, group_roles, default_roles, creates_members, trusts_addresses, enabled, sso_url, certificates, now(), created_by
            from tenant.identity_providers where id = $3
            """, DemoOrganisations.Northwind.Value, foreign, _id);
        var here = await browser.StartAsync(_id, "grace@handmade.example");
        var there = await browser.StartAsync(foreign, "grace@handmade.example");
        var forHere = Convert.ToBase64String(Encoding.UTF8.GetBytes(_issuer.Answer(SamlScenes.ScriptFor(here))));
        Assert.Equal("/sign-in?refused=mismatch", await app.PostSamlAsync(foreign, SamlScenes.StateIn(there), forHere));
        Assert.Equal("/sign-in?refused=over", await app.PostSamlAsync(foreign, SamlScenes.StateIn(here), forHere));
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.members where organisation_id = $1 and source = 'saml'", DemoOrganisations.Northwind.Value));
    }

    [Fact]
    public async Task The_providers_word_ends_a_sign_in_and_so_does_switching_it_off()
    {
        using var browser = app.Browser();
        Assert.Equal("/", await app.SamlAsync(browser, _id, script => _issuer.Answer(script with { SessionNotOnOrAfter = SamlScript.At(600) })));
        var user = (string)(await browser.OpenPageAsync())["user"]!["id"]!;
        Assert.True(await app.PeekAsync<bool>("select max(expires_at) between now() + interval '9 minutes' and now() + interval '10 minutes' from platform.sign_ins where user_id = $1", user));
        await _admin.ChangeSamlAsync(_id, ("enabled", false));
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
        await browser.RefusedAsync(PortalProblems.NotFound, HttpMethod.Post, "session/provider", new { providerId = _id });
        // It takes no logout tokens, whatever it is called.
        using var form = new FormUrlEncodedContent([new("logout_token", "a.b.c")]);
        using var answer = await browser.Http.PostAsync(new Uri(app.Portal, $"/events/backchannel-logout/{_id}"), form, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task An_answer_that_waits_opens_nothing_once_its_certificate_is_taken_away()
    {
        using var browser = app.Browser();
        var location = await browser.StartAsync(_id, "grace@handmade.example");
        var next = await app.PostSamlAsync(_id, SamlScenes.StateIn(location), Convert.ToBase64String(Encoding.UTF8.GetBytes(_issuer.Answer(SamlScenes.ScriptFor(location)))));
        await _admin.ChangeSamlAsync(_id, ("certificates", _issuer.CurvePem));
        Assert.Equal("/sign-in?refused=over", await browser.ComeBackAsync(new(app.Portal, next)));
        Assert.Equal("the provider was changed meanwhile", await app.RefusalAsync(_id));
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
    }

    [Fact]
    public async Task A_fresh_sign_in_asks_for_the_person_once_more_and_an_old_proof_is_none()
    {
        using var browser = app.Browser();
        Assert.Equal("true", (string?)SamlScenes.RequestIn(await browser.StartAsync(_id, "x@handmade.example", fresh: true)).Attribute("ForceAuthn"));
        Assert.Null(SamlScenes.RequestIn(await browser.StartAsync(_id, "x@handmade.example")).Attribute("ForceAuthn"));
        Assert.Equal("/sign-in?refused=mismatch", await app.SamlAsync(browser, _id, script => _issuer.Answer(script with { AuthnInstant = SamlScript.At(-300) }), fresh: true));
        Assert.Equal("/", await app.SamlAsync(browser, _id, script => _issuer.Answer(script with { AuthnInstant = SamlScript.At(0) }), fresh: true));
        Assert.Equal("/", await app.SamlAsync(browser, _id, script => _issuer.Answer(script with { AuthnInstant = SamlScript.At(-300) })));
    }

    [Fact]
    public async Task The_request_names_what_the_answer_must_and_the_state_stands_in_no_database()
    {
        using var browser = app.Browser();
        var location = await browser.StartAsync(_id, "x@handmade.example");
        Assert.StartsWith(Place + "&SAMLRequest=", location.AbsoluteUri, StringComparison.Ordinal);
        var request = SamlScenes.RequestIn(location);
        var view = (await _admin.GetAsync($"identity-providers/{_id}"))!;
        Assert.Equal(
            ((string)view["redirectAddress"]!, (string)view["metadataAddress"]!, Place, "2.0"),
            ((string)request.Attribute("AssertionConsumerServiceURL")!, request.Element(XName.Get("Issuer", SamlIssuer.Assertions))!.Value, (string)request.Attribute("Destination")!, (string)request.Attribute("Version")!));
        Assert.True(SamlScenes.StateIn(location).Length <= 80);
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from platform.sign_in_attempts a where a::text like '%' || $1 || '%'", SamlScenes.StateIn(location)));
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from platform.sign_in_attempts a where a::text like '%' || $1 || '%'", (string)request.Attribute("ID")!));
    }

    [Fact]
    public async Task Assertions_are_known_until_they_would_not_be_believed_any_more()
    {
        Assert.Equal("/", await TryAsync(script => _issuer.Answer(script)));
        Assert.True(await app.PeekAsync<bool>("select expires_at between now() + interval '10 minutes' and now() + interval '13 minutes' from tenant.saml_assertions where provider_id = $1", _id));
        await app.RunAsync(
            "insert into tenant.saml_assertions (organisation_id, provider_id, assertion_hash, expires_at) values ($1, $2, '', now() - interval '1 second')", DemoOrganisations.Acme.Value, _id);
        await app.Service<SamlAssertionStore>().PurgeAsync(Cancellation);
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.saml_assertions where provider_id = $1", _id));
    }

    private async Task<string> TryAsync(Func<SamlScript, string> make)
    {
        using var browser = app.Browser();
        return await app.SamlAsync(browser, _id, make);
    }
}
