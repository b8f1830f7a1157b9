using System.Net;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Scim;

/// <summary>Whole lives of people and groups, in the forms in which Entra ID sends them, with and without its flag for the standard.</summary>
public sealed class EntraTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    [Theory]
    [InlineData("", "Replace", "\"False\"", "\"True\"")]
    [InlineData("aadOptscim062020", "replace", "false", "true")]
    public async Task Disables_first_and_deletes_thirty_days_later_and_both_revoke(string flag, string op, string no, string yes)
    {
        using var entra = new ScimClient(app, query: flag);
        var name = $"entra{flag}@entra.example";
        // 1. It looks the person up by every way that it is set to match by.
        Assert.Empty((await entra.FilterAsync("Users", $"externalId eq \"{name}\""))["Resources"]!.AsArray());
        var made = await entra.CreateAsync("Users", $$"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","{{Enterprise}}"],"externalId":"{{name}}-ext","userName":"{{name}}","active":true,"displayName":"Ent Ra",
            "emails":[{"primary":true,"type":"work","value":"{{name}}"}],"meta":{"resourceType":"User"},"name":{"formatted":"Ent Ra","familyName":"Ra","givenName":"Ent"},"roles":[]}
            """);
        var id = (string)made["id"]!;
        foreach (var filter in (string[])[$"userName eq \"{name}\"", $"externalId eq \"{name}-ext\"", $"externalId eq {name}-ext", $"emails[type eq \"work\"].value eq \"{name}\"", $"userName eq \"{name}\" and externalId eq \"{name}-ext\""])
            Assert.Equal(id, (string?)(await entra.FilterAsync("Users", filter))["Resources"]![0]!["id"]);

        // 2. It disables: the string or the boolean.
        var skill = await app.GiveSkillAsync(id);
        Assert.False((bool)(await entra.PatchAsync($"Users/{id}", $$"""[{"op":"{{op}}","path":"active","value":{{no}}}]"""))!["active"]!);
        await app.AssertGoneAsync(id, skill, "scim_deactivated");
        Assert.Equal(1, (int)(await entra.FilterAsync("Users", $"userName eq \"{name}\""))["totalResults"]!);
        Assert.False((bool)(await entra.GetAsync($"Users/{id}"))["active"]!);

        // 3. It deletes: said once more, and whoever got a skill in between loses it.
        await app.RunAsync("update tenant.skills set status = 'active' where id = $1", skill);
        await entra.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"Users/{id}");
        await app.AssertGoneAsync(id, skill, "scim_deactivated", "scim_deleted");
        await entra.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"Users/{id}");
        await entra.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Delete, $"Users/{id}");

        // 4. The same person comes once more, and is the same here.
        Assert.Equal(id, (string?)(await entra.CreateAsync("Users", $$"""{"userName":"{{name}}","active":{{yes}}}"""))["id"]);
        Assert.Equal("active", await app.PeekAsync<string>("select status from tenant.members where user_id = $1", id));
        Assert.Equal("revoked", await app.PeekAsync<string>("select status from tenant.skills where id = $1", skill));
    }

    [Fact]
    public async Task A_replace_without_path_has_dotted_keys_and_URNs_inside_the_value()
    {
        using var entra = new ScimClient(app, query: "aadOptscim062020");
        var id = await entra.PersonAsync("dotted@entra.example");
        var user = (await entra.PatchAsync($"Users/{id}", $$"""
            [{"op":"replace","value":{"displayName":"Dot Ted","name.givenName":"Dot","name.familyName":"Ted","emails[type eq \"work\"].value":"dot@entra.example",
            "{{Enterprise}}:employeeNumber":"701984","{{Enterprise}}:department":"Sales"} }]
            """))!;
        Assert.Equal(("Dot", "Ted", "dot@entra.example"), ((string?)user["name"]!["givenName"], (string?)user["name"]!["familyName"], (string?)user["emails"]![0]!["value"]));
        Assert.Equal(("701984", "Sales"), ((string?)user[Enterprise]!["employeeNumber"], (string?)user[Enterprise]!["department"]));
        Assert.Contains(Enterprise, user["schemas"]!.AsArray().Select(urn => (string)urn!));
    }

    [Fact]
    public async Task A_value_of_a_type_that_is_not_there_is_made()
    {
        using var entra = new ScimClient(app);
        var id = (string)(await entra.CreateAsync("Users", """{"userName":"bare@entra.example","active":true}"""))["id"]!;
        var user = (await entra.PatchAsync($"Users/{id}", """
            [{"op":"Replace","path":"emails[type eq \"work\"].value","value":"made@entra.example"},{"op":"Add","path":"phoneNumbers[type eq \"mobile\"].value","value":"+49 30 1"},
            {"op":"Add","path":"addresses[type eq \"work\"].streetAddress","value":"Street 1"}]
            """))!;
        Assert.Equal(("work", "made@entra.example"), ((string?)user["emails"]![0]!["type"], (string?)user["emails"]![0]!["value"]));
        Assert.Equal(("mobile", "Street 1"), ((string?)user["phoneNumbers"]![0]!["type"], (string?)user["addresses"]![0]!["streetAddress"]));
        Assert.Single(user["emails"]!.AsArray());
        user = (await entra.PatchAsync($"Users/{id}", """[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"changed@entra.example"}]"""))!;
        Assert.Equal("changed@entra.example", (string?)Assert.Single(user["emails"]!.AsArray())!["value"]);
    }

    [Fact]
    public async Task A_manager_may_be_a_bare_text()
    {
        using var entra = new ScimClient(app);
        var (boss, id) = (await entra.PersonAsync("boss@entra.example"), await entra.PersonAsync("managed@entra.example"));
        var user = (await entra.PatchAsync($"Users/{id}", $$"""[{"op":"Add","path":"{{Enterprise}}:manager","value":"{{boss}}"}]"""))!;
        Assert.Equal(boss, (string?)user[Enterprise]!["manager"]!["value"]);
        Assert.Equal(id, (string?)(await entra.FilterAsync("Users", $"{Enterprise}:manager.value eq \"{boss}\""))["Resources"]![0]!["id"]);
        user = (await entra.PatchAsync($"Users/{id}", $$"""[{"op":"Replace","path":"{{Enterprise}}:manager","value":{"value":"{{id}}"} }]"""))!;
        Assert.Equal(id, (string?)user[Enterprise]!["manager"]!["value"]);
        user = (await entra.PatchAsync($"Users/{id}", $$"""[{"op":"Remove","path":"{{Enterprise}}:manager"}]"""))!;
        Assert.Null(user[Enterprise]);
    }

    [Fact]
    public async Task Removing_a_member_by_a_list_leaves_the_others()
    {
        using var entra = new ScimClient(app);
        var (ada, bob, cy) = (await entra.PersonAsync("ada@members.example"), await entra.PersonAsync("bob@members.example"), await entra.PersonAsync("cy@members.example"));
        var group = await entra.CreateAsync("Groups", """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group","http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],"externalId":"8aa1a0c0","displayName":"Engineers","meta":{"resourceType":"Group"}}
            """);
        var id = (string)group["id"]!;
        Assert.Contains("http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group", group["schemas"]!.AsArray().Select(urn => (string)urn!));

        await entra.PatchAsync($"Groups/{id}", $$"""[{"op":"Add","path":"members","value":[{"$ref":null,"value":"{{ada}}"},{"$ref":null,"value":"{{bob}}"},{"$ref":null,"value":"{{cy}}"}]}]""", HttpStatusCode.NoContent);
        await entra.PatchAsync($"Groups/{id}", $$"""[{"op":"Remove","path":"members","value":[{"$ref":null,"value":"{{bob}}"}]}]""", HttpStatusCode.NoContent);
        Assert.Equal(Sorted(ada, cy), await MembersAsync(entra, id));
        await entra.PatchAsync($"Groups/{id}", $$"""[{"op":"remove","path":"members[value eq \"{{ada}}\"]"}]""", HttpStatusCode.NoContent);
        Assert.Equal([cy], await MembersAsync(entra, id));
        await entra.PatchAsync($"Groups/{id}", """[{"op":"Remove","path":"members","value":[]}]""", HttpStatusCode.NoContent);
        Assert.Equal([cy], await MembersAsync(entra, id));
        await entra.PatchAsync($"Groups/{id}", """[{"op":"Replace","path":"displayName","value":"Builders"}]""", HttpStatusCode.NoContent);

        // It looks groups up by name, without their people.
        var found = (await entra.FilterAsync("Groups", "displayName eq \"Builders\"", "&excludedAttributes=members"))["Resources"]![0]!;
        Assert.Equal((id, null), ((string?)found["id"], found["members"]));
        Assert.Equal(id, (string?)(await entra.FilterAsync("Groups", $"id eq \"{id}\" and members eq \"{cy}\""))["Resources"]![0]!["id"]);
        Assert.Equal(0, (int)(await entra.FilterAsync("Groups", $"id eq \"{id}\" and members eq \"{ada}\""))["totalResults"]!);
        Assert.Equal(id, (string?)(await entra.GetAsync($"Users/{cy}"))["groups"]![0]!["value"]);
    }

    [Fact]
    public async Task No_match_is_an_empty_list_and_any_query_string_is_let_be()
    {
        using var entra = new ScimClient(app, query: "aadOptscim062020&whatever=1");
        var (body, answer) = await entra.SendAsync(HttpMethod.Get, $"Users?filter={Uri.EscapeDataString($"userName eq \"{Guid.NewGuid()}\"")}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("urn:ietf:params:scim:api:messages:2.0:ListResponse", 0), ((string?)body!["schemas"]![0], (int)body["totalResults"]!));
    }

    [Fact]
    public async Task Values_are_kept_as_they_were_sent_also_those_that_nobody_knows()
    {
        using var entra = new ScimClient(app);
        const string Custom = "urn:acme:scim:1.0:user";
        var made = await entra.CreateAsync("Users", $$"""
            {"schemas":["{{Custom}}"],"userName":"Kept.As.Sent@Entra.example","title":"Señor  Dev ","shoeSize":41.5,"nested":{"a":[1,{"b":null}]},"{{Custom}}":{"badge":"B-1","level":3},"{{Enterprise}}":{"costCenter":"0012","custom":true} }
            """);
        var read = await entra.GetAsync($"Users/{made["id"]}");
        Assert.Equal(("Kept.As.Sent@Entra.example", "Señor  Dev ", 41.5), ((string?)read["userName"], (string?)read["title"], (double)read["shoeSize"]!));
        Assert.Equal("""{"a":[1,{"b":null}]}""", read["nested"]!.ToJsonString());
        Assert.Equal(("B-1", 3, "0012", true), ((string?)read[Custom]!["badge"], (int)read[Custom]!["level"]!, (string?)read[Enterprise]!["costCenter"], (bool)read[Enterprise]!["custom"]!));
        Assert.Equal(made["id"]!.ToString(), (string?)(await entra.FilterAsync("Users", $"{Custom}:badge eq \"B-1\""))["Resources"]![0]!["id"]);
    }

    [Fact]
    public async Task Says_what_it_can()
    {
        using var entra = new ScimClient(app);
        var config = await entra.GetAsync("ServiceProviderConfig");
        Assert.True((bool)config["patch"]!["supported"]! && (bool)config["bulk"]!["supported"]! && (bool)config["filter"]!["supported"]! && (bool)config["etag"]!["supported"]!);
        Assert.Equal(["User", "Group"], (await entra.GetAsync("ResourceTypes"))["Resources"]!.AsArray().Select(type => (string)type!["name"]!));
        Assert.Equal(Enterprise, (string?)(await entra.GetAsync("ResourceTypes/User"))["schemaExtensions"]![0]!["schema"]);
        Assert.Equal(3, (int)(await entra.GetAsync("Schemas"))["totalResults"]!);
        Assert.Contains((await entra.GetAsync($"Schemas/{Enterprise}"))["attributes"]!.AsArray(), attribute => (string?)attribute!["name"] == "manager");
        await entra.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, "Schemas/urn:none");
    }

    private static string[] Sorted(params string[] ids) => [.. ids.Order(StringComparer.Ordinal)];

    private static async Task<string[]> MembersAsync(ScimClient entra, string id) =>
        Sorted([.. (await entra.GetAsync($"Groups/{id}"))["members"]!.AsArray().Select(member => (string)member!["value"]!)]);
}
