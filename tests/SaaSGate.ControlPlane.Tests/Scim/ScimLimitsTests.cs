using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Scim;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Scim;

/// <summary>What room there is, and that nobody's leaving waits for it.</summary>
public sealed class ScimLimitsTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task Everything_is_limited_but_deactivations()
    {
        using var client = new ScimClient(app);
        string[] people = [await client.PersonAsync("one@limit.example"), await client.PersonAsync("two@limit.example"), await client.PersonAsync("three@limit.example"), await client.PersonAsync("four@limit.example")];
        var limits = app.Service<ScimLimits>();
        for (var taken = false; !taken;)
            taken = Record.Exception(() => limits.Demand(Scenes.Acme, 100)) is ScimException;

        // What is left are fewer than a bulk's calls: one with nobody's leaving is refused, one with somebody's is not.
        var (body, answer) = await client.SendAsync(HttpMethod.Post, "Bulk", $$"""{"Operations":[{{string.Join(',', Enumerable.Repeat("""{"method":"POST","path":"/Users","bulkId":"1","data":{}}""", 900))}}]}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal("429", (string?)body!["status"]);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);

        var refused = 0;
        for (var i = 0; i < 5000 && refused == 0; i++)
            refused += Record.Exception(() => limits.Demand(Scenes.Acme, 1)) is ScimException { Problem: var problem } && problem == ScimProblems.TooMany ? 1 : 0;
        Assert.Equal(1, refused);
        await client.PatchAsync($"Users/{people[0]}", """[{"op":"Replace","path":"active","value":"False"}]""");
        await client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"Users/{people[1]}", """{"userName":"two@limit.example","active":false}""");
        await client.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"Users/{people[2]}");
        await client.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "Bulk", $$"""{"Operations":[{"method":"PATCH","path":"/Users/{{people[3]}}","data":{"Operations":[{"op":"replace","value":{"active":false} }]} }]}""");
        Assert.Equal(4, await app.PeekAsync<long>("select count(*) from tenant.members where status = 'inactive' and user_id = any ($1)", [people]));
    }
}
