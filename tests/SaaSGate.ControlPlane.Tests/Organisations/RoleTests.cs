using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Scim;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Approvals;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Organisations;

public sealed class RoleTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_what_every_organisation_has_and_its_own()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var (id, name) = await owner.RoleAsync("read", "audit");
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        var roles = (await reviewer.GetAsync("roles"))!["items"]!.AsArray();
        Assert.Equal(
            ["owner", "admin", "policy_author", "reviewer", "responder", "auditor", "billing"], roles.Where(role => role!["id"] is null).Select(role => (string)role!["name"]!));
        var own = roles.Single(role => (string?)role!["id"] == id)!;
        Assert.Equal((name, 0), ((string?)own["name"], (int)own["members"]!));
        Assert.Equal(["read", "audit"], own["permissions"]!.AsArray().Select(permission => (string)permission!));
    }

    [Fact]
    public async Task Is_edited_by_who_has_read_it_and_has_a_name_of_its_own()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var (id, name) = await owner.RoleAsync("read");
        var body = new { description = "d", permissions = new[] { "read", "decide" } };
        await owner.RefusedAsync(PortalProblems.PreconditionNeeded, HttpMethod.Put, $"roles/{id}", body);
        await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"roles/{id}", body, "\"1\"");
        await owner.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Put, $"roles/{id}", body, "\"1\"");
        foreach (var taken in (string[])[name, "owner", "reviewer"])
            await owner.RefusedAsync(PortalProblems.NameTaken, HttpMethod.Post, "roles", new { name = taken, description = "d", permissions = new[] { "read" } });
        foreach (var wrong in (string[])["", "A", "a", "ab c", "ab\n", "1ab", new string('a', 51)])
            await owner.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "roles", new { name = wrong, description = "d", permissions = new[] { "read" } });
        foreach (var wrong in (string[][])[[], ["everything"], ["own"]])
            await owner.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "roles", new { name = "fine", description = "d", permissions = wrong });
        Assert.Equal("{\"to\": [\"read\", \"decide\"], \"from\": [\"read\"], \"name\": \"" + name + "\"}", await app.PeekAsync<string>("select detail::text from tenant.audit_log where action = 'role.changed' and target = $1", id));
    }

    [Fact]
    public async Task A_change_holds_with_the_next_request_and_on_open_connections()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var (role, name) = await owner.RoleAsync("read", "audit");
        var (id, member) = await app.MemberAsync(name);
        using var _ = member;
        await using var hub = await HubClient.ConnectAsync(member);
        var closed = Closing(hub);
        await member.GetAsync("audit");

        await owner.ChangeRoleAsync(role, "audit");
        await closed.WaitAsync(Cancellation);
        await member.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Get, "home");
        await Assert.ThrowsAsync<HttpRequestException>(() => HubClient.ConnectAsync(member));
        Assert.Equal(["audit"], (await member.GetAsync("session"))!["permissions"]!.AsArray().Select(permission => (string)permission!));

        // Taking the role away: so too, however a connection came about.
        await owner.ChangeRoleAsync(role, "read");
        await using var again = await HubClient.ConnectAsync(member);
        var ended = Closing(again);
        using var answer = await owner.GiveAsync(id, "billing");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await ended.WaitAsync(Cancellation);
        await member.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Get, "feed");
    }

    [Fact]
    public async Task A_lost_notice_of_a_change_leaves_no_connection_open()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var (role, name) = await owner.RoleAsync("read");
        var (_, member) = await app.MemberAsync(name);
        using var __ = member;
        await using var hub = await HubClient.ConnectAsync(member);
        var closed = Closing(hub);
        await app.RunAsync("update tenant.roles set permissions = '{bill}' where id = $1", role);
        await closed.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Stays_while_somebody_has_it_or_a_group_gives_it()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var (id, name) = await owner.RoleAsync("read");
        var (userId, member) = await app.MemberAsync(name);
        member.Dispose();
        await owner.RefusedAsync(PortalProblems.RoleInUse, HttpMethod.Delete, $"roles/{id}");
        using var directory = new ScimClient(app);
        var group = (string)(await directory.CreateAsync("Groups", $$"""{"displayName":"g{{Guid.NewGuid():n}}"}"""))["id"]!;
        await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"directory/groups/{group}/roles", new { roles = new[] { name } }, "\"1\"");
        using var given = await owner.GiveAsync(userId, "reviewer");
        Assert.Equal(HttpStatusCode.OK, given.StatusCode);
        await owner.RefusedAsync(PortalProblems.RoleInUse, HttpMethod.Delete, $"roles/{id}");
        await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"directory/groups/{group}/roles", new { roles = Array.Empty<string>() }, "\"2\"");

        await app.RunAsync(
            """
            insert into tenant.identity_providers (organisation_id, id, name, kind, issuer, client_id, scopes, group_claim, group_roles, default_roles, creates_members, trusts_addresses, enabled,
                created_at, created_by)
            values ($1, $2, $2, 'oidc', 'https://idp.invalid', 'c', '{openid}', 'groups', jsonb_build_array(jsonb_build_object('group', 'g', 'roles', jsonb_build_array($2))), '{}', false, false, true, now(), 'u')
            """, Scenes.Acme.Value, name);
        await owner.RefusedAsync(PortalProblems.RoleInUse, HttpMethod.Delete, $"roles/{id}");
        await app.RunAsync("delete from tenant.identity_providers where id = $1", name);
        await owner.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"roles/{id}");
        await owner.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, $"roles/{id}");
    }

    [Fact]
    public async Task Is_one_organisations_and_nothing_in_another()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var (id, name) = await owner.RoleAsync("read", "manage", "people");
        var (userId, person) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Northwind, "boss@northwind.example", "Nora Boss", [Roles.Owner], Cancellation);
        using var northwind = await app.SignInAsync(person);
        using var given = await northwind.GiveAsync(userId, "owner", name);
        await PortalBrowser.RefusedAsync(PortalProblems.Invalidated, given);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete])
            await northwind.RefusedAsync(PortalProblems.NotFound, method, $"roles/{id}", method == HttpMethod.Put ? new { description = "d", permissions = new[] { "read" } } : null, "\"1\"");

        // The same name there is another role; and a name alone allows nothing.
        await app.RunAsync("update tenant.members set roles = array[$2] where user_id = $1", userId, name);
        await northwind.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Get, "home");
        await app.RunAsync("update tenant.members set roles = '{owner}' where user_id = $1", userId);
        await northwind.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "roles", new { name, description = "d", permissions = new[] { "bill" } });
        Assert.Equal("bill", await app.PeekAsync<string>("select array_to_string(tenant.permissions_in($1, array[$2]), ',')", DemoOrganisations.Northwind.Value, name));
        Assert.Equal("manage,people,read", await app.PeekAsync<string>("select array_to_string(tenant.permissions_in($1, array[$2]), ',')", DemoOrganisations.Acme.Value, name));
    }

    [Fact]
    public async Task A_rule_holds_for_a_role_of_the_organisation()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var (_, name) = await owner.RoleAsync("read", "decide");
        var (_, chosen) = await app.MemberAsync(name);
        var (_, other) = await app.MemberAsync("reviewer");
        using var _ = chosen;
        using var __ = other;
        var approval = await app.HoldAsync(route: HoldRoute.Anyone with { Roles = [name] });
        var seen = (string)(await chosen.GetAsync($"approvals/{approval}"))!["viewDigest"]!;
        await other.RefusedAsync(PortalProblems.NotAsked, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = seen });
        await chosen.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = seen });
    }

    [Fact]
    public async Task A_vote_counts_no_more_once_the_role_decides_no_more()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var (role, name) = await owner.RoleAsync("read", "decide");
        var (_, first) = await app.MemberAsync(name);
        using var _ = first;
        using var second = await app.SignInAsync(app.Demo.Reviewer);
        var approval = await app.HoldAsync(route: HoldRoute.Anyone with { Approvals = 2 });
        var seen = (string)(await first.GetAsync($"approvals/{approval}"))!["viewDigest"]!;
        await first.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = seen });
        await owner.ChangeRoleAsync(role, "read");
        await second.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = seen });
        Assert.Equal("pending", await app.PeekAsync<string>("select state from tenant.approvals where id = $1", approval.Value));
    }

    [Fact]
    public async Task A_policy_that_asks_for_no_role_there_is_says_so()
    {
        using var owner = await app.SignInAsync(app.Demo.Admin);
        var (_, name) = await owner.RoleAsync("read", "decide");
        const string Rule = """
            rules:
              - name: all
                on: request
                when: { text: 'payout' }
                then: hold
                hold: { roles: [NAME] }
            """;
        Assert.Empty(await NotesAsync(name));
        Assert.Contains("There is no role adnim", Assert.Single(await NotesAsync("adnim")), StringComparison.Ordinal);

        async Task<IEnumerable<string>> NotesAsync(string asked) =>
            (await owner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "policies/check", new { document = Rule.Replace("NAME", asked, StringComparison.Ordinal) }))!["notes"]!.AsArray()
                .Select(note => (string)note!["message"]!).Where(message => message.Contains("role", StringComparison.Ordinal));
    }

    private static Task Closing(HubConnection hub)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        return closed.Task;
    }
}
