using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Support;
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
        await app.RunAsync("update tenant.grants set ended_at = now()");
        try
        {
            await partner.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, $"approvals/{approval}");
            using var answer = await partner.SendAsync(HttpMethod.Post, $"approvals/{approval}/decision", new { decision = "approve", viewDigest = new string('0', 64) });
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden);
        }
        finally
        {
            await app.RunAsync("update tenant.grants set ended_at = null");
        }
    }
}
