using System.Net;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Locks;

public sealed class LockTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static string Acme => Scenes.Acme.Value;

    [Theory]
    [InlineData("organisation")]
    [InlineData("person")]
    [InlineData("skill")]
    [InlineData("credential")]
    [InlineData("connection")]
    [InlineData("session")]
    [InlineData("destination")]
    [InlineData("label")]
    public async Task Sets_shows_and_lifts_a_lock_of_each_kind(string kind)
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var target = await TargetAsync(kind);
        var made = await LockAsync(admin, kind, target);
        var id = (string)made["id"]!;
        Assert.Equal((kind, target, "admins", true), ((string)made["kind"]!, (string)made["targetId"]!, (string)made["liftableBy"]!, (bool)made["mayLift"]!));
        Assert.Equal("Ada Lindqvist", (string?)made["createdByName"]);
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where lock_id = $1 and kind = $2 and target_id = $3 and not lifted", id, kind, target));
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = $1 and detail ->> 'lockId' = $2", $"{kind}.stopped", id));
        Assert.Contains((await admin.GetAsync($"locks?kind={kind}"))!["items"]!.AsArray(), item => (string?)item!["id"] == id);

        var lifted = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"locks/{id}/lift"))!;
        Assert.Equal("Ada Lindqvist", (string?)lifted["liftedByName"]);
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where lock_id = $1 and lifted", id));
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"locks/{id}/lift");
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where lock_id = $1 and lifted", id));
        Assert.DoesNotContain((await admin.GetAsync("locks"))!["items"]!.AsArray(), item => (string?)item!["id"] == id);
        Assert.Contains((await admin.GetAsync("locks?state=lifted"))!["items"]!.AsArray(), item => (string?)item!["id"] == id);
    }

    [Theory]
    [InlineData("skill", "skl_00000000000000000000000000")]
    [InlineData("organisation", "org_00000000000000000000000000")]
    [InlineData("destination", "https://evil.example/x")]
    [InlineData("destination", "*")]
    [InlineData("destination", "*.*")]
    [InlineData("label", "")]
    [InlineData("planet", "mars")]
    public async Task Refuses_what_names_nothing(string kind, string target)
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "locks", new { kind, targetId = target, reason = "r" });
    }

    [Fact]
    public async Task Refuses_a_lock_without_reason_or_with_an_end_that_is_past_or_far()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        foreach (var body in new object[]
        {
            new { kind = "label", targetId = "x", reason = " " },
            new { kind = "label", targetId = "x", reason = "r", expiresAt = TimeProvider.System.GetUtcNow().AddMinutes(-1) },
            new { kind = "label", targetId = "x", reason = "r", expiresAt = TimeProvider.System.GetUtcNow().AddDays(400) },
            new { kind = "label", targetId = "x", reason = "r", liftableBy = "anybody" },
        })
            await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "locks", body);
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, "locks", new { kind = "label", targetId = "x", reason = "r" });
    }

    [Fact]
    public async Task Only_who_was_said_to_lifts_it_by_whatever_way()
    {
        var skill = app.Demo.Skills[1].Id;
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var adminLock = (string)(await LockAsync(admin, "skill", skill))["id"]!;
        await app.RunAsync("update tenant.members set roles = '{responder}' where organisation_id = $1 and email = $2", Acme, app.Demo.Reviewer.Email);
        try
        {
            using var responder = await app.SignInAsync(app.Demo.Reviewer);
            Assert.False((bool)(await responder.GetAsync($"locks/{adminLock}"))!["mayLift"]!);
            await responder.RefusedAsync(PortalProblems.LockKept, HttpMethod.Post, $"locks/{adminLock}/lift");
            await responder.RefusedAsync(PortalProblems.LockKept, HttpMethod.Post, $"skills/{skill}/resume");
            var incident = (string)(await responder.ExpectAsync(
                HttpStatusCode.Created, HttpMethod.Post, "incidents", new { title = "t", severity = "low", sessionIds = new[] { (await app.RecordAsync("{}", "x")).Session.Value } }))!["id"]!;
            var own = (string)(await responder.ExpectAsync(
                HttpStatusCode.OK, HttpMethod.Post, $"incidents/{incident}/locks", new { kind = "skill", targetId = skill, reason = "way around" }))!["locksList"]![0]!["id"]!;
            await responder.RefusedAsync(PortalProblems.LockKept, HttpMethod.Post, $"incidents/{incident}/locks/{own}/lift");
            Assert.Equal(0L, await app.PeekAsync<long>("select count(*) from platform.stop_log where lock_id = $1 and lifted", adminLock));

            // A responder's own, that nobody else was to lift: no other responder and no token, but an admin in person.
            var mine = (string)(await LockAsync(responder, "label", "own", "setter"))["id"]!;
            using var program = app.Program(app.Demo.ApiToken);
            await program.RefusedAsync(PortalProblems.LockKept, HttpMethod.Post, $"locks/{mine}/lift");
            await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"locks/{mine}/lift");
            var again = (string)(await LockAsync(responder, "label", "own", "setter"))["id"]!;
            await responder.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"locks/{again}/lift");
        }
        finally
        {
            await app.RunAsync("update tenant.members set roles = '{reviewer}' where organisation_id = $1 and email = $2", Acme, app.Demo.Reviewer.Email);
        }

        Assert.False((bool)(await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/resume"))!["stopped"]!);
    }

    [Fact]
    public async Task Lifts_itself_when_its_time_is_up_and_the_log_says_so()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var id = (string)(await admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "locks", new { kind = "label", targetId = "brief", reason = "r", expiresAt = TimeProvider.System.GetUtcNow().AddHours(1) }))!["id"]!;
        await app.RunAsync("update tenant.locks set expires_at = now() where id = $1", id);
        await Bounded.UntilAsync(async () => await app.PeekAsync<long>("select count(*) from platform.stop_log where lock_id = $1 and lifted", id) == 1);
        Assert.Equal("SaaSGate", (string?)(await admin.GetAsync($"locks/{id}"))!["liftedByName"]);
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'label.lock_expired' and target = 'brief' and actor = 'system'"));
    }

    [Fact]
    public async Task A_label_lock_stops_skills_that_get_the_label_later_and_cancels_what_they_wait_for()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await app.RunAsync("update tenant.skills set labels = '{risky}' where organisation_id = $1 and id = $2", Acme, app.Demo.Skills[2].Id);
        var approval = await app.HoldAsync();
        var id = (string)(await LockAsync(admin, "label", "risky"))["id"]!;
        Assert.Equal("cancelled", (string?)(await admin.GetAsync($"approvals/{approval}"))!["state"]);
        var held = (await admin.GetAsync($"skills/{app.Demo.Skills[2].Id}"))!;
        Assert.Equal((true, "label"), ((bool)held["stopped"]!, (string)held["locks"]![0]!["kind"]!));
        Assert.False((bool)(await admin.GetAsync($"skills/{app.Demo.Skills[0].Id}"))!["stopped"]!);
        await app.RunAsync("update tenant.skills set labels = '{risky}' where organisation_id = $1 and id = $2", Acme, app.Demo.Skills[0].Id);
        Assert.True((bool)(await admin.GetAsync($"skills/{app.Demo.Skills[0].Id}"))!["stopped"]!);
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"locks/{id}/lift");
        await app.RunAsync("update tenant.skills set labels = '{}' where organisation_id = $1", Acme);
    }

    [Fact]
    public async Task A_revoked_key_is_no_lock_that_anybody_lists_or_lifts()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var key = (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"skills/{app.Demo.Skills[1].Id}/keys", new { expiresInDays = 1 }))!["id"]!;
        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"skills/{app.Demo.Skills[1].Id}/keys/{key}");
        Assert.Empty((await admin.GetAsync($"locks?target={key}&state=all"))!["items"]!.AsArray());
        var id = await app.PeekAsync<string>("select id from tenant.locks where target_id = $1", key);
        await admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Post, $"locks/{id}/lift");
    }

    private static async Task<JsonNode> LockAsync(PortalBrowser browser, string kind, string target, string? liftableBy = null) =>
        (await browser.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "locks", new { kind, targetId = target, reason = "leak", liftableBy }))!;

    private async Task<string> TargetAsync(string kind) => kind switch
    {
        "organisation" => Acme,
        "person" => (await app.PeekAsync<string>("select user_id from tenant.members where organisation_id = $1 and email = $2", Acme, app.Demo.Reviewer.Email))!,
        "skill" => app.Demo.Skills[0].Id,
        "credential" => (await app.PeekAsync<string>("select id from tenant.skill_keys where organisation_id = $1 and revoked_at is null", Acme))!,
        "connection" => (await app.PeekAsync<string>("select id from tenant.connections where organisation_id = $1", Acme))!,
        "session" => (await app.RecordAsync("{}", "done")).Session.Value,
        "destination" => "*.evil.example",
        _ => "finance",
    };
}
