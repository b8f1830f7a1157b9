using System.Net;
using System.Text.RegularExpressions;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Organisations;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Audit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Identity;

public sealed partial class AccessTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static readonly object Nothing = new { };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What each role allows, stated apart from the database that says so.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["owner"] = ["read", "decide", "contain", "policies", "audit", "manage", "people", "bill", "own"],
        ["admin"] = ["read", "decide", "contain", "policies", "audit", "manage", "people", "bill"],
        ["policy_author"] = ["read", "policies"],
        ["reviewer"] = ["read", "decide"],
        ["responder"] = ["read", "contain", "audit"],
        ["auditor"] = ["read", "audit"],
        ["billing"] = ["bill"],
    };

    private static readonly Dictionary<string, string[]> ScopesAllow = new()
    {
        ["read"] = ["read"],
        ["approve"] = ["decide"],
        ["contain"] = ["contain"],
        ["policies"] = ["policies"],
        ["audit"] = ["audit"],
        ["manage"] = ["manage", "contain", "policies", "audit", "people"],
    };

    /// <summary>Calls that would end the sign-in by which the test goes on.</summary>
    private static readonly string[] Ending = ["signOut", "endSignIns"];

    public static TheoryData<string> EveryRole => [.. Allowed.Keys];

    public static TheoryData<string> EveryScope => [.. ScopesAllow.Keys];

    [Fact]
    public void Every_operation_states_what_it_needs() =>
        Assert.Equal(Operation.All.Where(operation => !operation.Anonymous).Select(operation => operation.Id).Order(), RouteNeeds.Operations.Order());

    [Theory]
    [MemberData(nameof(EveryRole))]
    public async Task A_role_opens_what_it_allows_and_nothing_else(string role)
    {
        var (id, browser) = await app.MemberAsync(role);
        using (browser)
        {
            Assert.Equal(Allowed[role].Order(), browser.Session!["permissions"]!.AsArray().Select(permission => (string)permission!).Order());
            await TryAsync(browser, id, inPerson: true, Allowed[role]);
        }
    }

    [Theory]
    [MemberData(nameof(EveryScope))]
    public async Task A_scope_opens_what_it_allows_and_nothing_else(string scope)
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var made = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "tokens", new { name = scope, scopes = new[] { scope }, expiresInDays = 1 }))!;
        using var program = app.Program((string)made["token"]!);
        await TryAsync(program, Id<User>.New(TimeProvider.System).Value, inPerson: false, ScopesAllow[scope]);
    }

    private static async Task TryAsync(PortalBrowser caller, string userId, bool inPerson, string[] permissions)
    {
        var (opened, refused) = (0, 0);
        foreach (var operation in Operation.All.Where(operation => !operation.Anonymous && !Ending.Contains(operation.Id)))
        {
            var body = operation.Method == HttpMethod.Get || operation.Method == HttpMethod.Delete ? null : Nothing;
            using var answer = await caller.SendAsync(operation.Method, Fill(operation.Path, userId), body);
            if (RouteNeeds.Of(operation).LetsIn(inPerson, permissions))
            {
                opened++;
                Assert.True(answer.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized), $"{operation} is closed to who may {string.Join(", ", permissions)}: {(int)answer.StatusCode}");
                Assert.True((int)answer.StatusCode < 500, $"{operation} failed: {(int)answer.StatusCode}");
            }
            else
            {
                refused++;
                Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{operation} is open to who may {string.Join(", ", permissions)}: {(int)answer.StatusCode}");
                await PortalBrowser.RefusedAsync(PortalProblems.Forbidden, answer);
            }
        }

        Assert.True(opened > 4 && (refused > 40 || (inPerson && permissions.Contains("manage"))), $"{opened} operations were opened and {refused} refused.");
    }

    /// <summary>Ids of things that nobody has.</summary>
    private static string Fill(string path, string userId) => Parameter().Replace(path, match => match.Groups[1].Value switch
    {
        "userId" => userId,
        "signInId" => Guid.NewGuid().ToString("n"),
        "version" => "1",
        var name => Prefixes[name] + Id<User>.New(TimeProvider.System).Value[3..],
    });

    private static readonly Dictionary<string, string> Prefixes =
        """
        providerId idp domainId dom backtestId bkt savedSearchId sea skillId skl keyId key issuerId iss mappingId map clientId cli policyId pol tokenId tok
        approvalId apr sessionId ses exchangeId exc evidenceId evd incidentId inc lockId lck connectionId con listId exl sinkId snk holdId hld groupId grp likeId lik
        grantId grt invitationId inv channelId chn notificationId ntf offboardingId ofb directoryGroupId dgr webhookId hrw roleId rol memberInvitationId mbi
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();

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
