using System.Net;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Policies;

public sealed class PolicyEndpointTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private const string Rules = "rules:\n  - name: greeting\n    on: request\n    when: { text: Hello }\n    then: allow\n", Broken = "rules:\n  - name: Bad Name\n    then: explode\n";

    [Fact]
    public async Task Puts_a_new_version_in_force_and_refuses_one_that_gateways_could_not_read()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var policy = await CreatedAsync(admin, "put");
        var path = $"policies/{policy["id"]}";
        var tag = Tag(policy);

        using var broken = await admin.SendAsync(HttpMethod.Put, path, new { document = Broken }, tag);
        Assert.Contains("Line 2", await broken.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await PortalBrowser.RefusedAsync(PortalProblems.Invalidated, broken);

        var views = await ViewsAsync();
        var updated = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, path, new { document = "rules: []\n" }, tag))!;
        Assert.Equal((2L, 2L, "active"), ((long)updated["activeVersion"]!, (long)updated["latestVersion"]!, (string?)updated["latestState"]));
        Assert.Equal("Ada Lindqvist", (string?)updated["updatedByName"]);
        Assert.True(await ViewsAsync() > views);
        await admin.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Put, path, new { document = "rules: []\n" }, tag);
    }

    [Fact]
    public async Task A_new_policy_is_a_draft_until_it_is_activated_and_a_broken_draft_never_is()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var policy = await CreatedAsync(admin, "draft", Broken, "label:support");
        var path = $"policies/{policy["id"]}";
        Assert.Equal((0L, "draft", "label:support"), ((long)policy["activeVersion"]!, (string?)policy["latestState"], (string?)policy["scope"]));
        Assert.DoesNotContain(await EffectiveAsync(admin), name => name == "draft");
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"{path}/versions/1/activate", null, Tag(policy));
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"{path}/versions/1/review");

        var second = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"{path}/versions", new { document = Rules, basedOn = 1, note = "Mended" }))!;
        Assert.Equal((2L, "draft", "label:support", "Mended"), ((long)second["version"]!, (string?)second["state"], (string?)second["scope"], (string?)second["note"]));
        var active = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/versions/2/activate", null, Tag(policy)))!;
        Assert.Equal(("active", "Ada Lindqvist"), ((string?)active["state"], (string?)active["activatedByName"]));
        await admin.RefusedAsync(PortalProblems.PolicyState, HttpMethod.Post, $"{path}/versions/2/activate", null, Tag((await admin.GetAsync(path))!));
    }

    [Fact]
    public async Task Merges_what_is_for_a_skill_its_own_first_then_its_labels_then_all()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var skill = app.Demo.Skills[0].Id;
        await app.RunAsync("update tenant.skills set labels = '{beta,alpha}' where id = $1", skill);
        foreach (var (name, scope) in new[] { ("m-all", "organisation"), ("m-beta", "label:beta"), ("m-alpha", "label:alpha"), ("m-other", "label:other"), ("m-own", $"skill:{skill}") })
        {
            var policy = await CreatedAsync(admin, name, Rules, scope);
            await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"policies/{policy["id"]}/versions/1/activate", null, Tag(policy));
        }

        Assert.Equal(["m-own", "m-alpha", "m-beta", "m-all"], (await EffectiveAsync(admin, skill)).Where(name => name.StartsWith("m-", StringComparison.Ordinal)));
        Assert.Equal(["m-all"], (await EffectiveAsync(admin)).Where(name => name.StartsWith("m-", StringComparison.Ordinal)));
        var refused = (await admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "policies", new { name = "m-bad", document = Rules, scope = "team:x" }))!;
        Assert.NotNull(refused["errors"]!["scope"]);
    }

    [Fact]
    public async Task Goes_back_by_a_new_version_with_the_old_document()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var policy = await CreatedAsync(admin, "back", Rules);
        var path = $"policies/{policy["id"]}";
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/versions/1/activate", null, Tag(policy));
        policy = (await admin.GetAsync(path))!;
        policy = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, path, new { document = "rules: []\n" }, Tag(policy)))!;
        var again = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/versions/1/roll-back", null, Tag(policy)))!;
        Assert.Equal((3L, "active", 1L, Rules), ((long)again["version"]!, (string?)again["state"], (long)again["basedOn"]!, (string?)again["document"]));
        var states = (await admin.GetAsync($"{path}/versions"))!["items"]!.AsArray().Select(version => (string?)version!["state"]);
        Assert.Equal(["active", "retired", "retired"], states);
    }

    [Fact]
    public async Task Renames_comments_and_archives()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var policy = await CreatedAsync(admin, "first name", Rules);
        var path = $"policies/{policy["id"]}";
        await admin.RefusedAsync(PortalProblems.NameTaken, HttpMethod.Patch, path, new { name = "default" }, Tag(policy));
        policy = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, path, new { name = "second name" }, Tag(policy)))!;
        Assert.Equal("second name", (string?)policy["name"]);

        await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"{path}/versions/1/comments", new { text = "Why hello?", line = 4 });
        var comment = Assert.Single((await admin.GetAsync($"{path}/versions/1/comments"))!["items"]!.AsArray())!;
        Assert.Equal(("Why hello?", 4, "Ada Lindqvist"), ((string?)comment["text"], (int)comment["line"]!, (string?)comment["authorName"]));
        Assert.Equal(1, (int)(await admin.GetAsync($"{path}/versions/1"))!["comments"]!);

        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/archive", null, Tag(policy));
        Assert.DoesNotContain((await admin.GetAsync("policies"))!["items"]!.AsArray(), item => (string?)item!["name"] == "second name");
        Assert.Contains((await admin.GetAsync("policies?archived=true"))!["items"]!.AsArray(), item => (string?)item!["name"] == "second name");
        await admin.RefusedAsync(PortalProblems.PolicyState, HttpMethod.Post, $"{path}/versions", new { document = Rules });
    }

    [Fact]
    public async Task Checks_a_document_and_shows_every_place()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var report = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "policies/check", new { document = Broken }))!;
        Assert.False((bool)report["valid"]!);
        Assert.Equal([2, 2, 3], report["notes"]!.AsArray().Select(note => (int)note!["line"]!));
        Assert.True((bool)(await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "policies/check", new { document = Rules }))!["valid"]!);
    }

    [Fact]
    public async Task A_draft_runs_beside_the_version_in_force_until_it_is_activated()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var policy = await CreatedAsync(admin, "beside", Rules);
        var path = $"policies/{policy["id"]}";
        Assert.True((bool)(await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/versions/1/shadow"))!["inShadow"]!);
        policy = (await admin.GetAsync(path))!;
        Assert.Equal((0L, 1L), ((long)policy["activeVersion"]!, (long)policy["shadowVersion"]!));
        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"{path}/shadow");
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/versions/1/shadow");
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/versions/1/activate", null, Tag((await admin.GetAsync(path))!));
        Assert.Null((await admin.GetAsync(path))!["shadowVersion"]);
        await admin.RefusedAsync(PortalProblems.PolicyState, HttpMethod.Post, $"{path}/versions/1/shadow");
    }

    internal static string Tag(JsonNode policy) => $"\"{policy["revision"] ?? policy["version"]}\"";

    internal static async Task<JsonNode> CreatedAsync(PortalBrowser admin, string name, string document = "rules: []\n", string scope = "organisation") =>
        (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "policies", new { name, document, scope }))!;

    private static async Task<List<string>> EffectiveAsync(PortalBrowser admin, string? skill = null) =>
        [.. (await admin.GetAsync(skill is null ? "policies/effective" : $"policies/effective?skill={skill}"))!.AsArray().Select(policy => (string)policy!["name"]!)];

    private Task<long> ViewsAsync() => app.PeekAsync<long>("select position from platform.log_heads where log = 'view'");
}
