using System.Net;
using System.Text.Json.Nodes;
using SaaSGate.ControlPlane.Scim;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Scim;

/// <summary>How much a call may say, whatever would come of it; and that a group's people are not counted with it.</summary>
public sealed class ScimSizeTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private static readonly string Numbers = ManyNumbers(0, ScimSize.MostParts + 1), Attributes = $$"""{{{string.Join(',', Enumerable.Range(0, ScimSize.MostParts + 1).Select(n => $"\"a{n}\":1"))}}}""";

    [Fact]
    public async Task A_person_of_too_many_parts_is_refused()
    {
        using var client = new ScimClient(app);
        var id = await client.PersonAsync("whole@size.example");
        foreach (var more in (string[])[Attributes[1..^1], $"\"foo\":{Numbers}", $"\"foo\":[{{\"bar\":{Numbers}}}]", $"\"{Enterprise}\":{Attributes}", $"\"urn:x:y\":{Attributes}", $"\"foo\":\"{new string('x', ScimSize.MostCharacters)}\""])
        {
            var body = $$"""{"userName":"whole@size.example",{{more}}}""";
            await client.ExpectAsync(HttpStatusCode.RequestEntityTooLarge, HttpMethod.Put, $"Users/{id}", body);
            await client.ExpectAsync(HttpStatusCode.RequestEntityTooLarge, HttpMethod.Post, "Users", body.Replace("whole@", "other@", StringComparison.Ordinal));
            await client.ExpectAsync(HttpStatusCode.RequestEntityTooLarge, HttpMethod.Post, "Groups", body.Replace("userName", "displayName", StringComparison.Ordinal));
        }
    }

    /// <summary>Each would leave next to nothing behind: it is what they say that is too much.</summary>
    [Fact]
    public async Task A_patch_that_says_too_much_is_refused_whatever_is_left_of_it()
    {
        using var client = new ScimClient(app);
        var id = await client.PersonAsync("patched@size.example");
        var group = (string)(await client.CreateAsync("Groups", """{"displayName":"patched size"}"""))["id"]!;
        const string Remove = """{"op":"remove","path":"foo"}""";
        var half = ScimSize.MostParts / 2;
        foreach (var operations in (string[])
        [
            $$"""[{"op":"add","path":"foo","value":{{Numbers}}},{{Remove}}]""",
            $$"""[{"op":"add","path":"foo","value":{{ManyNumbers(0, half)}}},{"op":"add","path":"foo","value":{{ManyNumbers(half, half)}}},{{Remove}}]""",
            $$"""[{"op":"add","value":{"foo":{{Numbers}} } },{{Remove}}]""",
            $$"""[{"op":"replace","path":"foo","value":"{{new string('x', ScimSize.MostCharacters)}}"},{{Remove}}]""",
            $$"""[{"op":"remove","path":"foo","value":{{Numbers}}}]""",
        ])
        {
            await client.PatchAsync($"Users/{id}", operations, HttpStatusCode.RequestEntityTooLarge);
            await client.PatchAsync($"Groups/{group}", operations, HttpStatusCode.RequestEntityTooLarge);
        }

        // Of a person, members are an attribute like any other.
        await client.PatchAsync($"Users/{id}", $$"""[{"op":"add","path":"members","value":{{Numbers}}},{"op":"remove","path":"members"}]""", HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task What_is_copied_into_many_values_counts_as_often()
    {
        using var client = new ScimClient(app);
        var id = await client.PersonAsync("copied@size.example");
        await client.PatchAsync($"Users/{id}", $$"""[{"op":"add","path":"foo","value":[{{string.Join(',', Enumerable.Range(0, 600).Select(n => $$"""{"n":{{n}}}"""))}}]}]""");
        var text = new string('x', ScimSize.MostCharacters / 500);
        foreach (var path in (string[])["foo.bar", "foo[n ge 0].bar"])
            await client.PatchAsync($"Users/{id}", $$"""[{"op":"replace","path":"{{path}}","value":"{{text}}"},{"op":"remove","path":"foo"}]""", HttpStatusCode.RequestEntityTooLarge);
        var user = (await client.PatchAsync($"Users/{id}", """[{"op":"replace","path":"foo.bar","value":"x"}]"""))!;
        Assert.All(user["foo"]!.AsArray(), one => Assert.Equal("x", (string?)one!["bar"]));
    }

    [Fact]
    public async Task An_attribute_grows_to_so_many_values_and_its_person_can_still_leave()
    {
        using var client = new ScimClient(app);
        var id = await client.PersonAsync("grown@size.example");
        var most = ScimSize.MostParts - 500;
        await client.PatchAsync($"Users/{id}", $$"""[{"op":"add","path":"foo","value":{{ManyNumbers(0, most)}}}]""");
        var user = (await client.PatchAsync($"Users/{id}", $$"""[{"op":"add","path":"foo","value":{{ManyNumbers(500, most)}}}]"""))!;
        Assert.Equal(ScimSize.MostParts, user["foo"]!.AsArray().Count);
        await client.PatchAsync($"Users/{id}", $$"""[{"op":"add","path":"foo","value":{{ManyNumbers(500, most)}}}]""");
        await client.PatchAsync($"Users/{id}", """[{"op":"add","path":"foo","value":[-1]}]""", HttpStatusCode.RequestEntityTooLarge);
        await client.PatchAsync($"Users/{id}", """[{"op":"replace","path":"foo[type eq \"x\"].value","value":1}]""", HttpStatusCode.RequestEntityTooLarge);
        await client.PatchAsync($"Users/{id}", """[{"op":"replace","path":"active","value":false}]""");
        Assert.Equal("inactive", await app.PeekAsync<string>("select status from tenant.members where user_id = $1", id));
    }

    [Fact]
    public async Task What_the_server_drops_and_people_of_groups_do_not_count()
    {
        using var client = new ScimClient(app);
        await client.CreateAsync("Users", $$"""{"userName":"dropped@size.example","groups":{{Numbers}},"meta":{{Attributes}},"password":"{{new string('x', ScimSize.MostCharacters)}}"}""");

        const int People = 3000;
        await app.RunAsync(
            """
            insert into tenant.members (organisation_id, user_id, display_name, email, roles, source)
            select $1, 'usr_size' || n, 'P', 'p' || n || '@many.example', '{}', 'scim' from generate_series(1, $2) n
            """, Scenes.Acme.Value, People);
        await app.RunAsync(
            """
            insert into tenant.directory_users (organisation_id, user_id, user_name, user_key, active, resource, base_roles, created_at, updated_at)
            select $1, 'usr_size' || n, 'p' || n, 'p' || n, true, '{}', '{}', now(), now() from generate_series(1, $2) n
            """, Scenes.Acme.Value, People);
        var all = $"[{string.Join(',', Enumerable.Range(1, People).Select(n => $$"""{"value":"usr_size{{n}}","display":"{{new string('x', 50)}}"}"""))}]";
        var group = (string)(await client.CreateAsync("Groups", $$"""{"displayName":"many","members":{{all}}}"""))["id"]!;
        Assert.Equal(People, await CountAsync());
        await client.PatchAsync($"Groups/{group}", $$"""[{"op":"remove","path":"members","value":{{all}}}]""", HttpStatusCode.NoContent);
        Assert.Equal(0, await CountAsync());
        await client.PatchAsync($"Groups/{group}", $$"""[{"op":"Add","value":{"displayName":"more","Members":{{all}} } }]""", HttpStatusCode.NoContent);
        Assert.Equal(People, await CountAsync());
        await client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"Groups/{group}", $$"""{"displayName":"many","members":{{all}}}""");
        Assert.Equal(People, await CountAsync());

        // One at a time, as Entra ID takes people out.
        var one = string.Join(',', Enumerable.Range(1, ScimPatch.MostOperations).Select(n =>
            $$"""{"op":"Remove","path":"urn:ietf:params:scim:schemas:core:2.0:Group:members[value eq \"usr_size{{n}}\" or value eq \"{{new string('0', 100)}}\"]"}"""));
        await client.PatchAsync($"Groups/{group}", $"[{one}]", HttpStatusCode.NoContent);
        Assert.Equal(People - ScimPatch.MostOperations, await CountAsync());

        Task<long> CountAsync() => app.PeekAsync<long>("select count(*) from tenant.directory_group_members where group_id = $1", group);
    }

    [Fact]
    public async Task A_bulk_in_which_each_waits_for_the_next_comes_whole()
    {
        using var client = new ScimClient(app);
        const int Many = 30;
        var operations = Enumerable.Range(0, Many).Select(n => new JsonObject
        {
            ["method"] = "POST",
            ["path"] = "/Users",
            ["bulkId"] = $"{n}",
            ["data"] = new JsonObject { ["userName"] = $"chain{n}@size.example", [Enterprise] = new JsonObject { ["manager"] = new JsonObject { ["value"] = n + 1 < Many ? $"bulkId:{n + 1}" : "nobody" } } },
        }).Append(new JsonObject { ["method"] = "DELETE", ["path"] = "/Users/bulkId:0" }).Append(new JsonObject { ["method"] = "DELETE", ["path"] = "/Users/bulkId:never" });
        var answer = await client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "Bulk", new JsonObject { ["Operations"] = new JsonArray([.. operations]) }.ToJsonString());
        var results = answer!["Operations"]!.AsArray();
        Assert.Equal([.. Enumerable.Repeat("201", Many), "204", "409"], results.Select(result => (string)result!["status"]!));
        for (var n = 1; n + 1 < Many; n++)
            Assert.EndsWith((string)(await client.GetAsync(PathOf(n)))[Enterprise]!["manager"]!["value"]!, PathOf(n + 1), StringComparison.Ordinal);

        string PathOf(int n) => new Uri((string)results[n]!["location"]!).AbsolutePath["/scim/v2/".Length..];
    }

    private static string ManyNumbers(int from, int count) => $"[{string.Join(',', Enumerable.Range(from, count))}]";
}
