using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Scim;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Organisations;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Organisations;

public sealed class MemberRoleTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_may_what_is_given_by_who_has_read_it()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var (id, member) = await app.MemberAsync("reviewer");
        using var _ = member;
        await owner.RefusedAsync(PortalProblems.PreconditionNeeded, HttpMethod.Put, $"members/{id}/roles", new { roles = new[] { "auditor" } });
        await member.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Get, "audit");
        var read = (await owner.GetAsync($"members/{id}"))!;
        Assert.NotNull((string?)read["lastSignInAt"]);
        var tag = $"\"{read["rolesVersion"]}\"";
        await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"members/{id}/roles", new { roles = new[] { "auditor" } }, tag);
        await owner.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Put, $"members/{id}/roles", new { roles = new[] { "admin" } }, tag);
        await member.GetAsync("audit");
        await member.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, "approvals/decisions", new { });
        using var unknown = await owner.GiveAsync(id, "auditor", "king");
        await PortalBrowser.RefusedAsync(PortalProblems.Invalidated, unknown);
        await owner.RefusedAsync(PortalProblems.NotFound, HttpMethod.Put, $"members/usr_00000000000000000000000000/roles", new { roles = new[] { "admin" } }, tag);
        Assert.Equal("{\"to\": [\"auditor\"], \"from\": [\"reviewer\"]}", await app.PeekAsync<string>("select detail::text from tenant.audit_log where action = 'member.roles_changed' and target = $1", id));
    }

    [Fact]
    public async Task No_role_at_all_ends_what_is_open()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var (id, member) = await app.MemberAsync("reviewer");
        using var _ = member;
        using var answer = await owner.GiveAsync(id);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await member.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
    }

    [Fact]
    public async Task What_groups_give_stays_beside_what_is_given_here()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        using var directory = new ScimClient(app);
        var id = await directory.PersonAsync($"{Guid.NewGuid():n}@groups.example");
        var group = (string)(await directory.CreateAsync("Groups", $$"""{"displayName":"g{{Guid.NewGuid():n}}","members":[{"value":"{{id}}"}]}"""))["id"]!;
        await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"directory/groups/{group}/roles", new { roles = new[] { "responder" } }, "\"1\"");
        using (var given = await owner.GiveAsync(id, "auditor"))
            Assert.Equal(HttpStatusCode.OK, given.StatusCode);
        var member = (await owner.GetAsync($"members/{id}"))!;
        Assert.Equal(["auditor", "responder"], Names(member["roles"]));
        Assert.Equal(["auditor"], Names(member["givenRoles"]));
        using (var taken = await owner.GiveAsync(id))
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(["responder"], Names((await owner.GetAsync($"members/{id}"))!["roles"]));

        // Who is not here is given nothing.
        await directory.PatchAsync($"Users/{id}", """[{"op":"replace","path":"active","value":false}]""");
        using var left = await owner.GiveAsync(id, "auditor");
        await PortalBrowser.RefusedAsync(PortalProblems.RolesKept, left);
    }

    [Fact]
    public async Task The_last_owner_stays_unless_the_directory_says_that_they_have_left()
    {
        var organisation = DemoOrganisations.Northwind;
        var (id, person) = await app.Service<DemoPeople>().EnsureAsync(organisation, "own@northwind.example", "Olga Owner", [Roles.Owner], Cancellation);
        var (helperId, helper) = await app.Service<DemoPeople>().EnsureAsync(organisation, "two@northwind.example", "Theo Two", [Roles.Owner], Cancellation);
        using var owner = await app.SignInAsync(person);
        using var second = await app.SignInAsync(helper);
        using (var demoted = await owner.GiveAsync(helperId, "admin"))
            Assert.Equal(HttpStatusCode.OK, demoted.StatusCode);
        using (var resigned = await owner.GiveAsync(id, "admin"))
            await PortalBrowser.RefusedAsync(PortalProblems.LastOwner, resigned);
        await second.RefusedAsync(PortalProblems.BeyondYou, HttpMethod.Post, "offboardings", new { person = id });
        var token = await app.Service<DemoTokens>().ReissueAsync(organisation, "cli", [Scopes.Manage], Cancellation);
        using (var program = app.Program(token))
            await program.RefusedAsync(PortalProblems.LastOwner, HttpMethod.Post, "offboardings", new { person = id });

        // What comes from outside always works, and the report says what is missing.
        using var directory = new ScimClient(app, await app.Service<DemoTokens>().ReissueAsync(organisation, "scim", [Scopes.Scim], Cancellation));
        Assert.Equal(id, await directory.PersonAsync("own@northwind.example"));
        await directory.PatchAsync($"Users/{id}", """[{"op":"replace","path":"active","value":false}]""");
        var report = (await second.GetAsync("offboardings"))!["items"]!.AsArray().Single(item => (string?)item!["person"]!["id"] == id)!;
        Assert.Equal(["owner"], report["report"]!["needs"]!.AsArray().Select(need => (string)need!["kind"]!));
        using (var usurped = await second.GiveAsync(helperId, "admin", "owner"))
            await PortalBrowser.RefusedAsync(PortalProblems.BeyondYou, usurped);

        // The operator gives it back.
        var members = app.Service<MemberRoleStore>();
        Assert.Null(await members.MakeOwnerAsync(organisation, "nobody@northwind.example", Cancellation));
        Assert.Null(await members.MakeOwnerAsync(organisation, id, Cancellation));
        Assert.Equal(["admin", "owner"], (await members.MakeOwnerAsync(organisation, "Two@Northwind.example", Cancellation))!.Roles);
        Assert.Contains("own", (await second.GetAsync("session"))!["permissions"]!.AsArray().Select(permission => (string)permission!));
        Assert.Equal("system", await app.PeekAsync<string>("select actor from tenant.audit_log where action = 'member.roles_changed' and target = $1 order by id desc limit 1", helperId));
    }

    private static string[] Names(System.Text.Json.Nodes.JsonNode? list) => [.. list!.AsArray().Select(name => (string)name!)];
}
