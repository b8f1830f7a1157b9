using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Policies;

/// <summary>Where an organisation asks for two persons, none changes alone what is in force.</summary>
public sealed class SecondPersonTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private const string Rules = "rules: []\n";

    [Fact]
    public async Task Nobody_puts_in_force_archives_or_ends_the_demand_alone()
    {
        using var author = await app.SignInAsync(app.Demo.Admin);
        var (_, other) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Acme, "second@acme.example", "Sam Second", [Roles.Admin], TestContext.Current.CancellationToken);
        using var second = await app.SignInAsync(other);
        var settings = (await author.GetAsync("policies/settings"))!;
        settings = (await author.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, "policies/settings", new { secondPerson = true }, PolicyEndpointTests.Tag(settings)))!;
        Assert.True((bool)settings["secondPerson"]!);

        // 1. A draft waits for review, and another person puts it in force; no token counts as one.
        var policy = await PolicyEndpointTests.CreatedAsync(author, "two", Rules);
        var path = $"policies/{policy["id"]}";
        await author.RefusedAsync(PortalProblems.AnotherPersonNeeded, HttpMethod.Put, path, new { document = Rules }, PolicyEndpointTests.Tag(policy));
        await author.RefusedAsync(PortalProblems.PolicyState, HttpMethod.Post, $"{path}/versions/1/activate", null, PolicyEndpointTests.Tag(policy));
        Assert.Equal("review", (string?)(await author.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/versions/1/review"))!["state"]);
        await author.RefusedAsync(PortalProblems.AnotherPersonNeeded, HttpMethod.Post, $"{path}/versions/1/activate", null, PolicyEndpointTests.Tag(policy));
        using var program = app.Program(app.Demo.ApiToken);
        await program.RefusedAsync(PortalProblems.AnotherPersonNeeded, HttpMethod.Post, $"{path}/versions/1/activate", null, PolicyEndpointTests.Tag(policy));
        Assert.Equal("draft", (string?)(await second.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/versions/1/return"))!["state"]);
        await author.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/versions/1/review");
        var active = (await second.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/versions/1/activate", null, PolicyEndpointTests.Tag(policy)))!;
        Assert.Equal(("active", "Sam Second"), ((string?)active["state"], (string?)active["activatedByName"]));

        // 2. Going back waits as well.
        policy = (await author.GetAsync(path))!;
        Assert.Equal("review", (string?)(await author.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/versions/1/roll-back", null, PolicyEndpointTests.Tag(policy)))!["state"]);

        // 3. One asks for the archive, the other agrees.
        policy = (await author.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/archive", null, PolicyEndpointTests.Tag((await author.GetAsync(path))!)))!;
        Assert.Equal((1L, "Ada Lindqvist"), ((long)policy["activeVersion"]!, (string?)policy["archiveAskedByName"]));
        await author.RefusedAsync(PortalProblems.AnotherPersonNeeded, HttpMethod.Post, $"{path}/archive", null, PolicyEndpointTests.Tag(policy));
        policy = (await second.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/archive", null, PolicyEndpointTests.Tag(policy)))!;
        Assert.NotNull(policy["archivedAt"]);

        // 4. So does the end of all this.
        settings = (await author.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, "policies/settings", new { secondPerson = false }, PolicyEndpointTests.Tag(settings)))!;
        Assert.True((bool)settings["secondPerson"]!);
        await author.RefusedAsync(PortalProblems.AnotherPersonNeeded, HttpMethod.Put, "policies/settings", new { secondPerson = false }, PolicyEndpointTests.Tag(settings));
        settings = (await second.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, "policies/settings", new { secondPerson = false }, PolicyEndpointTests.Tag(settings)))!;
        Assert.False((bool)settings["secondPerson"]!);
    }
}
