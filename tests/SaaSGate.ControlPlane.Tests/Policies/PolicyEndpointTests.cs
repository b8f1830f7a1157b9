using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Policies;

public sealed class PolicyEndpointTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task Puts_a_new_version_in_force_and_refuses_one_that_gateways_could_not_read()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var policy = (await admin.GetAsync("policies"))!["items"]![0]!;
        var path = $"policies/{policy["id"]}";
        var tag = $"\"{policy["activeVersion"]}\"";

        using var broken = await admin.SendAsync(HttpMethod.Put, path, new { document = "rules:\n  - name: Bad Name\n    then: explode\n" }, tag);
        Assert.Contains("Line 2", await broken.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await PortalBrowser.RefusedAsync(PortalProblems.Invalidated, broken);

        var views = await app.PeekAsync<long>("select position from platform.log_heads where log = 'view'");
        var updated = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, path, new { document = "rules: []\n" }, tag))!;
        Assert.Equal((long)policy["activeVersion"]! + 1, (long)updated["activeVersion"]!);
        Assert.Equal("Ada Lindqvist", (string?)updated["updatedByName"]);
        Assert.True(await app.PeekAsync<long>("select position from platform.log_heads where log = 'view'") > views);
        await admin.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Put, path, new { document = "rules: []\n" }, tag);
    }
}
