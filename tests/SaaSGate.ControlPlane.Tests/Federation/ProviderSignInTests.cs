using System.Net;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation;

/// <summary>Sign-in through a real identity provider, and what attackers try with it.</summary>
public sealed class ProviderSignInTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private const string Ada = "ada@acme.test", Bob = "bob@acme.test", Eve = "eve@acme.test", Shadow = "admin@acme.example";

    private OidcProvider _provider = null!;
    private PortalBrowser _admin = null!;
    private string _id = "";

    public async ValueTask InitializeAsync()
    {
        await app.OpenToProvidersAsync();
        _admin = await app.SignInAsync(app.Demo.Admin);
        // The provider asks for its clients' addresses before the portal can say its own id: the issuer comes last.
        _id = Id<IdentityProvider>.New(TimeProvider.System).Value;
        _provider = await OidcProvider.StartAsync(app.Portal, [_id], new Dictionary<string, object>
        {
            [Ada] = new { email = Ada, email_verified = true, name = "Ada Byron", groups = new[] { "soc", "all" } },
            [Bob] = new { email = Bob, email_verified = true, name = "Bob Nobody", groups = new[] { "all" } },
            [Eve] = new { email = Eve, email_verified = false, name = "Eve Unverified", groups = new[] { "soc" } },
            [Shadow] = new { email = Shadow, email_verified = true, name = "Not Alice", groups = new[] { "soc" } },
        });
        var made = await _admin.AddProviderAsync(ProviderScenes.ProviderBody(_provider.Issuer, _provider.Authority));
        // The sealed secret belongs to its row's id: it is entered again under the new one.
        await app.RunAsync("update tenant.identity_providers set id = $2 where id = $1", made, _id);
        await _admin.ChangeProviderAsync(_id, ("secret", OidcProvider.ClientSecret));
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Somebody_new_becomes_a_member_with_the_roles_of_their_groups_and_in_this_organisation_alone()
    {
        using var browser = app.Browser();
        var back = await _provider.SignInAsync(await browser.StartAsync(_id, Ada, "/skills?page=2"));
        Assert.Equal("/skills?page=2", await browser.ComeBackAsync(back));

        var session = await browser.OpenPageAsync();
        Assert.Equal(("Ada Byron", Ada), ((string?)session["user"]!["displayName"], (string?)session["user"]!["email"]));
        Assert.Equal(["responder", "reviewer"], session["roles"]!.AsArray().Select(role => (string)role!).Order());
        Assert.Equal(_id, (string?)session["provider"]!["id"]);
        Assert.Equal("acme", (string?)Assert.Single(session["memberships"]!.AsArray())!["slug"]);
        var user = (string)session["user"]!["id"]!;

        // A member of another organisation too: this sign-in does not open that one.
        await app.RunAsync(
            "insert into tenant.members (organisation_id, user_id, display_name, email, roles) values ($1, $2, 'Ada', 'ada@other.test', '{admin}')", DemoOrganisations.Northwind.Value, user);
        await browser.RefusedAsync(PortalProblems.NotFound, HttpMethod.Post, "session/organisation", new { organisationId = DemoOrganisations.Northwind.Value });
        Assert.Single((await browser.GetAsync("session"))!["memberships"]!.AsArray());
        await app.RunAsync("delete from tenant.members where organisation_id = $1 and user_id = $2", DemoOrganisations.Northwind.Value, user);

        // The second time it is the same person, and their groups count anew.
        await app.RunAsync("update tenant.members set roles = '{admin}', display_name = 'Old Name' where user_id = $1", user);
        using var again = app.Browser();
        Assert.Equal("/", await again.ComeBackAsync(await _provider.SignInAsync(await again.StartAsync(_id, Ada))));
        var second = await again.OpenPageAsync();
        Assert.Equal((user, "Ada Byron"), ((string?)second["user"]!["id"], (string?)second["user"]!["displayName"]));
        Assert.DoesNotContain("admin", second["roles"]!.AsArray().Select(role => (string)role!));
    }

    [Fact]
    public async Task Whoever_has_no_group_that_counts_stays_outside_and_makes_no_member()
    {
        using var browser = app.Browser();
        Assert.Equal("/sign-in?refused=no_role", await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Bob))));
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.members where email = $1", Bob));
    }

    [Fact]
    public async Task Somebody_new_whom_the_plan_has_no_seat_for_stays_outside_and_who_has_one_signs_in()
    {
        using var browser = app.Browser();
        await app.SeatsAsync(0);
        Assert.Equal("/sign-in?refused=seats", await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Ada))));
        Assert.Equal((0, "the plan allows no more people"), (await app.PeekAsync<long>("select count(*) from tenant.members where email = $1", Ada), await app.RefusalAsync(_id)));
        // A late payment keeps nobody out who is in.
        await app.SeatsAsync(1);
        Assert.Equal("/", await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Ada))));
        await app.RunAsync("update tenant.plan_limits set growth_stopped = true, seats = 0");
        Assert.Equal("/", await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Ada))));
        await app.RunAsync("delete from tenant.plan_limits; delete from tenant.linked_identities; delete from tenant.members where email = 'ada@acme.test'");
    }

    [Fact]
    public async Task Somebody_unknown_stays_outside_where_the_provider_makes_no_members()
    {
        await _admin.ChangeProviderAsync(_id, ("createsMembers", false));
        using var browser = app.Browser();
        Assert.Equal("/sign-in?refused=unknown", await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Eve))));
    }

    [Fact]
    public async Task Whose_groups_give_nothing_any_more_is_out_and_back_with_them()
    {
        using var browser = app.Browser();
        await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Eve)));
        await browser.OpenPageAsync();
        await _admin.ChangeProviderAsync(_id, ("groupRoles", new JsonArray()));
        using var again = app.Browser();
        Assert.Equal("/sign-in?refused=no_role", await again.ComeBackAsync(await _provider.SignInAsync(await again.StartAsync(_id, Eve))));
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
        await _admin.ChangeProviderAsync(_id, ("defaultRoles", new JsonArray("reviewer")));
        Assert.Equal("/", await again.ComeBackAsync(await _provider.SignInAsync(await again.StartAsync(_id, Eve))));
        Assert.Equal("reviewer", (string?)Assert.Single((await again.OpenPageAsync())["roles"]!.AsArray()));
    }

    [Fact]
    public async Task Whoever_has_left_stays_outside()
    {
        using var browser = app.Browser();
        await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Eve)));
        var user = (string)(await browser.OpenPageAsync())["user"]!["id"]!;
        await app.RunAsync("update tenant.members set roles = '{}', roles_then = roles, status = 'inactive' where user_id = $1", user);
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
        using var again = app.Browser();
        Assert.Equal("/sign-in?refused=left", await again.ComeBackAsync(await _provider.SignInAsync(await again.StartAsync(_id, Eve))));
        await app.RunAsync("delete from tenant.linked_identities where user_id = $1", user);
        await app.RunAsync("delete from tenant.members where user_id = $1", user);
    }

    [Fact]
    public async Task A_members_address_opens_nothing_until_the_organisation_has_proven_its_domain()
    {
        using var browser = app.Browser();
        Assert.Equal("/sign-in?refused=address_taken", await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Shadow))));

        // Another organisation's proof is none.
        var foreign = await app.ProvenDomainAsync("acme.example", DemoOrganisations.Northwind.Value);
        Assert.Equal("/sign-in?refused=address_taken", await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Shadow))));
        await app.RunAsync("delete from tenant.domains where id = $1", foreign);

        var own = await app.ProvenDomainAsync("acme.example");
        Assert.Equal("/", await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Shadow))));
        var session = await browser.OpenPageAsync();
        // Linked, not made: what they may do and what they are called is the organisation's to say.
        Assert.Contains("admin", session["roles"]!.AsArray().Select(role => (string)role!));
        Assert.NotEqual("Not Alice", (string?)session["user"]!["displayName"]);
        // The account is theirs, and may open other organisations: nobody who is vouched for here changes what opens it.
        foreach (var path in new[] { "session/passkeys/options", "session/authenticator", "session/authenticator/remove" })
            await browser.RefusedAsync(PortalProblems.ProviderNeeded, HttpMethod.Post, path);
        await app.RunAsync("delete from tenant.linked_identities");
        await app.RunAsync("delete from tenant.domains where id = $1", own);
    }

    [Fact]
    public async Task Whom_the_directory_made_a_member_signs_in_and_who_only_says_their_address_does_not()
    {
        var own = await app.ProvenDomainAsync("acme.test");
        var person = Id<User>.New(TimeProvider.System).Value;
        await app.RunAsync(
            "insert into tenant.members (organisation_id, user_id, display_name, email, roles, source, email_verified) values ($1, $2, 'Claims To Be Ada', $3, '{reviewer}', 'oidc', false)",
            DemoOrganisations.Acme.Value, person, Ada);
        using var browser = app.Browser();
        Assert.Equal("/sign-in?refused=address_taken", await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Ada))));

        await app.RunAsync("update tenant.members set source = 'scim' where user_id = $1", person);
        Assert.Equal("/", await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Ada))));
        Assert.Equal(person, (string?)(await browser.OpenPageAsync())["user"]!["id"]);

        // A sign-in holds as long as its provider speaks for the organisation, however that ended.
        await app.RunAsync("update tenant.identity_providers set enabled = false where id = $1", _id);
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
        await app.RunAsync("delete from tenant.linked_identities where user_id = $1", person);
        await app.RunAsync("delete from tenant.members where user_id = $1", person);
        await app.RunAsync("delete from tenant.domains where id = $1", own);
    }

    [Fact]
    public async Task An_address_that_is_not_verified_is_linked_to_nobody()
    {
        var own = await app.ProvenDomainAsync("acme.test");
        var (victim, _) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Acme, "victim@acme.test", "Vic Tim", [Roles.Admin], TestContext.Current.CancellationToken);
        await app.RunAsync("update tenant.members set email = $2 where user_id = $1", victim, Eve);
        using var browser = app.Browser();
        Assert.Equal("/sign-in?refused=address_taken", await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Eve))));
        await app.RunAsync("delete from tenant.members where user_id = $1", victim);
        await app.RunAsync("delete from tenant.domains where id = $1", own);
    }

    [Fact]
    public async Task Whoever_refuses_there_is_told_so()
    {
        using var browser = app.Browser();
        Assert.Equal("/sign-in?refused=refused", await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, "deny@acme.test"))));
        Assert.Equal("access_denied", await app.RefusalAsync(_id));
    }

    [Fact]
    public async Task A_wrong_state_opens_nothing()
    {
        using var browser = app.Browser();
        var back = await _provider.SignInAsync(await browser.StartAsync(_id, Ada));
        var other = new Uri(back.AbsoluteUri.Replace("state=", "state=x", StringComparison.Ordinal));
        Assert.Equal("/sign-in?refused=over", await browser.ComeBackAsync(other));
        Assert.Equal("/sign-in?refused=over", await browser.ComeBackAsync(new Uri(app.Portal, $"/sign-in/callback/{_id}?code=c")));
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
    }

    [Fact]
    public async Task An_answer_works_once_and_its_code_in_no_other_sign_in()
    {
        using var browser = app.Browser();
        var back = await _provider.SignInAsync(await browser.StartAsync(_id, Ada));
        await browser.ComeBackAsync(back);
        using var second = app.Browser();
        second.Cookies.Add(browser.Cookies.GetAllCookies());
        Assert.Equal("/sign-in?refused=over", await second.ComeBackAsync(back));

        // The code of one sign-in under the state of another: the code is used up, and its verifier is another.
        using var thief = app.Browser();
        var own = Query(await thief.StartAsync(_id, Ada), "state");
        var grafted = new Uri(back.AbsoluteUri.Replace($"state={Query(back, "state")}", $"state={own}", StringComparison.Ordinal));
        Assert.Equal("/sign-in?refused=unreachable", await thief.ComeBackAsync(grafted));
        Assert.Contains("invalid_grant", await app.RefusalAsync(_id), StringComparison.Ordinal);
        await thief.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
    }

    [Fact]
    public async Task An_unused_code_opens_nothing_under_another_state()
    {
        using var victim = app.Browser();
        var back = await _provider.SignInAsync(await victim.StartAsync(_id, Ada));
        using var thief = app.Browser();
        var own = Query(await thief.StartAsync(_id, Ada), "state");
        var grafted = new Uri(back.AbsoluteUri.Replace($"state={Query(back, "state")}", $"state={own}", StringComparison.Ordinal));
        Assert.Equal("/sign-in?refused=unreachable", await thief.ComeBackAsync(grafted));
    }

    [Fact]
    public async Task A_wrong_nonce_opens_nothing()
    {
        using var browser = app.Browser();
        var location = await browser.StartAsync(_id, Ada);
        var other = new Uri(location.AbsoluteUri.Replace($"nonce={Query(location, "nonce")}", "nonce=mine", StringComparison.Ordinal));
        Assert.Equal("/sign-in?refused=mismatch", await browser.ComeBackAsync(await _provider.SignInAsync(other)));
        Assert.Equal("nonce", await app.RefusalAsync(_id));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData(null)]
    public async Task An_answer_that_names_another_issuer_or_none_opens_nothing(string? issuer)
    {
        using var browser = app.Browser();
        var back = await _provider.SignInAsync(await browser.StartAsync(_id, Ada));
        var told = $"iss={Uri.EscapeDataString(_provider.Issuer)}";
        Assert.Contains(told, back.Query, StringComparison.Ordinal);
        var mixed = new Uri(back.AbsoluteUri.Replace(told, issuer is null ? "" : $"iss={Uri.EscapeDataString(issuer)}", StringComparison.Ordinal));
        Assert.Equal("/sign-in?refused=mismatch", await browser.ComeBackAsync(mixed));
        Assert.Equal("iss", await app.RefusalAsync(_id));
    }

    [Fact]
    public async Task An_answer_of_one_provider_is_not_taken_for_anothers()
    {
        var other = await _admin.AddProviderAsync(ProviderScenes.ProviderBody(_provider.Issuer, _provider.Authority));
        using var browser = app.Browser();
        var back = await _provider.SignInAsync(await browser.StartAsync(_id, Ada));
        Assert.Equal("/sign-in?refused=over", await browser.ComeBackAsync(new Uri(back.AbsoluteUri.Replace(_id, other, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task An_answer_opens_nothing_in_a_browser_that_did_not_ask()
    {
        using var attacker = app.Browser();
        var back = await _provider.SignInAsync(await attacker.StartAsync(_id, Ada));
        using var victim = app.Browser();
        Assert.Equal("/sign-in?refused=over", await victim.ComeBackAsync(back));
        Assert.Equal("another browser began it", await app.RefusalAsync(_id));
        await victim.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");

        // Nor in one that asked for something else.
        var again = await _provider.SignInAsync(await attacker.StartAsync(_id, Ada));
        await victim.StartAsync(_id, Ada);
        Assert.Equal("/sign-in?refused=over", await victim.ComeBackAsync(again));
    }

    [Fact]
    public async Task A_page_of_another_origin_begins_no_sign_in()
    {
        using var browser = app.Browser();
        browser.Http.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        await browser.RefusedAsync(PortalProblems.OriginRefused, HttpMethod.Post, "session/provider", new { providerId = _id });
    }

    [Fact]
    public async Task The_cookie_that_a_browser_had_ends_with_the_sign_in_that_replaces_it()
    {
        using var browser = await app.SignInAsync(app.Demo.Reviewer);
        using var fixer = app.Browser();
        fixer.Cookies.Add(browser.Cookies.GetAllCookies());
        var before = Cookie(browser);
        Assert.Equal("/", await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Ada))));
        Assert.NotEqual(before, Cookie(browser));
        Assert.Equal(Ada, (string?)(await browser.OpenPageAsync())["user"]!["email"]);
        await fixer.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");

        string Cookie(PortalBrowser of) => of.Cookies.GetCookies(app.Portal)[IdentityServices.CookieName]!.Value;
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\/evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/a\\..\\..\\evil")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil.example")]
    public async Task Nobody_is_sent_elsewhere_afterwards(string returnTo)
    {
        using var browser = app.Browser();
        Assert.Equal("/", await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Ada, returnTo))));
    }

    [Fact]
    public async Task A_fresh_sign_in_asks_for_the_person_once_more_and_counts_as_proof()
    {
        var cookies = new CookieContainer();
        using var browser = app.Browser();
        await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Ada), cookies));
        var location = await browser.StartAsync(_id, Ada, fresh: true);
        Assert.Equal(("login", "0"), (Query(location, "prompt"), Query(location, "max_age")));
        Assert.Equal("/", await browser.ComeBackAsync(await _provider.SignInAsync(location, cookies)));
        var user = (string)(await browser.OpenPageAsync())["user"]!["id"]!;
        Assert.True(await app.PeekAsync<bool>("select max(proven_at) > now() - interval '5 minutes' from platform.sign_ins where user_id = $1", user));
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from platform.users where id = $1 and (password_hash is not null or email = $2)", user, Ada));
    }

    [Fact]
    public async Task Switching_a_provider_off_ends_its_sign_ins_and_their_connections()
    {
        using var browser = app.Browser();
        await browser.ComeBackAsync(await _provider.SignInAsync(await browser.StartAsync(_id, Ada)));
        await browser.OpenPageAsync();
        await using var hub = await HubClient.ConnectAsync(browser);
        var closed = new TaskCompletionSource();
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await _admin.ChangeProviderAsync(_id, ("enabled", false));
        await closed.Task.WaitAsync(Bounded.Cancellation);
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
        await browser.RefusedAsync(PortalProblems.NotFound, HttpMethod.Post, "session/provider", new { providerId = _id });
    }

    [Fact]
    public async Task Where_the_provider_is_required_a_password_opens_nothing_any_more()
    {
        var domain = await app.ProvenDomainAsync("acme.example");
        var path = $"domains/{domain}";
        // Whoever has not come in that way may not close the other.
        await _admin.RefusedAsync(PortalProblems.ProviderNotTried, HttpMethod.Put, path, new { providerId = _id, required = true }, "\"1\"");
        using var linked = app.Browser();
        await linked.ComeBackAsync(await _provider.SignInAsync(await linked.StartAsync(_id, Shadow)));
        await linked.OpenPageAsync();
        // What the provider says of when they showed who they are, it says where we ask it to ask.
        await linked.RefusedAsync(PortalProblems.StepUpNeeded, HttpMethod.Put, path, new { providerId = _id, required = true }, "\"1\"");
        await app.RunAsync("update platform.sign_ins set proven_at = now() where provider_id = $1", _id);
        await linked.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, path, new { providerId = _id, required = true }, "\"1\"");

        await _admin.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
        using var browser = app.Browser();
        await browser.RefusedAsync(PortalProblems.ProviderNeeded, HttpMethod.Post, "session", new { email = app.Demo.Admin.Email, password = app.Demo.Admin.Password });
        await browser.RefusedAsync(PortalProblems.SignInFailed, HttpMethod.Post, "session", new { email = app.Demo.Admin.Email, password = "wrong" });
        var ways = await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/ways", new { email = "Anybody@ACME.example" });
        Assert.Equal(_id, (string?)Assert.Single(ways!["providers"]!.AsArray())!["id"]);
        Assert.Empty((await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/ways", new { email = "anybody@elsewhere.example" }))!["providers"]!.AsArray());
        await linked.GetAsync("session");

        // The way in cannot be closed while it is the only one.
        var provider = (await linked.GetAsync($"identity-providers/{_id}"))!;
        await linked.RefusedAsync(PortalProblems.ProviderInUse, HttpMethod.Delete, $"identity-providers/{_id}");
        Assert.True((bool)provider["enabled"]!);
        await app.RunAsync("delete from tenant.linked_identities");
        await app.RunAsync("delete from tenant.domains where id = $1", domain);
        await _admin.SignInAsync(app.Demo.Admin.Email, app.Demo.Admin.Password);
    }

    private static string? Query(Uri address, string name) => Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address.Query)[name];
}
