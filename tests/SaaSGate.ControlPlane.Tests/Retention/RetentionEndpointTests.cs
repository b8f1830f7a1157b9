using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Retention;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Retention;

public sealed class RetentionEndpointTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task Rules_are_changed_where_they_still_are_what_was_read()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var before = (await admin.GetAsync("retention"))!;
        var tag = $"\"{before["version"]}\"";
        await admin.RefusedAsync(PortalProblems.PreconditionNeeded, HttpMethod.Put, "retention", new { bodiesDays = 1, findingsDays = 2, metadataDays = 3, labels = Array.Empty<object>() });
        using var wrong = await admin.SendAsync(
            HttpMethod.Put, "retention", new { bodiesDays = 0, findingsDays = 50, metadataDays = 40, labels = new[] { new { label = "x", bodiesDays = 2, findingsDays = 1, metadataDays = 1 } } }, tag);
        var errors = (await PortalBrowser.ReadAsync(wrong))["errors"]!;
        Assert.NotNull(errors["bodiesDays"]);
        Assert.NotNull(errors["metadataDays"]);
        Assert.Contains("x: Findings", errors["labels"]!.ToJsonString(), StringComparison.Ordinal);

        var rules = new { bodiesDays = 14, findingsDays = 60, metadataDays = 400, labels = new[] { new { label = "support", bodiesDays = 3, findingsDays = 3, metadataDays = 30 } } };
        var changed = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, "retention", rules, tag))!;
        Assert.Equal(14, (int)changed["bodiesDays"]!);
        Assert.Equal("support", (string?)changed["labels"]![0]!["label"]);
        Assert.Equal("Ada Lindqvist", (string?)changed["updatedByName"]);
        await admin.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Put, "retention", rules, tag);
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'retention.changed'"));

        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Put, "retention", rules, "\"2\"");
    }

    [Fact]
    public async Task Tells_what_rules_would_delete_and_leaves_everything_as_it_is()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var before = (await admin.GetAsync("retention"))!.ToJsonString();
        var rules = new { bodiesDays = 2, findingsDays = 4, metadataDays = 20, labels = Array.Empty<object>() };
        var none = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "retention/preview", rules))!;
        var held = "";
        foreach (var days in new[] { 1, 3, 30, 30 })
        {
            var (session, exchange) = await app.RecordAsync("{\"role\":\"user\"}", "done");
            await app.RunAsync("update tenant.exchanges set started_at = now() - make_interval(days => $2) where id = $1", exchange.Value, days);
            held = session.Value;
        }

        var hold = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "retention/holds", new { kind = "session", targetId = held, reason = "A court asks" }))!;
        var some = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "retention/preview", rules))!;
        Assert.Equal((2, 1, 2), ((long)some["bodies"]! - (long)none["bodies"]!, (long)some["exchanges"]! - (long)none["exchanges"]!, (long)some["sessions"]! - (long)none["sessions"]!));
        Assert.Equal(before, (await admin.GetAsync("retention"))!.ToJsonString());
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"retention/holds/{hold["id"]}/lift", new { reason = "The court is done" });
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "retention/preview", new { bodiesDays = 9, findingsDays = 4, metadataDays = 20 });
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, "retention/preview", rules);
    }

    [Fact]
    public async Task Tells_what_a_shorter_audit_log_would_lose()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.GetAsync("retention");
        var skill = app.Demo.Skills[0].Id;
        await app.RunAsync(
            """
            insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail, at)
            select organisation_id, 'aud_preview' || n, 'x', 'x', 'test.old', case n when 1 then $1 end, '{}', now() - interval '100 days'
            from tenant.skills, generate_series(1, 3) n where id = $1
            """,
            skill);
        var hold = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "retention/holds", new { kind = "skill", targetId = skill, reason = "A court asks" }))!;
        Assert.Equal((2, 0), (await AuditAsync(30), await AuditAsync(400)));
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"retention/holds/{hold["id"]}/lift", new { reason = "The court is done" });
        Assert.Equal(3, await AuditAsync(30));

        async Task<long> AuditAsync(int days) => (long)(await admin.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Post, "retention/preview", new { bodiesDays = 2, findingsDays = 4, metadataDays = 20, labels = Array.Empty<object>(), auditDays = days }))!["audit"]!;
    }

    [Fact]
    public async Task A_hold_is_made_and_lifted_with_a_reason()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var skill = app.Demo.Skills[0];
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "retention/holds", new { kind = "skill", targetId = "skl_00000000000000000000000000", reason = "why" });
        var made = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "retention/holds", new { kind = "skill", targetId = skill.Id, reason = "A court asks" }))!;
        Assert.Equal(skill.Name, (string?)made["targetName"]);
        var path = $"retention/holds/{made["id"]}";
        Assert.Equal("A court asks", (string?)(await admin.GetAsync(path))!["reason"]);
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"{path}/lift", new { reason = "" });
        var lifted = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/lift", new { reason = "The court is done" }))!;
        Assert.Equal("Ada Lindqvist", (string?)lifted["liftedByName"]);
        Assert.DoesNotContain((string)made["id"]!, (await admin.GetAsync("retention/holds"))!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains((string)made["id"]!, (await admin.GetAsync("retention/holds?lifted=true"))!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_shows_what_is_late_until_it_is_deleted()
    {
        await app.SettledAsync();
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (session, exchange) = await app.RecordAsync("{\"role\":\"user\"}", "done");
        await app.RunAsync("update tenant.exchanges set chain_sequence = 1, previous_hash = '\\x00', record_hash = '\\x01', started_at = now() - interval '9 years' where id = $1", exchange.Value);
        Assert.True(await LateAsync("bodies"));
        Assert.True(await LateAsync("metadata"));

        TenantContext.EnterSystem();
        await app.Service<IGrainFactory>().GetGrain<IRetentionGrain>(IRetentionGrain.Key).KeepUpAsync();
        Assert.False(await LateAsync("bodies"));
        Assert.False(await LateAsync("metadata"));
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.orleans_reminders where reminder_name = 'retention'"));
        await admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, $"sessions/{session}");

        async Task<bool> LateAsync(string kind) => (bool)(await admin.GetAsync("retention/report"))!["lines"]!.AsArray().Single(line => (string?)line!["kind"] == kind)!["late"]!;
    }
}
