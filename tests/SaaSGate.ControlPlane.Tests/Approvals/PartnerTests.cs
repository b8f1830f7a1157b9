using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Approvals;

public sealed class PartnerTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task A_partner_sees_and_decides_what_was_granted()
    {
        var approval = await app.HoldAsync();
        using var partner = await app.SignInAsync(app.Demo.Partner);
        var listed = (await partner.GetAsync("approvals?state=waiting"))!["items"]!.AsArray().Single(item => (string?)item!["id"] == approval.Value)!;
        Assert.Equal("Acme", (string?)listed["organisationName"]);
        Assert.StartsWith("grt_", (string?)listed["viaGrant"], StringComparison.Ordinal);
        var detail = (await partner.GetAsync($"approvals/{approval}"))!;
        Assert.True((bool)detail["canDecide"]!);
        Assert.Equal("Export all customers", (string?)detail["view"]!["summary"]);

        var decided = (await partner.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = (string?)detail["viewDigest"], note = "known export" }))!;

        Assert.Equal("approved", (string?)decided["state"]);
        Assert.Equal("Kim Sato", (string?)decided["decidedByName"]);
        Assert.False((bool)decided["canDecide"]!);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        Assert.Equal("approved", (string?)(await admin.GetAsync($"approvals/{approval}"))!["state"]);
    }

    [Fact]
    public async Task A_grant_that_ended_shows_and_decides_nothing()
    {
        var approval = await app.HoldAsync("report-writer");
        using var partner = await app.SignInAsync(app.Demo.Partner);
        var before = await SeenAsync(partner);
        Assert.Contains(approval.Value, before.Listed);
        await app.RunAsync("update tenant.grants set ended_at = now()");
        try
        {
            await partner.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, $"approvals/{approval}");
            await partner.RefusedAsync(
                PortalProblems.NotFound, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = new string('0', 64) });

            using var admin = await app.SignInAsync(app.Demo.Admin);
            var skill = app.Demo.Skills.Single(known => known.Name == "report-writer").Id;
            await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/stop", new { reason = "its approvals end" });
            await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/resume");
            await app.HoldAsync();

            var after = await SeenAsync(partner);
            Assert.Equal([], after.Listed);
            Assert.Equal(0, after.Waiting);
            Assert.Equal(before.FeedPosition, after.FeedPosition);
        }
        finally
        {
            await app.RunAsync("update tenant.grants set ended_at = null");
        }
    }

    [Fact]
    public async Task A_decision_sent_again_after_the_grant_ended_shows_nothing()
    {
        var approval = await app.HoldAsync();
        using var partner = await app.SignInAsync(app.Demo.Partner);
        var decision = new { decision = "deny", viewDigest = (string?)(await partner.GetAsync($"approvals/{approval}"))!["viewDigest"] };
        using var first = await DecideAsync();
        using var again = await DecideAsync();
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("denied", (string?)(await PortalBrowser.ReadAsync(again))["state"]);
        Assert.Equal(0L, await app.PeekAsync<long>("select count(*) from tenant.idempotency where key = 'partner' and body is not null"));

        await app.RunAsync("update tenant.grants set ended_at = now()");
        try
        {
            using var late = await DecideAsync();
            await PortalBrowser.RefusedAsync(PortalProblems.NotFound, late);
        }
        finally
        {
            await app.RunAsync("update tenant.grants set ended_at = null");
        }

        Task<HttpResponseMessage> DecideAsync() => partner.SendAsync(HttpMethod.Post, $"approvals/{approval}/decision", decision, idempotencyKey: "partner");
    }

    [Fact]
    public async Task A_token_decides_no_request_of_who_made_it()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var made = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "tokens", new { name = "own", scopes = new[] { "read", "approve" }, expiresInDays = 1 }))!;
        using var own = app.Program((string)made["token"]!);
        var approval = await app.HoldAsync("report-writer");
        var seen = (await own.GetAsync($"approvals/{approval}"))!;
        Assert.False((bool)seen["canDecide"]!);
        var decision = new { decision = "approve", viewDigest = (string?)seen["viewDigest"] };
        await own.RefusedAsync(PortalProblems.OwnRequest, HttpMethod.Post, $"approvals/{approval}/decision", decision);

        using var other = app.Program(app.Demo.ApiToken);
        await other.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", decision);
    }

    [Fact]
    public async Task A_decision_reaches_the_clock_of_the_approval()
    {
        var approval = await app.HoldAsync();
        TenantContext.EnterSystem();
        var grain = app.Service<IGrainFactory>().GetGrain<IApprovalGrain>(GrainKeys.Of(Scenes.Acme.Value, approval.Value));
        Assert.Equal("pending", (await grain.GetAsync())?.State);
        using var partner = await app.SignInAsync(app.Demo.Partner);
        var digest = (string?)(await partner.GetAsync($"approvals/{approval}"))!["viewDigest"];
        await partner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "deny", viewDigest = digest });
        var patience = Bounded.Cancellation;
        while ((await grain.GetAsync())?.State != "denied")
            patience.ThrowIfCancellationRequested();
    }

    private static async Task<(List<string?> Listed, int Waiting, long FeedPosition)> SeenAsync(PortalBrowser partner)
    {
        var home = (await partner.GetAsync("home"))!;
        Assert.Equal((int)home["waiting"]! > 0, home["waitingApprovals"]!.AsArray().Count > 0);
        return (
            [.. (await partner.GetAsync("approvals"))!["items"]!.AsArray().Select(item => (string?)item!["id"])],
            (int)home["waiting"]!,
            (long)(await partner.GetAsync("session"))!["feedPosition"]!);
    }
}
