using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.BlastRadius;

public sealed class BlastRadiusTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task Adds_up_what_a_skill_saw_and_where_it_went()
    {
        var (_, first) = await app.SeeAsync("EMAIL", "a@blast.example");
        await app.SeeAsync(first, "EMAIL", "b@blast.example");
        await app.SeeAsync(first, "CREDIT_CARD", "4111111111111111");
        await app.SendAsync(first, "files.evil.example", "http_request");
        await app.SendAsync(first, "", "bash");
        var (_, second) = await app.SeeAsync("EMAIL", "a@blast.example");
        await app.RunAsync("update tenant.exchanges set model = 'claude-x', decision = 'hold', rule = 'bulk', skill_key_id = 'key_blast', response_bytes = 90 where id = $1", second.Value);
        await app.RunAsync(
            "insert into tenant.skill_keys (organisation_id, id, skill_id, hint, hash, created_by, expires_at) values ($1, 'key_blast', $2, 'sgk_', 'blast', 'usr', now() + interval '1 day')",
            Scenes.Acme.Value, app.Demo.Skills[0].Id);
        using var admin = await app.SignInAsync(app.Demo.Admin);

        var radius = (await admin.GetAsync($"blast-radius?skill={app.Demo.Skills[0].Id}"))!;

        Assert.Equal((2, 2, 110L), ((int)radius["exchanges"]!, (int)radius["sessions"]!, (long)radius["bytes"]!));
        Assert.Equal("EMAIL 2 3, CREDIT_CARD 1 1", string.Join(", ", radius["values"]!.AsArray().Select(v => $"{v!["type"]} {v["distinct"]} {v["findings"]}")));
        Assert.Equal("files.evil.example", (string?)Assert.Single(radius["destinations"]!.AsArray())!["host"]);
        Assert.Equal(["bash", "http_request"], radius["tools"]!.AsArray().Select(tool => (string)tool!["name"]!).Order());
        Assert.Equal("claude-x", (string?)Assert.Single(radius["models"]!.AsArray())!["name"]);
        Assert.Contains(radius["decisions"]!.AsArray(), decision => (string?)decision!["decision"] == "hold" && (string?)decision["rule"] == "bulk");
        Assert.Equal(2, radius["volume"]!.AsArray().Sum(step => (int)step!["exchanges"]!));
        Assert.Equal(4, radius["volume"]!.AsArray().Sum(step => (int)step!["findings"]!));
        Assert.Equal(2, (int)radius["seen"]!.AsArray().Single(flow => (string?)flow!["to"] == "EMAIL")!["count"]!);
        Assert.Equal(["CREDIT_CARD", "EMAIL"], radius["sent"]!.AsArray().Where(flow => (string?)flow!["to"] == "files.evil.example").Select(flow => (string)flow!["from"]!).Order());

        Assert.Equal(1, (int)(await admin.GetAsync("blast-radius?key=key_blast"))!["exchanges"]!);
        Assert.Equal(0, (int)(await admin.GetAsync($"blast-radius?skill={app.Demo.Skills[0].Id}&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z"))!["exchanges"]!);
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'blast_radius.read' and target = 'key_blast'"));
    }

    [Theory]
    [InlineData("skill=skl_nobody")]
    [InlineData("owner=usr_nobody")]
    [InlineData("incident=inc_none")]
    public async Task Is_of_nothing_that_is_not_the_organisations(string query)
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, $"blast-radius?{query}");
    }

    [Fact]
    public async Task Needs_a_window_that_begins_before_it_ends()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Get, "blast-radius?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z");
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Get, "blast-radius?from=2020-02-01T00:00:00Z&to=2026-01-01T00:00:00Z");
    }
}
