using System.Net;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Scim;

/// <summary>Whole lives of people and groups, in the forms in which Okta sends them.</summary>
public sealed class OktaTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private const string Json = "application/json; charset=utf-8";

    [Fact]
    public async Task An_app_of_the_wizard_puts_the_whole_user_and_deactivates_so()
    {
        using var okta = new ScimClient(app);
        // 1. It looks the person up, finds nobody, and creates them with a password that nobody wants.
        Assert.Equal(0, (int)(await okta.FilterAsync("Users", "userName eq \"test.user@okta.example\"", "&startIndex=1&count=100"))["totalResults"]!);
        var made = (await okta.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "Users", User("test.user@okta.example", "true", "\"password\":\"1mz050nq\","), Json))!;
        var id = (string)made["id"]!;
        Assert.Null(made["password"]);
        Assert.Equal("00ujl29u0le5T6Aj10h7", (string?)made["externalId"]);
        Assert.DoesNotContain("1mz050nq", await app.PeekAsync<string>("select resource::text || (select string_agg(detail::text, '') from tenant.audit_log) from tenant.directory_users where user_id = $1", id), StringComparison.Ordinal);

        // 2. It reads what it made, and changes the profile by a PUT of all of it.
        Assert.Equal("Test", (string?)(await okta.GetAsync($"Users/{id}"))["name"]!["givenName"]);
        var changed = (await okta.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"Users/{id}", User("test.user@okta.example", "true").Replace("\"Test\"", "\"Another\"", StringComparison.Ordinal)))!;
        Assert.Equal(("Another", true), ((string?)changed["name"]!["givenName"], (bool)changed["active"]!));

        // 3. It deactivates by a PUT of all of it, and again at every push.
        var skill = await app.GiveSkillAsync(id);
        Assert.False((bool)(await okta.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"Users/{id}", User("test.user@okta.example", "false")))!["active"]!);
        await app.AssertGoneAsync(id, skill, "scim_deactivated");
        await okta.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"Users/{id}", User("test.user@okta.example", "false"));
        await app.AssertGoneAsync(id, skill, "scim_deactivated");

        // 4. It never deletes: who is inactive is found, and comes back by active, alone.
        Assert.Equal(1, (int)(await okta.FilterAsync("Users", "userName eq \"TEST.user@okta.example\""))["totalResults"]!);
        Assert.True((bool)(await okta.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"Users/{id}", User("test.user@okta.example", "true")))!["active"]!);
        Assert.Equal("active", await app.PeekAsync<string>("select status from tenant.members where user_id = $1", id));
        Assert.Equal("revoked", await app.PeekAsync<string>("select status from tenant.skills where id = $1", skill));
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from platform.stop_log where target_id = $1 and lifted", id));
    }

    [Fact]
    public async Task A_catalogue_app_patches_without_a_path()
    {
        using var okta = new ScimClient(app);
        var id = await okta.PersonAsync("catalogue@okta.example");
        var skill = await app.GiveSkillAsync(id);
        Assert.False((bool)(await okta.PatchAsync($"Users/{id}", """[{"op":"replace","value":{"active":false}}]"""))!["active"]!);
        await app.AssertGoneAsync(id, skill, "scim_deactivated");
        Assert.True((bool)(await okta.PatchAsync($"Users/{id}", """[{"op":"replace","value":{"active":true}}]"""))!["active"]!);
        Assert.Equal("revoked", await app.PeekAsync<string>("select status from tenant.skills where id = $1", skill));
    }

    [Fact]
    public async Task A_put_without_active_leaves_it_as_it_is()
    {
        using var okta = new ScimClient(app);
        var id = await okta.PersonAsync("silent@okta.example");
        const string Silent = """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"silent@okta.example","displayName":"Silent"}""";
        Assert.True((bool)(await okta.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"Users/{id}", Silent))!["active"]!);
        await okta.PatchAsync($"Users/{id}", """[{"op":"replace","value":{"active":false}}]""");
        Assert.False((bool)(await okta.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"Users/{id}", Silent))!["active"]!);
        Assert.Equal("inactive", await app.PeekAsync<string>("select status from tenant.members where user_id = $1", id));
    }

    [Fact]
    public async Task A_userName_that_is_taken_is_409_in_any_letters()
    {
        using var okta = new ScimClient(app);
        await okta.PersonAsync("twice@okta.example");
        var error = (await okta.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Post, "Users", User("Twice@OKTA.example", "true"), Json))!;
        Assert.Equal("uniqueness", (string?)error["scimType"]);
        var other = await okta.PersonAsync("other@okta.example");
        await okta.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Put, $"Users/{other}", User("TWICE@okta.example", "true"));
        Assert.Equal("other@okta.example", (string?)(await okta.GetAsync($"Users/{other}"))["userName"]);
    }

    [Fact]
    public async Task Pages_are_stable_and_counted_in_whole_numbers()
    {
        using var okta = new ScimClient(app);
        for (var i = 0; i < 7; i++)
            await okta.PersonAsync($"page{i}@okta.example");
        List<string> seen = [];
        for (var start = 1; ; start += 3)
        {
            var page = await okta.FilterAsync("Users", "userName sw \"page\"", $"&startIndex={start}&count=3");
            Assert.Equal((7, start), ((int)page["totalResults"]!, (int)page["startIndex"]!));
            Assert.Equal(page["Resources"]!.AsArray().Count, (int)page["itemsPerPage"]!);
            if (page["Resources"]!.AsArray().Count == 0)
                break;
            seen.AddRange(page["Resources"]!.AsArray().Select(user => (string)user!["userName"]!));
        }

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"page{i}@okta.example"), seen);
    }

    [Fact]
    public async Task Groups_are_pushed_by_name_without_touching_their_people()
    {
        using var okta = new ScimClient(app);
        var (ada, bob) = (await okta.PersonAsync("ada@group.example"), await okta.PersonAsync("bob@group.example"));
        var group = (string)(await okta.CreateAsync("Groups", $$"""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Pushed","members":[{"value":"{{ada}}","display":"ada@group.example"}]}"""))["id"]!;

        // A replace without path, and a PUT, that name no members.
        await okta.PatchAsync($"Groups/{group}", $$"""[{"op":"replace","value":{"id":"{{group}}","displayName":"Renamed"} }]""", HttpStatusCode.NoContent);
        Assert.Equal(("Renamed", ada), await GroupAsync(okta, group));
        await okta.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"Groups/{group}", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Renamed again"}""");
        Assert.Equal(("Renamed again", ada), await GroupAsync(okta, group));

        // Members without a type, and one that goes by a filter.
        await okta.PatchAsync($"Groups/{group}", $$"""[{"op":"add","path":"members","value":[{"value":"{{bob}}"}]},{"op":"remove","path":"members[value eq \"{{ada}}\"]"}]""", HttpStatusCode.NoContent);
        Assert.Equal(("Renamed again", bob), await GroupAsync(okta, group));

        // An empty list empties it, in either way.
        await okta.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"Groups/{group}", """{"displayName":"Renamed again","members":[]}""");
        Assert.Empty((await GroupAsync(okta, group)).Members);
        await okta.PatchAsync($"Groups/{group}", $$"""[{"op":"replace","path":"members","value":[{"value":"{{ada}}"},{"value":"{{bob}}"}]}]""", HttpStatusCode.NoContent);
        Assert.Equal(2, (await GroupAsync(okta, group)).Members.Split(',').Length);
        await okta.PatchAsync($"Groups/{group}", """[{"op":"replace","path":"members","value":[]}]""", HttpStatusCode.NoContent);
        Assert.Empty((await GroupAsync(okta, group)).Members);
        await okta.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"Groups/{group}");
        await okta.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"Groups/{group}");
    }

    [Fact]
    public async Task Who_comes_without_a_token_is_told_so_in_SCIM()
    {
        using var nobody = new ScimClient(app, "");
        await nobody.ExpectAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "Users");
        using var wrong = new ScimClient(app, "sgt_wrong");
        await wrong.ExpectAsync(HttpStatusCode.Unauthorized, HttpMethod.Get, "Users");
        using var other = new ScimClient(app, app.Demo.ApiToken);
        await other.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Get, "Users");
    }

    private static async Task<(string Name, string Members)> GroupAsync(ScimClient okta, string id)
    {
        var group = await okta.GetAsync($"Groups/{id}");
        return ((string)group["displayName"]!, string.Join(',', group["members"]!.AsArray().Select(member => (string)member!["value"]!)));
    }

    private static string User(string name, string active, string password = "") => $$"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"{{name}}","name":{"givenName":"Test","familyName":"User"},
        "emails":[{"primary":true,"value":"{{name}}","type":"work"}],"displayName":"Test User","locale":"en-US","externalId":"{{(name.StartsWith("test", StringComparison.Ordinal) ? "00ujl29u0le5T6Aj10h7" : name)}}",{{password}}"groups":[],"active":{{active}}}
        """;
}
