using System.Net;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Policies;

public sealed class BacktestTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private const string Draft = """
        rules:
          - name: no-plans
            on: request
            when: { text: 'secret plan' }
            then: block
          - name: no-mail-out
            on: request
            when: { findings: [EMAIL], min_count: 2 }
            then: hold
        """;

    [Fact]
    public async Task Tells_exchange_by_exchange_what_a_draft_would_decide_otherwise()
    {
        await app.RunAsync("update tenant.policies set active_version = null where organisation_id = $1", Scenes.Acme.Value);
        await app.RunAsync("delete from tenant.exchanges where organisation_id = $1", Scenes.Acme.Value);
        var recorder = new Recorder(app);
        var session = recorder.NewSession();
        var plan = await recorder.AddAsync(session, "Tell me the secret plan", "No.");
        var one = await recorder.AddAsync(session, "Write to [EMAIL_7KQ2M9] and to [EMAIL_7KQ2M9]", "Done.");
        var two = await recorder.AddAsync(session, "Write to [EMAIL_7KQ2M9] and to [EMAIL_0000AA]", "Done.");
        await FoundAsync(one, "[EMAIL_7KQ2M9]");
        await FoundAsync(two, "[EMAIL_7KQ2M9]", "[EMAIL_0000AA]");
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var policy = await PolicyEndpointTests.CreatedAsync(admin, "tried", Draft, $"skill:{app.Demo.Skills[0].Id}");

        var started = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"policies/{policy["id"]}/versions/1/backtests", new { days = 2 }))!;
        Assert.Equal(3, (long)started["total"]!);
        var done = await EndedAsync(admin, (string)started["id"]!);
        Assert.Equal(("done", 3L, 2L, 1L, 0L), ((string?)done["state"], (long)done["judged"]!, (long)done["stricter"]!, (long)done["milder"]!, (long)done["unread"]!));

        var differences = (await admin.GetAsync($"backtests/{done["id"]}/differences"))!["items"]!.AsArray();
        Assert.Equal([plan, one, two], differences.Select(each => (string?)each!["exchangeId"]));
        Assert.Equal(["block", "allow", "hold"], differences.Select(each => (string?)each!["would"]));
        Assert.Equal(["no-plans", null, "no-mail-out"], differences.Select(each => (string?)each!["wouldRule"]));
        Assert.All(differences, each => Assert.Equal(("mask", "no mail"), ((string?)each!["was"], (string?)each["wasRule"])));
        Assert.NotEmpty((string)differences[2]!["because"]!);
    }

    [Fact]
    public async Task Goes_on_where_it_broke_off_and_ends_where_it_is_cancelled()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var policy = await PolicyEndpointTests.CreatedAsync(admin, "cancelled", "rules: []\n");
        var path = $"policies/{policy["id"]}/versions/1/backtests";
        await app.RunAsync(
            """
            insert into tenant.backtests (organisation_id, id, policy_id, version, days, since, until, total, created_by, created_at)
            values ($1, 'bkt_06b1x0x0x0x0x0x0x0x0x0x0x0', $2, 1, 1, now(), now(), 0, 'u', now())
            """, Scenes.Acme.Value, (string)policy["id"]!);
        await admin.RefusedAsync(PortalProblems.PolicyState, HttpMethod.Post, path, new { });
        var cancelled = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "backtests/bkt_06b1x0x0x0x0x0x0x0x0x0x0x0/cancel"))!;
        Assert.Equal("cancelled", (string?)cancelled["state"]);
        Assert.Equal("done", (string?)(await EndedAsync(admin, (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, path, new { }))!["id"]!))["state"]);
    }

    [Fact]
    public async Task Knows_what_a_skill_had_used_before_and_judges_tool_calls_of_answers()
    {
        var recorder = new Recorder(app);
        var session = recorder.NewSession();
        var first = await recorder.AddAsync(session, "Begin", "Done.");
        await recorder.AddAsync(session, "Go on", "Done.");
        var skill = app.Demo.Skills[0].Id;
        await app.RunAsync(
            "insert into tenant.skill_seen (organisation_id, skill_id, kind, value, first_at, exchange_id) select organisation_id, skill_id, 'model', 'claude-test', started_at, id from tenant.exchanges where id = $1 on conflict do nothing",
            first);
        var called = await recorder.AddAsync(session, "Send it", "Done.");
        await app.RunAsync(
            "update tenant.exchanges set response_body = $2 where id = $1", called,
            Postgres.Recording.RecordedBytes.Compress("""{"content":[{"type":"tool_use","id":"t","name":"send_mail","input":{"to":"someone"}}]}"""u8));
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var policy = await PolicyEndpointTests.CreatedAsync(
            admin, "memory", "rules:\n  - { name: new-model, on: request, when: { first_seen: [model] }, then: hold }\n  - { name: mail, on: tool_use, when: { tools: ['send_*'] }, then: block }\n", $"skill:{skill}");
        var done = await EndedAsync(admin, (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"policies/{policy["id"]}/versions/1/backtests", new { }))!["id"]!);
        var differences = (await admin.GetAsync($"backtests/{done["id"]}/differences"))!["items"]!.AsArray();
        Assert.Equal("new-model", (string?)Assert.Single(differences, each => (string?)each!["exchangeId"] == first)!["wouldRule"]);
        Assert.Equal(1, differences.Count(each => (string?)each!["wouldRule"] == "new-model" && (string?)each["sessionId"] == session));
        Assert.Equal(("block", "mail"), ((string?)Assert.Single(differences, each => (string?)each!["exchangeId"] == called)!["would"], (string?)differences.Single(each => (string?)each!["exchangeId"] == called)!["wouldRule"]));
    }

    /// <summary>What detectors saw when the request came.</summary>
    private Task FoundAsync(string exchange, params string[] labels) => app.RunAsync(
        """
        insert into tenant.findings (organisation_id, exchange_id, started_at, direction, ordinal, type, detector, location, span_start, span_end, score, label, fingerprint)
        select e.organisation_id, e.id, e.started_at, 'request', l.place, 'EMAIL', 'email', '/messages/0/content', 0, 10, 0.9, l.label, sha256(l.label::bytea)
        from tenant.exchanges e cross join unnest($2::text[]) with ordinality l (label, place) where e.id = $1
        """, exchange, labels);

    private static async Task<JsonNode> EndedAsync(PortalBrowser admin, string id)
    {
        JsonNode found = null!;
        await Bounded.UntilAsync(async () => (string?)(found = (await admin.GetAsync($"backtests/{id}"))!)["state"] != "running");
        return found;
    }
}
