using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Partners;

public sealed class PartnerEndpointsTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static object Offer => new
    {
        address = "Northwind",
        actions = new[] { "decide" },
        labels = new[] { "crm" },
        masking = "summary",
        until = TimeProvider.System.GetUtcNow().AddDays(30),
        message = "Please look at exports",
    };

    [Fact]
    public async Task A_partner_is_invited_accepts_reviews_and_is_ended()
    {
        await app.RunAsync("update tenant.grants set ended_at = now() where ended_at is null");
        using var admin = await app.SignInAsync(app.Demo.Admin);
        using var partner = await NorthwindAdminAsync();
        var invited = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "partners/invitations", Offer))!;
        var seen = (await partner.GetAsync("partners/invitations"))!["items"]!.AsArray().Single(one => (string?)one!["id"] == (string?)invited["id"])!;
        Assert.Equal(("Acme", "waiting", "Please look at exports"), ((string?)seen["organisationName"], (string?)seen["state"], (string?)seen["message"]));
        await admin.RefusedAsync(PortalProblems.InvitationEnded, HttpMethod.Post, $"partners/invitations/{invited["id"]}/accept");
        var grant = (await partner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"partners/invitations/{invited["id"]}/accept"))!;
        Assert.True((bool)grant["live"]!);
        Assert.Equal(["decide", "see"], grant["actions"]!.AsArray().Select(action => (string)action!));

        var approval = await app.HoldAsync();
        using var reviewer = await app.SignInAsync(app.Demo.Partner);
        var detail = (await reviewer.GetAsync($"approvals/{approval}"))!;
        Assert.Equal(("summary", ""), ((string?)detail["masking"], (string?)detail["summary"]));
        Assert.Null(detail["view"]!["summary"]?.GetValue<string>() is { Length: > 0 } text ? text : null);

        var ended = (await partner.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"partners/grants/{grant["id"]}/end"))!;
        Assert.Equal((false, "Nora West"), ((bool)ended["live"]!, (string?)ended["endedByName"]));
        await reviewer.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, $"approvals/{approval}");
        Assert.Equal("Nora West", (string?)(await admin.GetAsync($"partners/grants/{grant["id"]}"))!["endedByName"]);
        foreach (var side in new[] { admin, partner })
            Assert.Contains((await side.GetAsync("audit?limit=200"))!["items"]!.AsArray(), line => (string?)line!["action"] == "grant.ended" && (string?)line["target"] == (string?)grant["id"]);
    }

    [Fact]
    public async Task An_invitation_opens_nothing_once_who_made_it_may_not_manage_any_more()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        using var partner = await NorthwindAdminAsync();
        var (id, inviter) = await app.MemberAsync("admin");
        using var _ = inviter;
        var token = (string)(await inviter.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "tokens", new { name = "cli", scopes = new[] { "manage" }, expiresInDays = 1 }))!["token"]!;
        using var program = app.Program(token);
        var invitations = new List<string>();
        foreach (var by in new[] { inviter, program })
            invitations.Add((string)(await by.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "partners/invitations", Offer))!["id"]!);
        await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "offboardings", new { person = id });
        foreach (var invitation in invitations)
            await partner.RefusedAsync(PortalProblems.InvitationEnded, HttpMethod.Post, $"partners/invitations/{invitation}/accept");
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.grants where created_by in ($1, (select id from tenant.api_tokens where created_by = $1))", id));
        foreach (var invitation in invitations)
            await partner.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, $"partners/invitations/{invitation}/decline");
    }

    [Fact]
    public async Task Only_admins_invite_and_an_invitation_says_what_is_wrong_with_it()
    {
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, "partners/invitations", Offer);
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var wrong = (await admin.ExpectAsync(
            HttpStatusCode.BadRequest, HttpMethod.Post, "partners/invitations", new { address = " ", actions = Array.Empty<string>(), labels = new[] { "" }, masking = "none", until = "2020-01-01T00:00:00Z" }))!;
        Assert.Equal(["actions", "address", "labels", "masking", "until"], wrong["errors"]!.AsObject().Select(error => error.Key).Order());

        // Whether the address means anybody, nobody learns.
        var nobody = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "partners/invitations", new { address = "no-such-place", actions = new[] { "see" }, labels = Array.Empty<string>(), masking = "full", until = TimeProvider.System.GetUtcNow().AddDays(1) }))!;
        Assert.Equal("withdrawn", (string?)(await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"partners/invitations/{nobody["id"]}/withdraw"))!["state"]);
        await admin.RefusedAsync(PortalProblems.InvitationEnded, HttpMethod.Post, $"partners/invitations/{nobody["id"]}/withdraw");
    }

    private async Task<PortalBrowser> NorthwindAdminAsync()
    {
        var (_, admin) = await app.Service<DemoPeople>().EnsureAsync(
            DemoOrganisations.Northwind, "admin@northwind.example", "Nora West", [Roles.Admin, Roles.Reviewer, Roles.Responder], TestContext.Current.CancellationToken);
        return await app.SignInAsync(admin);
    }
}
