using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Scim;

/// <summary>Directories of organisations whose plan has no seat left: nobody is added, and everybody can be let go.</summary>
public sealed class ScimSeatTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private const string Off = """[{"op":"replace","path":"active","value":false}]""", On = """[{"op":"replace","path":"active","value":true}]""";

    [Fact]
    public async Task Somebody_without_a_seat_is_refused_with_what_to_do_and_is_still_let_go()
    {
        using var client = new ScimClient(app);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (ada, bob) = (await client.PersonAsync("ada@seats.example"), await client.PersonAsync("bob@seats.example"));
        var group = (string)(await client.CreateAsync("Groups", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Seats"}"""))["id"]!;
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"directory/groups/{group}/roles", new { roles = new[] { "reviewer" } }, "\"1\"");

        // One seat is left: the second is refused, and of that call nothing is done.
        await app.SeatsAsync(1);
        await client.PatchAsync($"Groups/{group}", Add(ada), HttpStatusCode.NoContent);
        await RefusedAsync(client, $"Groups/{group}", Add(bob));
        Assert.Equal(ada, (string?)Assert.Single((await client.GetAsync($"Groups/{group}"))["members"]!.AsArray())!["value"]);
        Assert.Equal("reviewer", await RolesAsync(ada));
        Assert.Equal("", await RolesAsync(bob));

        // Both are let go, also when nothing may grow any more; who has left takes no seat.
        await app.RunAsync("update tenant.plan_limits set growth_stopped = true where organisation_id = $1", Scenes.Acme.Value);
        await client.PatchAsync($"Users/{bob}", Off);
        await client.PatchAsync($"Users/{ada}", Off);
        Assert.Equal("inactive inactive", await app.PeekAsync<string>("select string_agg(status, ' ') from tenant.members where user_id in ($1, $2)", ada, bob));
        await RefusedAsync(client, $"Users/{ada}", On);
        Assert.Equal("inactive", await app.PeekAsync<string>("select status from tenant.members where user_id = $1", ada));

        // With the seat that became free somebody else comes, and then the first does not.
        await app.RunAsync("update tenant.plan_limits set growth_stopped = false where organisation_id = $1", Scenes.Acme.Value);
        await client.PatchAsync($"Users/{bob}", On);
        await client.PatchAsync($"Groups/{group}", Add(bob), HttpStatusCode.NoContent);
        await RefusedAsync(client, $"Users/{ada}", On);
        await client.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"Users/{ada}");
        await app.RunAsync("delete from tenant.plan_limits where organisation_id = $1", Scenes.Acme.Value);
    }

    private static string Add(string person) => $$"""[{"op":"add","path":"members","value":[{"value":"{{person}}"}]}]""";

    private static async Task RefusedAsync(ScimClient client, string path, string operations)
    {
        var error = (await client.PatchAsync(path, operations, HttpStatusCode.Forbidden))!;
        Assert.Equal(ScimProblems.SeatLimit.Title, (string?)error["detail"]);
        Assert.Null(error["scimType"]);
    }

    private async Task<string> RolesAsync(string person) => await app.PeekAsync<string>("select array_to_string(roles, ' ') from tenant.members where user_id = $1", person) ?? "";
}
