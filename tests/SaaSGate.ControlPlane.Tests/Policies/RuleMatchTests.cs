using System.Net;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Policies;

public sealed class RuleMatchTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task Explains_an_exchange_from_what_its_record_says()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var policy = (string)(await PolicyEndpointTests.CreatedAsync(admin, "explained", scope: "label:support"))["id"]!;
        var other = (string)(await PolicyEndpointTests.CreatedAsync(admin, "explained too"))["id"]!;
        var (_, exchange) = await app.RecordAsync("{\"role\":\"user\"}", "done");
        await app.RunAsync(
            "update tenant.exchanges set decision = 'hold', rule = 'no-export', policy_id = $2, policy_version = 1, policies = $3::text::jsonb where id = $1", exchange.Value, policy,
            $$"""[{"policyId":"{{policy}}","version":1,"shadowVersion":2},{"policyId":"{{other}}","version":1}]""");
        await MatchAsync(exchange.Value, 0, "mail", other, 1, "mask", decisive: false, shadow: false);
        await MatchAsync(exchange.Value, 1, "no-export", policy, 1, "hold", decisive: true, shadow: false);
        await MatchAsync(exchange.Value, 2, "export-too", other, 1, "hold", decisive: false, shadow: false);
        await MatchAsync(exchange.Value, 3, "never", policy, 2, "block", decisive: true, shadow: true);

        var told = (await admin.GetAsync($"exchanges/{exchange}/explanation"))!;
        Assert.Equal(
            "no-export of explained decided: hold. Hold is more severe than mask, whatever the order. export-too says the same and comes later: what is for the label support comes before what is for the organisation.",
            (string?)told["why"]);
        Assert.Equal(["explained", "explained too"], told["policies"]!.AsArray().Select(applied => (string?)applied!["name"]));
        Assert.Equal(["mail", "no-export", "export-too", "never"], told["matches"]!.AsArray().Select(match => (string?)match!["rule"]));
    }

    [Fact]
    public async Task Reports_what_a_draft_would_have_done()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var policy = (string)(await PolicyEndpointTests.CreatedAsync(admin, "shadowed"))["id"]!;
        var (_, stricter) = await app.RecordAsync("{\"role\":\"user\"}", "done");
        var (_, milder) = await app.RecordAsync("{\"role\":\"user\"}", "done");
        await app.RunAsync("update tenant.exchanges set policies = $2::text::jsonb where id = any ($1)", new[] { stricter.Value, milder.Value }, $$"""[{"policyId":"{{policy}}","version":1,"shadowVersion":2}]""");
        await app.RunAsync("update tenant.exchanges set decision = 'hold', rule = 'old' where id = $1", milder.Value);
        await MatchAsync(stricter.Value, 0, "new", policy, 2, "block", decisive: true, shadow: true);
        await MatchAsync(milder.Value, 0, "old", policy, 1, "hold", decisive: true, shadow: false);

        var report = (await admin.GetAsync($"policies/{policy}/shadow?version=2"))!["rules"]!.AsArray();
        Assert.Equal([("new", 1L, 1L, 0L), ("old", 0L, 0L, 1L)], report.Select(rule => ((string)rule!["rule"]!, (long)rule["exchanges"]!, (long)rule["stricter"]!, (long)rule["milder"]!)));
        var listed = Assert.Single((await admin.GetAsync($"policies/{policy}/matches?shadow=true"))!["items"]!.AsArray())!;
        Assert.Equal((stricter.Value, "new", "block", "allow"), ((string?)listed["exchangeId"], (string?)listed["rule"], (string?)listed["kind"], (string?)listed["decision"]));
        Assert.Equal(milder.Value, (string?)Assert.Single((await admin.GetAsync($"policies/{policy}/matches"))!["items"]!.AsArray())!["exchangeId"]);
    }

    [Fact]
    public async Task Tries_a_document_on_a_sample_beside_what_is_in_force()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        const string Document = "rules:\n  - name: no-plans\n    on: request\n    when: { text: secret plan }\n    then: block\n";
        const string Body = """{"model":"claude-test","max_tokens":5,"messages":[{"role":"user","content":"the secret plan"}]}""";
        var tried = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "policies/try", new { document = Document, input = Body }))!;
        Assert.Equal("block", (string?)tried["decision"]);
        Assert.Equal("no-plans", (string?)Assert.Single(tried["rules"]!.AsArray(), rule => (string?)rule!["outcome"] == "decides")!["rule"]);
        Assert.True(tried["rules"]!.AsArray().Count > 1);
        var alone = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "policies/try", new { document = Document, input = Body.Replace("secret", "public", StringComparison.Ordinal), alone = true }))!;
        Assert.Equal(("allow", 1), ((string?)alone["decision"], alone["rules"]!.AsArray().Count));
        var refused = (await admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "policies/try", new { document = Document, input = "no JSON" }))!;
        Assert.NotNull(refused["errors"]!["input"]);
    }

    [Theory]
    [InlineData("mask", "[EMAIL]")]
    [InlineData("block", "[EMAIL]")]
    public async Task A_trial_knows_exceptions_that_name_its_skill(string then, string findings)
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var document = $"rules:\n  - name: mail\n    on: request\n    when: {{ findings: {findings} }}\n    then: {then}\n    exceptions: [{{ skills: [crm-export], owner: ann@example.com, until: 2999-01-31 }}]\n";
        const string Body = """{"model":"claude-test","max_tokens":5,"messages":[{"role":"user","content":"kim@example.com"}]}""";
        foreach (var skill in app.Demo.Skills)
        {
            var tried = (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "policies/try", new { document, input = Body, alone = true, skillId = skill.Id }))!;
            Assert.Equal(skill.Name == "crm-export" ? "allow" : then, (string?)tried["decision"]);
        }
    }

    private Task MatchAsync(string exchange, int ordinal, string rule, string policy, long version, string kind, bool decisive, bool shadow) => app.RunAsync(
        """
        insert into tenant.rule_matches (organisation_id, exchange_id, at, direction, ordinal, rule, policy_id, policy_version, kind, severity, decisive, shadow, because)
        select organisation_id, id, started_at, 'request', $2, $3, $4, $5, $6, 'high', $7, $8, 'text' from tenant.exchanges where id = $1
        """, exchange, ordinal, rule, policy, version, kind, decisive, shadow);
}
