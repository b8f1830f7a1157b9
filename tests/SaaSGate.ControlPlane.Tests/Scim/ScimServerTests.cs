using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Offboarding;
using SaaSGate.ControlPlane.Scim;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Offboarding;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Scim;

/// <summary>What the RFCs ask for beyond what Okta and Entra ID send, and what must be refused.</summary>
public sealed class ScimServerTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("userName eq \"f.one@filter.example\"", "one")]
    [InlineData("USERNAME Eq \"F.ONE@filter.example\"", "one")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"f.\"", "one two three")]
    [InlineData("userName sw \"f.\" and not (title eq \"Chief\")", "two three")]
    [InlineData("userName sw \"f.\" and (title eq \"chief\" or nickName pr)", "one three")]
    [InlineData("userName sw \"f.\" and title pr", "one two")]
    [InlineData("userName sw \"f.\" and name.familyName co \"wo\"", "two")]
    [InlineData("userName sw \"f.\" and name.familyName ew \"o\"", "two")]
    [InlineData("userName sw \"f.\" and name.familyName gt \"one\" and name.familyName le \"two\"", "two three")]
    [InlineData("userName sw \"f.\" and title ne \"Chief\"", "two three")]
    [InlineData("userName sw \"f.\" and active eq true", "one two")]
    [InlineData("userName sw \"f.\" and active eq \"False\"", "three")]
    [InlineData("emails[type eq \"work\" and value co \"@one\"]", "one")]
    [InlineData("emails.value eq \"x@one.example\" or emails eq \"x@two.example\"", "one two")]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"R&D\"", "two")]
    [InlineData("userName sw \"f.\" and level ge 5", "two")]
    [InlineData("userName sw \"f.\" and meta.created gt \"2020-01-01T00:00:00Z\" and meta.lastModified lt \"2020-01-01T00:00:00Z\"", "")]
    [InlineData("userName sw \"f.\" and externalId eq null", "two three")]
    [InlineData("userName eq \"' or true --\"", "")]
    [InlineData("nothing.\\u0022x eq 1", null)]
    [InlineData("userName eq", null)]
    [InlineData("userName foo \"x\"", null)]
    [InlineData("(userName eq \"x\"", null)]
    [InlineData("userName eq \"x\" and", null)]
    [InlineData("userName eq \"x", null)]
    [InlineData("active gt true", null)]
    [InlineData("emails[type eq \"work\"", null)]
    [InlineData("meta.created gt \"yesterday\"", null)]
    public async Task Filters(string filter, string? expected)
    {
        using var client = new ScimClient(app);
        await FilterSceneAsync(client);
        if (expected is null)
        {
            var error = await client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, $"Users?filter={Uri.EscapeDataString(filter)}");
            Assert.Equal("invalidFilter", (string?)error!["scimType"]);
            return;
        }

        var found = (await client.FilterAsync("Users", filter, "&sortBy=meta.created"))["Resources"]!.AsArray().Select(user => (string)user!["name"]!["familyName"]!).ToHashSet();
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(), found);
    }

    [Fact]
    public async Task A_filter_that_never_ends_is_refused()
    {
        using var client = new ScimClient(app);
        foreach (var filter in (string[])[new string('(', 200) + "a eq 1", "userName eq \"" + new string('x', 5000) + "\""])
            await client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, $"Users?filter={Uri.EscapeDataString(filter)}");
    }

    [Fact]
    public async Task Sorts_and_pages()
    {
        using var client = new ScimClient(app);
        await FilterSceneAsync(client);
        async Task<string> ListAsync(string more) => string.Join(' ', (await client.FilterAsync("Users", "userName sw \"f.\"", more))["Resources"]!.AsArray().Select(user => (string)user!["name"]!["familyName"]!));
        Assert.Equal("one three two", await ListAsync("&sortBy=name.familyName"));
        Assert.Equal("two three one", await ListAsync("&sortBy=name.familyName&sortOrder=descending"));
        Assert.Equal("three", await ListAsync("&sortBy=userName&startIndex=2&count=1"));
        Assert.Equal("", await ListAsync("&count=0"));
        Assert.Equal("one two three", await ListAsync("&startIndex=-5"));
        Assert.Equal("two one three", await ListAsync("&sortBy=emails&sortOrder=descending"));
        var searched = await client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "Users/.search", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"filter":"userName sw \"f.\"","attributes":["userName"],"startIndex":1,"count":1}""");
        Assert.Equal((3, 1), ((int)searched!["totalResults"]!, searched["Resources"]!.AsArray().Count));
        Assert.Null(searched["Resources"]![0]!["name"]);
        await client.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "Users?count=many");
    }

    [Fact]
    public async Task Answers_what_is_asked_for()
    {
        using var client = new ScimClient(app);
        await FilterSceneAsync(client);
        var user = (await client.FilterAsync("Users", "name.familyName eq \"one\"", "&attributes=userName,name.familyName,emails.value"))["Resources"]![0]!.AsObject();
        Assert.Equal(["emails", "id", "name", "schemas", "userName"], user.Select(part => part.Key).Order());
        Assert.Null(user["emails"]![0]!["type"]);
        user = (await client.FilterAsync("Users", "name.familyName eq \"one\"", "&excludedAttributes=name.familyName,emails,id"))["Resources"]![0]!.AsObject();
        Assert.Equal((true, false, true), (user.ContainsKey("id"), user.ContainsKey("emails"), user.ContainsKey("meta")));
    }

    [Fact]
    public async Task A_version_guards_a_change()
    {
        using var client = new ScimClient(app);
        var id = await client.PersonAsync("etag@server.example");
        var (read, answer) = await client.SendAsync(HttpMethod.Get, $"Users/{id}");
        var etag = answer.Headers.ETag!.ToString();
        Assert.Equal((string?)read!["meta"]!["version"], etag);
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(HttpMethod.Get, $"Users/{id}", headers: ("If-None-Match", etag))).Answer.StatusCode);
        const string Patch = """{"Operations":[{"op":"replace","path":"title","value":"Boss"}]}""";
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(HttpMethod.Patch, $"Users/{id}", Patch, headers: ("If-Match", etag))).Answer.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await client.SendAsync(HttpMethod.Patch, $"Users/{id}", Patch, headers: ("If-Match", etag))).Answer.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await client.SendAsync(HttpMethod.Delete, $"Users/{id}", headers: ("If-Match", etag))).Answer.StatusCode);
        // The same again changes nothing, so it makes no version.
        var before = (string?)(await client.GetAsync($"Users/{id}"))["meta"]!["version"];
        await client.PatchAsync($"Users/{id}", """[{"op":"replace","path":"title","value":"Boss"}]""");
        Assert.Equal(before, (string?)(await client.GetAsync($"Users/{id}"))["meta"]!["version"]);
    }

    [Theory]
    [InlineData("""[{"op":"replace","path":"userName","value":""}]""", "invalidValue")]
    [InlineData("""[{"op":"remove","path":"userName"}]""", "mutability")]
    [InlineData("""[{"op":"replace","path":"id","value":"usr_x"}]""", "mutability")]
    [InlineData("""[{"op":"replace","path":"active","value":"maybe"}]""", "invalidValue")]
    [InlineData("""[{"op":"remove","path":"active"}]""", "mutability")]
    [InlineData("""[{"op":"remove"}]""", "noTarget")]
    [InlineData("""[{"op":"replace","path":"emails[type ne \"work\" and value eq \"no\"].value","value":"x"}]""", "noTarget")]
    [InlineData("""[{"op":"move","path":"title","value":"x"}]""", "invalidSyntax")]
    [InlineData("""[{"op":"replace","path":"emails[type eq","value":"x"}]""", "invalidPath")]
    [InlineData("""[{"op":"replace","path":"name","value":["x"]}]""", "invalidValue")]
    [InlineData("""[{"op":"replace","path":"title","value":"nul \u0000"}]""", "invalidValue")]
    [InlineData("""[{"op":"replace","value":"x"}]""", "invalidValue")]
    [InlineData("""[{"op":"replace","value":{"active":false,"urn:ietf:params:scim:schemas:core:2.0:User":{"active":true}}}]""", "invalidPath")]
    [InlineData("[]", "invalidSyntax")]
    public async Task Refuses_what_cannot_be_done_and_does_none_of_it(string operations, string type)
    {
        using var client = new ScimClient(app);
        var id = await client.PersonAsync($"bad-{Guid.NewGuid():n}@server.example");
        var wrong = operations == "[]" ? "[]" : """[{"op":"add","path":"nickName","value":"half"},""" + operations[1..];
        var error = await client.PatchAsync($"Users/{id}", wrong, HttpStatusCode.BadRequest);
        Assert.Equal(type, (string?)error!["scimType"]);
        Assert.Null((await client.GetAsync($"Users/{id}"))["nickName"]);
    }

    [Fact]
    public async Task Adds_and_removes_values_one_by_one_and_keeps_one_primary()
    {
        using var client = new ScimClient(app);
        var id = await client.PersonAsync("values@server.example");
        var user = (await client.PatchAsync($"Users/{id}", """
            [{"op":"add","path":"emails","value":[{"value":"second@server.example","type":"home","primary":true}]},{"op":"add","path":"emails","value":[{"value":"second@server.example","type":"home","primary":true}]},
            {"op":"add","value":{"phoneNumbers":[{"value":"1","type":"work"}]}},{"op":"add","path":"name","value":{"givenName":"Val"}},{"op":"add","path":"name","value":{"familyName":"Ues"}}]
            """))!;
        Assert.Equal(2, user["emails"]!.AsArray().Count);
        Assert.Equal("second@server.example", (string?)Assert.Single(user["emails"]!.AsArray(), email => (bool)email!["primary"]!)!["value"]);
        Assert.Equal(("Val", "Ues"), ((string?)user["name"]!["givenName"], (string?)user["name"]!["familyName"]));
        user = (await client.PatchAsync($"Users/{id}", """[{"op":"remove","path":"emails[type eq \"home\"]"},{"op":"remove","path":"phoneNumbers","value":[{"value":"1"}]},{"op":"remove","path":"name.givenName"}]"""))!;
        Assert.Equal("values@server.example", (string?)Assert.Single(user["emails"]!.AsArray())!["value"]);
        Assert.Equal((null, "Ues"), ((string?)user["name"]!["givenName"], (string?)user["name"]!["familyName"]));
    }

    [Fact]
    public async Task Many_operations_come_in_one_call_and_name_each_other()
    {
        using var client = new ScimClient(app);
        var leaver = await client.PersonAsync("bulk-leaver@server.example");
        var skill = await app.GiveSkillAsync(leaver);
        var answer = (await client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "Bulk", $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
            {"method":"POST","path":"/Groups","bulkId":"g","data":{"displayName":"Bulk","members":[{"value":"bulkId:u"}]} },
            {"method":"POST","path":"/Users","bulkId":"u","data":{"userName":"bulk@server.example"} },
            {"method":"PATCH","path":"/Users/{{leaver}}","data":{"Operations":[{"op":"replace","path":"active","value":false}]} },
            {"method":"POST","path":"/Users","bulkId":"x","data":{"userName":"bulk@server.example"} },
            {"method":"PUT","path":"/Groups/bulkId:nothing","data":{"displayName":"lost"} },
            {"method":"GET","path":"/Users"}]}
            """))!;
        var results = answer["Operations"]!.AsArray();
        Assert.Equal(["201", "201", "200", "409", "409", "405"], results.Select(result => (string)result!["status"]!));
        var group = await client.GetAsync(new Uri((string)results[0]!["location"]!).AbsolutePath["/scim/v2/".Length..]);
        Assert.EndsWith((string)group["members"]![0]!["value"]!, (string)results[1]!["location"]!, StringComparison.Ordinal);
        Assert.Equal("uniqueness", (string?)results[3]!["response"]!["scimType"]);
        await app.AssertGoneAsync(leaver, skill, "scim_deactivated");

        var stopped = (await client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "Bulk", """
            {"failOnErrors":1,"Operations":[{"method":"POST","path":"/Users","bulkId":"1","data":{} },{"method":"POST","path":"/Users","bulkId":"2","data":{"userName":"never@server.example"} }]}
            """))!;
        Assert.Single(stopped["Operations"]!.AsArray());
        var many = string.Join(',', Enumerable.Repeat("""{"method":"DELETE","path":"/Users/x"}""", ScimBulk.MostOperations + 1));
        await client.ExpectAsync(HttpStatusCode.RequestEntityTooLarge, HttpMethod.Post, "Bulk", $"{{\"Operations\":[{many}]}}");
    }

    [Fact]
    public async Task A_group_gives_roles_by_what_the_portal_says_of_it()
    {
        using var client = new ScimClient(app);
        var id = await client.PersonAsync("mapped@server.example");
        var group = (string)(await client.CreateAsync("Groups", $$"""{"displayName":"On call","members":[{"value":"{{id}}"}],"roles":["admin"]}"""))["id"]!;
        async Task<string> RolesAsync() => string.Join(',', (await app.PeekAsync<string[]>("select roles from tenant.members where organisation_id = $1 and user_id = $2", Scenes.Acme.Value, id))!);
        Assert.Equal("", await RolesAsync());

        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"directory/groups/{group}/roles", new { roles = new[] { "reviewer", "responder" } }, "\"1\"");
        Assert.Equal("responder,reviewer", await RolesAsync());
        await admin.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Put, $"directory/groups/{group}/roles", new { roles = new[] { "admin" } }, "\"1\"");
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Put, $"directory/groups/{group}/roles", new { roles = new[] { "god" } }, "\"2\"");
        using var program = app.Program(app.Demo.ApiToken);
        await program.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Put, $"directory/groups/{group}/roles", new { roles = new[] { "admin" } }, "\"2\"");

        // Leaving takes them away, coming back brings those that the groups give by then.
        await client.PatchAsync($"Users/{id}", """[{"op":"replace","path":"active","value":false}]""");
        Assert.Equal("", await RolesAsync());
        await client.PatchAsync($"Users/{id}", """[{"op":"replace","path":"active","value":true}]""");
        Assert.Equal("responder,reviewer", await RolesAsync());
        await client.PatchAsync($"Groups/{group}", $$"""[{"op":"remove","path":"members[value eq \"{{id}}\"]"}]""", HttpStatusCode.NoContent);
        Assert.Equal("", await RolesAsync());
        await client.PatchAsync($"Groups/{group}", $$"""[{"op":"add","path":"members","value":[{"value":"{{id}}"}]}]""", HttpStatusCode.NoContent);
        Assert.Equal("responder,reviewer", await RolesAsync());
        await client.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"Groups/{group}");
        Assert.Equal("", await RolesAsync());
    }

    [Fact]
    public async Task A_person_who_was_here_before_the_directory_keeps_their_roles_and_sign_in()
    {
        var (id, person) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Acme, "earlier@acme.example", "Earl Ier", [Roles.Reviewer], Cancellation);
        using var browser = await app.SignInAsync(person);
        using var client = new ScimClient(app);
        Assert.Equal(id, await client.PersonAsync("Earlier@Acme.example"));
        await browser.GetAsync("home");
        await client.PatchAsync($"Users/{id}", """[{"op":"replace","value":{"active":false}}]""");
        await browser.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");
        Assert.True(await app.PeekAsync<bool>("select password_hash is not null and display_name = 'Earl Ier' from platform.users where id = $1", id));
    }

    [Fact]
    public async Task Nobody_becomes_somebody_else_by_an_address_that_they_gave_themselves()
    {
        var (admin, _) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Acme, "boss@acme.example", "Bea Boss", [Roles.Admin], Cancellation);
        using var client = new ScimClient(app);
        var other = (string)(await client.CreateAsync("Users", """{"userName":"sly@acme.example","emails":[{"value":"boss@acme.example","primary":true}]}"""))["id"]!;
        Assert.NotEqual(admin, other);
        await client.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"Users/{other}");
        Assert.Equal("active", await app.PeekAsync<string>("select status from tenant.members where user_id = $1", admin));
        Assert.False(await app.PeekAsync<bool>("select email_verified from tenant.members where user_id = $1", other));
    }

    [Fact]
    public async Task Who_never_came_leaves_no_report()
    {
        using var client = new ScimClient(app);
        var id = (string)(await client.CreateAsync("Users", """{"userName":"staged@server.example","active":false}"""))["id"]!;
        await client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"Users/{id}", """{"userName":"staged@server.example","active":false,"title":"Soon"}""");
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.offboardings where user_id = $1", id));
        await client.PatchAsync($"Users/{id}", """[{"op":"replace","path":"active","value":true}]""");
        Assert.Equal("active", await app.PeekAsync<string>("select status from tenant.members where user_id = $1", id));
    }

    [Fact]
    public async Task The_directory_of_one_organisation_reaches_nothing_of_another()
    {
        var northwind = await app.Service<DemoTokens>().ReissueAsync(DemoOrganisations.Northwind, "scim", [Scopes.Scim], Cancellation);
        using var acme = new ScimClient(app);
        using var other = new ScimClient(app, northwind);
        var id = await acme.PersonAsync("ours@server.example");
        var group = (string)(await acme.CreateAsync("Groups", $$"""{"displayName":"Ours","members":[{"value":"{{id}}"}]}"""))["id"]!;
        foreach (var path in (string[])[$"Users/{id}", $"Groups/{group}"])
        {
            await other.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, path);
            await other.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Delete, path);
            await other.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Put, path, """{"userName":"taken@over.example","displayName":"taken"}""");
            await other.PatchAsync(path, """[{"op":"replace","value":{"displayName":"taken"}}]""", HttpStatusCode.NotFound);
        }

        Assert.Equal(0, (int)(await other.FilterAsync("Users", "userName eq \"ours@server.example\""))["totalResults"]!);
        await other.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "Groups", $$"""{"displayName":"Graft","members":[{"value":"{{id}}"}]}""");
        // The same name there is another person, and the address of an account elsewhere gives no hold on it.
        Assert.NotEqual(id, await other.PersonAsync("ours@server.example"));
        var admin = await app.PeekAsync<string>("select id from platform.users where normalized_email = 'ADMIN@ACME.EXAMPLE'");
        var impostor = await other.PersonAsync("admin@acme.example");
        Assert.NotEqual(admin, impostor);
        await other.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"Users/{impostor}");
        using var browser = await app.SignInAsync(app.Demo.Admin);
        await browser.GetAsync("home");
    }

    [Fact]
    public async Task A_token_whose_maker_has_left_deactivates_and_does_nothing_else()
    {
        var (id, person) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Acme, "maker@acme.example", "Mike Maker", [Roles.Admin], Cancellation);
        using var maker = await app.SignInAsync(person);
        var made = (await maker.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "directory/tokens", new { name = "okta", expiresInDays = 30 }))!;
        using var client = new ScimClient(app, (string)made["token"]!);
        var other = await client.PersonAsync("left-behind@server.example");
        var skill = await app.GiveSkillAsync(other);
        await app.Service<Offboarder>().OffboardAsync(DemoOrganisations.Acme, id, new(OffboardingKinds.Manual, "test", null), Actor.System, Cancellation);

        await client.GetAsync($"Users/{other}");
        foreach (var (method, path, body) in ((HttpMethod, string, string)[])
        [
            (HttpMethod.Post, "Users", """{"userName":"back@door.example"}"""),
            (HttpMethod.Post, "Groups", """{"displayName":"admins"}"""),
            (HttpMethod.Put, $"Users/{other}", """{"userName":"left-behind@server.example","active":true}"""),
            (HttpMethod.Patch, $"Users/{other}", """{"Operations":[{"op":"replace","path":"active","value":false},{"op":"replace","path":"active","value":true}]}"""),
            (HttpMethod.Patch, $"Users/{other}", """{"Operations":[{"op":"replace","value":{"active":false,"urn:ietf:params:scim:schemas:core:2.0:User:active":true}}]}"""),
            (HttpMethod.Put, $"Users/{other}", """{"userName":"left-behind@server.example","active":false,"Active":true}"""),
            (HttpMethod.Patch, $"Users/{other}", """{"Operations":[{"op":"replace","path":"userName","value":"x"}]}"""),
        ])
            await client.ExpectAsync(HttpStatusCode.Forbidden, method, path, body);
        var bulk = await client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "Bulk", """{"Operations":[{"method":"POST","path":"/Users","bulkId":"1","data":{"userName":"back@door.example"}}]}""");
        Assert.Equal("403", (string?)bulk!["Operations"]![0]!["status"]);
        await client.PatchAsync($"Users/{other}", """[{"op":"Replace","path":"active","value":"False"}]""");
        await app.AssertGoneAsync(other, skill, "scim_deactivated");
        using var admin = await app.SignInAsync(app.Demo.Admin);
        Assert.True((bool)(await admin.GetAsync("directory"))!["tokens"]!.AsArray().Single(token => (string?)token!["id"] == (string?)made["id"])!["reduced"]!);
    }

    [Fact]
    public async Task Tokens_overlap_are_made_in_person_and_end()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        using var program = app.Program(app.Demo.ApiToken);
        await program.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, "directory/tokens", new { name = "x", expiresInDays = 1 });
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "tokens", new { name = "x", scopes = new[] { "scim" }, expiresInDays = 1 });
        var first = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "directory/tokens", new { name = "first", expiresInDays = 1 }))!;
        var second = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "directory/tokens", new { name = "second", expiresInDays = 1 }))!;
        using var before = new ScimClient(app, (string)first["token"]!);
        using var after = new ScimClient(app, (string)second["token"]!);
        await before.GetAsync("Users?count=1");
        await after.GetAsync("Users?count=1");
        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"tokens/{first["id"]}");
        await before.ExpectAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "Users?count=1");
        await after.GetAsync("Users?count=1");
        Assert.EndsWith("/scim/v2", (string)(await admin.GetAsync("directory"))!["address"]!, StringComparison.Ordinal);

        // A sign-in is no directory, whatever the role; and the directory's token reads nothing of the portal.
        using var answer = await admin.SendAsync(HttpMethod.Get, "/scim/v2/Users");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        using var directory = app.Program((string)second["token"]!);
        await directory.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Get, "home");
    }

    private static async Task FilterSceneAsync(ScimClient client)
    {
        if ((int)(await client.FilterAsync("Users", "userName sw \"f.\""))["totalResults"]! > 0)
            return;
        await client.CreateAsync("Users", """{"userName":"f.one@filter.example","externalId":"E-1","title":"Chief","level":3,"name":{"familyName":"one"},"emails":[{"type":"work","value":"x@one.example"}]}""");
        await client.CreateAsync("Users", """{"userName":"f.two@filter.example","title":"Hand","level":10,"name":{"familyName":"two"},"emails":[{"type":"home","value":"x@two.example"}],"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R&D"}}""");
        await client.CreateAsync("Users", """{"userName":"f.three@filter.example","nickName":"Tri","active":false,"name":{"familyName":"three"}}""");
    }
}
