using System.Net;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Incidents;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Incidents;

public sealed class IncidentTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task Gathers_sessions_people_notes_and_locks_and_tells_what_happened()
    {
        var (session, _) = await app.RecordAsync("{}", "done");
        var (other, _) = await app.RecordAsync("{}", "done");
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var opened = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "incidents", new { title = " Leaked address ", severity = "high", sessionIds = new[] { session.Value } }))!;
        var path = $"incidents/{opened["id"]}";
        Assert.Equal(("Leaked address", "open", "session"), ((string)opened["title"]!, (string)opened["status"]!, (string)opened["sourceKind"]!));
        Assert.Equal("Ada Lindqvist", (string?)opened["membersList"]![0]!["name"]);

        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/sessions", new { sessionIds = new[] { other.Value } });
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Delete, $"{path}/sessions/{session}");
        var reviewer = await app.PeekAsync<string>("select user_id from tenant.members where organisation_id = $1 and email = $2", Scenes.Acme.Value, app.Demo.Reviewer.Email);
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/members", new { userId = reviewer });
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/notes", new { text = "<b>Called the owner</b>" });
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/locks", new { kind = "skill", targetId = app.Demo.Skills[0].Id, reason = "leaks" });
        var now = (await admin.GetAsync(path))!;

        Assert.Equal(other.Value, (string?)Assert.Single(now["sessionsList"]!.AsArray())!["sessionId"]);
        Assert.Equal(2, (int)now["members"]!);
        Assert.Equal("<b>Called the owner</b>", (string?)Assert.Single(now["notes"]!.AsArray())!["text"]);
        var put = Assert.Single(now["locksList"]!.AsArray())!;
        Assert.Equal((app.Demo.Skills[0].Name, "leaks"), ((string)put["targetName"]!, (string)put["reason"]!));
        Assert.True((bool)(await admin.GetAsync($"skills/{app.Demo.Skills[0].Id}"))!["stopped"]!);
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where kind = 'skill' and target_id = $1 and not lifted", app.Demo.Skills[0].Id));

        var lifted = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"{path}/locks/{put["id"]}/lift"))!;
        Assert.NotNull(lifted["locksList"]![0]!["liftedAt"]);
        Assert.False((bool)(await admin.GetAsync($"skills/{app.Demo.Skills[0].Id}"))!["stopped"]!);
        Assert.Equal(
            ["incident.opened", "incident.sessions_added", "incident.session_removed", "incident.member_added", "incident.note_added", "incident.lock_put", "incident.lock_lifted"],
            (await admin.GetAsync($"{path}/timeline"))!["items"]!.AsArray().Select(line => (string)line!["action"]!).Reverse());
        Assert.Equal(8L, await app.PeekAsync<long>("select count(*) from tenant.feed where kind = 'IncidentChanged' and subject = $1", (string)opened["id"]!) + 1);
    }

    [Fact]
    public async Task A_session_of_which_nothing_is_left_says_so()
    {
        var (session, _) = await app.RecordAsync("{}", "done");
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var path = $"incidents/{(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "incidents", new { title = "Old", severity = "low", sessionIds = new[] { session.Value } }))!["id"]}";
        Assert.Null((await admin.GetAsync(path))!["sessionsList"]![0]!["emptiedAt"]);
        await app.RunAsync("update tenant.sessions set emptied_at = now(), skill_name = '', owner_user_id = '', title = null where id = $1", session.Value);
        Assert.NotNull((await admin.GetAsync(path))!["sessionsList"]![0]!["emptiedAt"]);
    }

    [Fact]
    public async Task Moves_on_only_for_who_saw_where_it_stands()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var path = $"incidents/{(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "incidents", new { title = "Odd", severity = "low", sessionIds = Array.Empty<string>(), search = "card" }))!["id"]}";
        using var read = await admin.SendAsync(HttpMethod.Get, path);
        var tag = read.Headers.ETag!.Tag;
        await admin.RefusedAsync(PortalProblems.PreconditionNeeded, HttpMethod.Patch, path, new { status = "contained" });
        Assert.Equal("contained", (string?)(await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, path, new { status = "contained" }, tag))!["status"]);
        await admin.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Patch, path, new { status = "closed" }, tag);
        Assert.NotNull((await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, path, new { status = "closed" }, "\"2\""))!["closedAt"]);
        Assert.Null((await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, path, new { status = "open" }, "\"3\""))!["closedAt"]);
        Assert.Contains((await admin.GetAsync("incidents?status=open"))!["items"]!.AsArray(), item => (string?)item!["title"] == "Odd");
        Assert.DoesNotContain((await admin.GetAsync("incidents?status=closed"))!["items"]!.AsArray(), item => (string?)item!["title"] == "Odd");
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Patch, path, new { status = "forgotten" }, "\"4\"");
    }

    [Fact]
    public async Task Takes_nothing_of_another_organisation()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var stranger = Id<Session>.New(TimeProvider.System).Value;
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "incidents", new { title = "Odd", severity = "low", sessionIds = new[] { stranger } });
        var path = $"incidents/{(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "incidents", new { title = "Odd", severity = "low", sessionIds = Array.Empty<string>() }))!["id"]}";
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"{path}/sessions", new { sessionIds = new[] { stranger } });
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"{path}/locks", new { kind = "session", targetId = stranger, reason = "x" });
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"{path}/locks", new { kind = "organisation", targetId = Scenes.Acme.Value, reason = "x" });
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Get, path);
    }

    [Fact]
    public async Task Keeps_notes_as_they_were_written() =>
        Assert.False(await app.PeekAsync<bool>("select has_table_privilege('saasgate_app', 'tenant.incident_notes', 'update') or has_table_privilege('saasgate_app', 'tenant.incident_notes', 'delete')"));

    [Fact]
    public async Task A_rule_opens_one_about_its_session()
    {
        var (session, exchange) = await app.RecordAsync("{}", "done");
        var id = Id<Incident>.New(TimeProvider.System);
        await app.RunAsync(
            """
            insert into tenant.incidents_due (organisation_id, session_id, policy_id, rule, policy_version, severity, exchange_id, at, incident_id)
            values ($1, $2, 'pol_x', 'bulk-export', 1, 'high', $3, now(), $4)
            """, Scenes.Acme.Value, session.Value, exchange.Value, id.Value);
        await app.Service<DueIncidents>().OpenAllAsync(TestContext.Current.CancellationToken);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var incident = (await admin.GetAsync($"incidents/{id}"))!;
        Assert.Equal(("rule", "bulk-export", "SaaSGate"), ((string)incident["sourceKind"]!, (string)incident["source"]!, (string)incident["createdByName"]!));
        Assert.Equal(session.Value, (string?)incident["sessionsList"]![0]!["sessionId"]);
        Assert.Equal(0, (int)incident["members"]!);
        Assert.Equal(1, (int)(await admin.GetAsync($"blast-radius?incident={id}"))!["sessions"]!);
        var line = Assert.Single((await admin.GetAsync($"incidents/{id}/timeline"))!["items"]!.AsArray(), line => (string?)line!["action"] == "incident.opened")!;
        Assert.Equal(("SaaSGate", exchange.Value), ((string)line["actorName"]!, (string)line["detail"]!["exchange"]!));
    }
}
