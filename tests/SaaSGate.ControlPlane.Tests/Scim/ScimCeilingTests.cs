using System.Net;
using SaaSGate.ControlPlane.Scim;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Scim;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Scim;

/// <summary>How much of a directory fits, and how much of it one answer holds.</summary>
public sealed class ScimCeilingTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private readonly DirectoryCeilings _usual = new();

    private DirectoryCeilings Ceilings => app.Service<DirectoryCeilings>();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        (Ceilings.People, Ceilings.Groups, Ceilings.MembersOfGroup, Ceilings.MembersInList) = (_usual.People, _usual.Groups, _usual.MembersOfGroup, _usual.MembersInList);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task No_more_people_and_groups_come_than_fit_and_they_go_as_ever()
    {
        using var client = new ScimClient(app);
        var person = await client.PersonAsync("last@full.example");
        var group = (string)(await client.CreateAsync("Groups", """{"displayName":"last"}"""))["id"]!;
        Ceilings.People = (int)await CountAsync("directory_users");
        Ceilings.Groups = (int)await CountAsync("directory_groups");
        var refused = await client.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "Users", """{"userName":"more@full.example"}""");
        Assert.StartsWith($"There are {Ceilings.People} people", (string?)refused!["detail"], StringComparison.Ordinal);
        await client.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "Groups", """{"displayName":"more"}""");
        await client.PatchAsync($"Users/{person}", """[{"op":"replace","path":"active","value":false}]""");
        await client.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"Users/{person}");
        await client.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"Groups/{group}");
        await client.PersonAsync("more@full.example");
        await client.CreateAsync("Groups", """{"displayName":"more"}""");

        Task<long> CountAsync(string table) => app.PeekAsync<long>($"select count(*) from tenant.{table} where organisation_id = $1", Scenes.Acme.Value);
    }

    [Fact]
    public async Task A_group_has_so_many_people_and_they_can_be_taken_out_of_one_that_has_more()
    {
        using var client = new ScimClient(app);
        string[] people = [await client.PersonAsync("a@grown.example"), await client.PersonAsync("b@grown.example"), await client.PersonAsync("c@grown.example")];
        var group = (string)(await client.CreateAsync("Groups", $$"""{"displayName":"grown","members":[{"value":"{{people[0]}}"}]}"""))["id"]!;
        Ceilings.MembersOfGroup = 2;
        await client.PatchAsync($"Groups/{group}", $$"""[{"op":"add","path":"members","value":[{"value":"{{people[1]}}"}]}]""", HttpStatusCode.NoContent);
        var refused = await client.PatchAsync($"Groups/{group}", $$"""[{"op":"add","path":"members","value":[{"value":"{{people[2]}}"}]}]""", HttpStatusCode.Forbidden);
        Assert.StartsWith("A group has up to 2 members.", (string?)refused!["detail"], StringComparison.Ordinal);
        var all = string.Join(',', people.Select(id => $$"""{"value":"{{id}}"}"""));
        await client.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Put, $"Groups/{group}", $$"""{"displayName":"grown","members":[{{all}}]}""");
        await client.ExpectAsync(HttpStatusCode.Forbidden, HttpMethod.Post, "Groups", $$"""{"displayName":"born large","members":[{{all}}]}""");
        Assert.Equal(2, (await client.GetAsync($"Groups/{group}"))["members"]!.AsArray().Count);

        Ceilings.MembersOfGroup = 1;
        await client.PatchAsync($"Groups/{group}", $$"""[{"op":"remove","path":"members[value eq \"{{people[0]}}\"]"}]""", HttpStatusCode.NoContent);
        Assert.Equal(people[1], (string?)Assert.Single((await client.GetAsync($"Groups/{group}"))["members"]!.AsArray())!["value"]);
    }

    [Fact]
    public async Task A_list_of_groups_with_too_many_people_is_shorter_and_goes_on_and_one_alone_comes_whole()
    {
        using var client = new ScimClient(app);
        string[] people = [await client.PersonAsync("a@long.example"), await client.PersonAsync("b@long.example")];
        var all = string.Join(',', people.Select(id => $$"""{"value":"{{id}}"}"""));
        foreach (var name in (string[])["long one", "long two"])
            await client.CreateAsync("Groups", $$"""{"displayName":"{{name}}","members":[{{all}}]}""");
        await client.CreateAsync("Groups", """{"displayName":"long and empty"}""");
        const string Both = "displayName sw \"long\"";
        var whole = (await client.FilterAsync("Groups", Both))["Resources"]!.AsArray();
        Assert.Equal([2, 2, 0], whole.Select(one => one!["members"]?.AsArray().Count ?? 0));
        Assert.Equal(people.Order(), whole[0]!["members"]!.AsArray().Select(one => (string)one!["value"]!));

        Ceilings.MembersInList = 3;
        var first = await client.FilterAsync("Groups", Both);
        Assert.Equal((3, 1, 1), ((int)first["totalResults"]!, (int)first["itemsPerPage"]!, first["Resources"]!.AsArray().Count));
        var rest = await client.FilterAsync("Groups", Both, "&startIndex=2");
        Assert.Equal([2, 0], rest["Resources"]!.AsArray().Select(one => one!["members"]?.AsArray().Count ?? 0));
        Ceilings.MembersInList = 1;
        Assert.Equal(2, (await client.FilterAsync("Groups", Both, "&count=1"))["Resources"]![0]!["members"]!.AsArray().Count);
        var without = await client.FilterAsync("Groups", Both, "&excludedAttributes=members");
        Assert.Equal(3, (int)without["totalResults"]!);
        Assert.All(without["Resources"]!.AsArray(), one => Assert.Null(one!["members"]));
    }

    [Fact]
    public async Task A_call_names_so_many_members_in_all_its_operations()
    {
        using var client = new ScimClient(app);
        var group = (string)(await client.CreateAsync("Groups", """{"displayName":"named"}"""))["id"]!;
        var half = $"[{string.Join(',', Enumerable.Range(0, (ScimMembers.Most / 2) + 1).Select(n => $"\"usr_{n}\""))}]";
        await client.PatchAsync($"Groups/{group}", $$"""[{"op":"remove","path":"members","value":{{half}}},{"op":"remove","path":"members","value":{{half}}}]""", HttpStatusCode.RequestEntityTooLarge);
        await client.PatchAsync($"Groups/{group}", $$"""[{"op":"remove","path":"members","value":{{half}}}]""", HttpStatusCode.NoContent);
    }
}
