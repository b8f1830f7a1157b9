using System.Net;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Organisations;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Audit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Identity;

public sealed class AccessTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static readonly object Nothing = new { };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> BeyondReviewers => new()
    {
        { "POST", "skills" },
        { "POST", "connections" },
        { "POST", "tokens" },
        { "GET", "tokens" },
        { "GET", "audit" },
        { "POST", "skills/SKILL/stop" },
        { "POST", "skills/SKILL/keys" },
    };

    [Theory]
    [MemberData(nameof(BeyondReviewers))]
    public async Task Reviewers_read_and_decide_and_do_nothing_else(string method, string path)
    {
        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.RefusedAsync(
            PortalProblems.Forbidden, HttpMethod.Parse(method), path.Replace("SKILL", app.Demo.Skills[0].Id, StringComparison.Ordinal), method == "GET" ? null : Nothing);
    }

    [Theory]
    [InlineData("read", "home", "approvals/APPROVAL/decision")]
    [InlineData("approve", "approvals/APPROVAL/decision", "home")]
    [InlineData("manage", "skills/SKILL/resume", "home")]
    public async Task A_token_does_what_its_scope_says(string scope, string allowed, string refused)
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var made = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "tokens", new { name = scope, scopes = new[] { scope }, expiresInDays = 1 }))!;
        using var program = app.Program((string)made["token"]!);
        var approval = await app.HoldAsync();
        using var good = await SendAsync(program, allowed, approval.Value);
        Assert.True((int)good.StatusCode is 200 or 409, $"{scope} was refused {allowed}: {(int)good.StatusCode}");
        using var bad = await SendAsync(program, refused, approval.Value);
        await PortalBrowser.RefusedAsync(PortalProblems.Forbidden, bad);

        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"tokens/{made["id"]}");
        await program.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");
    }

    [Fact]
    public async Task A_token_makes_no_tokens()
    {
        using var program = app.Program(app.Demo.ApiToken);
        await program.RefusedAsync(PortalProblems.Forbidden, HttpMethod.Post, "tokens", new { name = "more", scopes = new[] { "read" }, expiresInDays = 1 });
    }

    [Theory]
    [InlineData("reviewer")]
    [InlineData()]
    public async Task A_token_ends_with_the_admin_who_made_it(params string[] rolesLeft)
    {
        var (id, person) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Acme, "second@acme.example", "Sam Second", [Roles.Admin], Cancellation);
        using var second = await app.SignInAsync(person);
        var made = (await second.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "tokens", new { name = "second", scopes = new[] { "read" }, expiresInDays = 1 }))!;
        using var program = app.Program((string)made["token"]!);
        await program.GetAsync("home");

        await app.Service<Memberships>().SaveAsync(DemoOrganisations.Acme, new(id, "Sam Second", person.Email, rolesLeft), Actor.System, Cancellation);
        await program.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "home");
    }

    private Task<HttpResponseMessage> SendAsync(PortalBrowser program, string path, string approval)
    {
        var filled = path.Replace("APPROVAL", approval, StringComparison.Ordinal).Replace("SKILL", app.Demo.Skills[0].Id, StringComparison.Ordinal);
        return path == "home"
            ? program.SendAsync(HttpMethod.Get, filled)
            : program.SendAsync(HttpMethod.Post, filled, path.EndsWith("decision", StringComparison.Ordinal) ? new { decision = "deny", viewDigest = new string('0', 64) } : null);
    }
}
