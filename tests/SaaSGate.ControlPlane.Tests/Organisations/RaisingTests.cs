using System.Net;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Federation;
using SaaSGate.ControlPlane.Tests.Scim;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Organisations;

/// <summary>Who manages people, and would like to be more than that, by every path there is.</summary>
public sealed class RaisingTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private PortalBrowser _owner = null!, _clerk = null!, _admin = null!;
    private string _clerkId = "", _adminId = "", _clerkRole = "", _clerkRoleId = "";

    public async ValueTask InitializeAsync()
    {
        _owner = await app.SignInAsync(app.Demo.Admin);
        (_clerkRoleId, _clerkRole) = await _owner.RoleAsync("people", "read");
        (_clerkId, _clerk) = await app.MemberAsync(_clerkRole);
        (_adminId, _admin) = await app.MemberAsync("admin");
    }

    public ValueTask DisposeAsync()
    {
        _owner.Dispose();
        _clerk.Dispose();
        _admin.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Nobody_gives_or_takes_what_they_may_not_do_themselves()
    {
        var (other, browser) = await app.MemberAsync("reviewer");
        browser.Dispose();
        await BeyondAsync(_clerk.GiveAsync(_clerkId, _clerkRole, "admin"));
        await BeyondAsync(_clerk.GiveAsync(_clerkId, _clerkRole, "owner"));
        await BeyondAsync(_clerk.GiveAsync(other, "reviewer", "responder"));
        await BeyondAsync(_clerk.GiveAsync(other));
        await BeyondAsync(_clerk.GiveAsync(_adminId));
        await BeyondAsync(_admin.GiveAsync(_adminId, "admin", "owner"));
        await BeyondAsync(_admin.GiveAsync((string)_owner.Session!["user"]!["id"]!, "admin"));
        await AcceptedAsync(_clerk.GiveAsync(other, "reviewer", _clerkRole));
        await AcceptedAsync(_admin.GiveAsync(other, "responder"));
        await AcceptedAsync(_owner.GiveAsync(_adminId, "owner"));
        await AcceptedAsync(_owner.GiveAsync(_adminId, "admin"));
    }

    [Fact]
    public async Task Nobody_makes_or_changes_a_role_beyond_what_they_may_do()
    {
        var (strong, name) = await _owner.RoleAsync("contain");
        await _clerk.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Post, "roles", new { name = "more", description = "d", permissions = new[] { "manage" } });
        await _clerk.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Put, $"roles/{_clerkRoleId}", new { description = "d", permissions = new[] { "people", "manage" } }, "\"1\"");
        await _clerk.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Put, $"roles/{strong}", new { description = "d", permissions = new[] { "read" } }, "\"1\"");
        await _clerk.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Delete, $"roles/{strong}");
        await _owner.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "roles", new { name = "kings", description = "d", permissions = new[] { "own" } });
        await _clerk.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "roles", new { name = "fewer-" + name, description = "d", permissions = new[] { "read" } });
    }

    [Fact]
    public async Task No_group_of_a_directory_gives_more_than_who_maps_it_may_do()
    {
        using var directory = new ScimClient(app);
        var group = (string)(await directory.CreateAsync("Groups", $$"""{"displayName":"g{{Guid.NewGuid():n}}"}"""))["id"]!;
        var path = $"directory/groups/{group}/roles";
        await _clerk.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Put, path, new { roles = new[] { "admin" } }, "\"1\"");
        await _owner.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Put, path, new { roles = new[] { "owner" } }, "\"1\"");
        await _owner.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Put, path, new { roles = new[] { "nothing" } }, "\"1\"");
        await _clerk.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, path, new { roles = new[] { _clerkRole } }, "\"1\"");
        await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, path, new { roles = new[] { "admin" } }, "\"2\"");
        await _clerk.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Put, path, new { roles = Array.Empty<string>() }, "\"3\"");
    }

    [Fact]
    public async Task A_directorys_token_puts_nobody_where_its_maker_could_not()
    {
        using var directory = new ScimClient(app);
        var self = await directory.PersonAsync($"{Guid.NewGuid():n}@clerk.example");
        var group = (string)(await directory.CreateAsync("Groups", $$"""{"displayName":"g{{Guid.NewGuid():n}}"}"""))["id"]!;
        await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"directory/groups/{group}/roles", new { roles = new[] { "admin" } }, "\"1\"");

        using var clerks = await ScimOfAsync(_clerk);
        var add = $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"members","value":[{"value":"{{self}}"}]}]}""";
        await clerks.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Patch, $"Groups/{group}", add);
        await clerks.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Put, $"Groups/{group}", $$"""{"displayName":"g","members":[{"value":"{{self}}"}]}""");
        Assert.Equal("", await RolesAsync(self));

        await directory.PatchAsync($"Groups/{group}", $$"""[{"op":"add","path":"members","value":[{"value":"{{self}}"}]}]""", HttpStatusCode.NoContent);
        Assert.Equal("admin", await RolesAsync(self));
        await clerks.PatchAsync($"Groups/{group}", $$"""[{"op":"remove","path":"members[value eq \"{{self}}\"]"}]""", HttpStatusCode.NoContent);
        Assert.Equal("", await RolesAsync(self));
    }

    [Fact]
    public async Task A_directorys_token_moves_no_address_of_who_may_do_more_and_still_says_who_has_left()
    {
        using var directory = new ScimClient(app);
        var email = await app.PeekAsync<string>("select email from tenant.members where user_id = $1", _adminId);
        Assert.Equal(_adminId, await directory.PersonAsync(email!));
        using var clerks = await ScimOfAsync(_clerk);
        await clerks.PatchAsync($"Users/{_adminId}", """[{"op":"replace","path":"emails","value":[{"value":"mine@acme.example","primary":true}]}]""", HttpStatusCode.Forbidden);
        await clerks.PatchAsync($"Users/{_adminId}", """[{"op":"replace","path":"displayName","value":"Ada New"}]""");
        await clerks.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Put, $"Users/{_adminId}", $$"""{"userName":"{{email}}","active":false,"emails":[{"value":"mine@acme.example","primary":true}]}""");
        Assert.Equal((email, "inactive"), (await app.PeekAsync<string>("select email from tenant.members where user_id = $1", _adminId), await app.PeekAsync<string>("select status from tenant.members where user_id = $1", _adminId)));
        await clerks.PatchAsync($"Users/{_adminId}", """[{"op":"replace","path":"active","value":true}]""", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_directorys_token_that_comes_to_keep_somebody_moves_no_address_of_theirs_either()
    {
        var email = await app.PeekAsync<string>("select email from tenant.members where user_id = $1", _adminId);
        using var clerks = await ScimOfAsync(_clerk);
        var body = $$"""{"userName":"{{email}}","emails":[{"value":"mine@acme.example","primary":true}],"active":ACTIVE}""";
        await clerks.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "Users", body.Replace("ACTIVE", "true", StringComparison.Ordinal));
        Assert.Equal(_adminId, (string?)(await clerks.CreateAsync("Users", body.Replace("ACTIVE", "false", StringComparison.Ordinal)))["id"]);
        Assert.Equal(email, await app.PeekAsync<string>("select email from tenant.members where user_id = $1", _adminId));
        await _admin.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
    }

    [Fact]
    public async Task Groups_of_an_identity_provider_neither_make_nor_unmake_an_owner()
    {
        await app.OpenToProvidersAsync();
        await using var provider = await HandmadeProvider.StartAsync(TestContext.Current.CancellationToken);
        var id = await _owner.AddProviderAsync(ProviderScenes.ProviderBody(provider.Issuer, provider.Authority));
        using var newcomer = await app.SignInByHandAsync(provider, id, "newcomer", $"{Guid.NewGuid():n}@new.example", null);
        var user = (string)newcomer.Session!["user"]!["id"]!;
        // Whatever the provider speaks, it says their roles anew with each sign-in.
        foreach (var kind in new[] { "saml", "oidc" })
        {
            await app.RunAsync("update tenant.members set source = $2 where user_id = $1", user, kind);
            using var other = await _owner.GiveAsync(user, "responder", "reviewer", "auditor");
            await PortalBrowser.RefusedAsync(PortalProblems.RolesKept, other);
        }

        await BeyondAsync(_admin.GiveAsync(user, "responder", "reviewer", "owner"));
        await AcceptedAsync(_owner.GiveAsync(user, "responder", "reviewer", "owner"));
        using var again = await app.SignInByHandAsync(provider, id, "newcomer", $"{Guid.NewGuid():n}@new.example", null);
        Assert.Contains("own", again.Session!["permissions"]!.AsArray().Select(permission => (string)permission!));
        await AcceptedAsync(_owner.GiveAsync(user, "responder", "reviewer"));
    }

    [Fact]
    public async Task An_identity_provider_gives_and_vouches_for_no_more_than_who_saved_it()
    {
        await app.OpenToProvidersAsync();
        await using var provider = await HandmadeProvider.StartAsync(TestContext.Current.CancellationToken);
        var greedy = ProviderScenes.ProviderBody(provider.Issuer, provider.Authority);
        greedy["defaultRoles"] = new JsonArray("admin");
        await _clerk.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Post, "identity-providers", greedy);
        await _clerk.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Post, "identity-providers", ProviderScenes.ProviderBody(provider.Issuer, provider.Authority));
        greedy["defaultRoles"] = new JsonArray("owner");
        await _owner.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "identity-providers", greedy);

        // The clerk's own provider may give the clerk's role, and be nobody else.
        var own = ProviderScenes.ProviderBody(provider.Issuer, provider.Authority);
        own["groupRoles"] = new JsonArray(new JsonObject { ["group"] = "soc", ["roles"] = new JsonArray(_clerkRole) });
        var id = await _clerk.AddProviderAsync(own);
        var email = $"{Guid.NewGuid():n}@acme.test";
        await app.RunAsync("update tenant.members set email = $2 where user_id = $1", _adminId, email);
        var domain = await app.ProvenDomainAsync("acme.test");
        Assert.Equal("/sign-in?refused=beyond", await CallbackAsync(provider, id, "admins-subject", email));
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.linked_identities where user_id = $1", _adminId));

        // Saved by somebody who may do as much, it does; and then the clerk changes it no more.
        await _admin.ChangeProviderAsync(id, ("secret", OidcProvider.ClientSecret));
        Assert.Equal("/", await CallbackAsync(provider, id, "admins-subject", email));
        var body = ProviderScenes.ProviderBody(provider.Issuer, provider.Authority);
        body["groupRoles"] = new JsonArray();
        await _clerk.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Put, $"identity-providers/{id}", body, "\"2\"");
        await _clerk.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Delete, $"identity-providers/{id}");

        // An owner comes in only through what an owner has saved.
        await AcceptedAsync(_owner.GiveAsync(_adminId, "owner"));
        Assert.Equal("/sign-in?refused=beyond", await CallbackAsync(provider, id, "admins-subject", email));
        await _owner.ChangeProviderAsync(id, ("secret", OidcProvider.ClientSecret));
        Assert.Equal("/", await CallbackAsync(provider, id, "admins-subject", email));
        var (_, second) = await app.MemberAsync("admin");
        using (second)
            await second.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Delete, $"identity-providers/{id}");

        await AcceptedAsync(_owner.GiveAsync(_adminId, "admin"));
        await app.RunAsync("delete from tenant.domains where id = $1", domain);
    }

    [Fact]
    public async Task Only_an_owner_says_that_passwords_are_refused_or_taken_again()
    {
        var id = await app.ProvenDomainAsync($"{Guid.NewGuid():n}.example");
        var provider = Id<IdentityProvider>.New(TimeProvider.System).Value;
        await _admin.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Put, $"domains/{id}", new { required = true, providerId = provider }, "\"1\"");
        await app.RunAsync(
            """
            insert into tenant.identity_providers (organisation_id, id, name, kind, issuer, client_id, scopes, group_claim, group_roles, default_roles, creates_members, trusts_addresses, enabled,
                created_at, created_by)
            values ($1, $2, $2, 'oidc', 'https://idp.invalid', 'c', '{openid}', 'groups', '[]', '{}', false, false, true, now(), 'usr_x')
            """, Scenes.Acme.Value, provider);
        await app.RunAsync("update tenant.domains set provider_id = $2, required = true where id = $1", id, provider);
        await _admin.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Put, $"domains/{id}", new { required = false }, "\"1\"");
        await _admin.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Delete, $"domains/{id}");
        await _owner.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"domains/{id}");
    }

    [Fact]
    public async Task A_token_does_no_more_than_its_maker_may_do_at_the_time()
    {
        var (roleId, name) = await _owner.RoleAsync("people", "read", "decide", "audit");
        var (_, maker) = await app.MemberAsync(name);
        using var _ = maker;
        await maker.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "tokens", new { name = "t", scopes = new[] { "read", "manage" }, expiresInDays = 1 });
        var made = (await maker.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "tokens", new { name = "t", scopes = new[] { "read", "audit" }, expiresInDays = 1 }))!;
        using var program = app.Program((string)made["token"]!);
        await program.GetAsync("audit");
        await _owner.ChangeRoleAsync(roleId, "people", "read");
        await program.GetAsync("home");
        await program.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Get, "audit");
        await _owner.ChangeRoleAsync(roleId, "read", "audit");
        await program.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");
    }

    [Fact]
    public async Task Only_owners_say_that_an_owner_has_left_or_is_back()
    {
        var (id, other) = await app.MemberAsync("owner");
        other.Dispose();
        var made = (await _admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "tokens", new { name = "cli", scopes = new[] { "manage" }, expiresInDays = 1 }))!;
        using var program = app.Program((string)made["token"]!);
        await _admin.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Post, "offboardings", new { person = id });
        await program.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Post, "offboardings", new { person = id });
        var left = (await _owner.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "offboardings", new { person = id }))!;
        await _admin.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Post, $"offboardings/{left["id"]}/return");
        await _owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"offboardings/{left["id"]}/return");
    }

    private async Task<string> CallbackAsync(HandmadeProvider provider, string id, string subject, string email)
    {
        using var browser = app.Browser();
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery((await browser.StartAsync(id, email)).Query);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        provider.NextToken = provider.Sign(new JsonObject
        {
            ["iss"] = provider.Issuer,
            ["aud"] = OidcProvider.ClientId,
            ["sub"] = subject,
            ["iat"] = now,
            ["exp"] = now + 60,
            ["nonce"] = (string?)query["nonce"],
            ["email"] = email,
            ["email_verified"] = true,
            ["name"] = "Hand Made",
            ["groups"] = new JsonArray("soc"),
        });
        return await browser.ComeBackAsync(new Uri(app.Portal, $"/sign-in/callback/{id}?code=c&state={query["state"]}"));
    }

    private async Task<ScimClient> ScimOfAsync(PortalBrowser maker) =>
        new(app, (string)(await maker.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "directory/tokens", new { name = $"t{Guid.NewGuid():n}", expiresInDays = 1 }))!["token"]!);

    private Task<string?> RolesAsync(string userId) => app.PeekAsync<string>("select array_to_string(roles, ',') from tenant.members where user_id = $1", userId);

    private static async Task BeyondAsync(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        await PortalBrowser.RefusedAsync(PortalProblems.BeyondYou, answer);
    }

    private static async Task AcceptedAsync(Task<HttpResponseMessage> sent)
    {
        using var answer = await sent;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
