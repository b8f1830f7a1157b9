using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Http;

/// <summary>PostgreSQL keeps no NUL: wherever one is sent, the caller hears of it, field by field.</summary>
public sealed class TextGuardTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    public static TheoryData<string, string, string?> WithNul => new()
    {
        { "GET", "sessions?skill=%00", null },
        { "GET", "skills?cursor=a%00", null },
        { "POST", "session", """{"email":"a\u0000@acme.example","password":"x"}""" },
        { "POST", "session", """{"email":"a@acme.example","password":"\u0000"}""" },
        { "POST", "session/organisation", """{"organisationId":"\u0000"}""" },
        { "POST", "approvals/APPROVAL/decision", """{"decision":"deny","viewDigest":"0000000000000000000000000000000000000000000000000000000000000000","note":"\u0000"}""" },
        { "POST", "connections", """{"name":"n","baseUrl":"https://api.anthropic.com","credential":"sk-ant-\u0000000000000"}""" },
        { "POST", "skills", """{"name":"n","purpose":"p","connectionId":"\u0000","labels":["a\u0000"]}""" },
        { "POST", "skills/SKILL/stop", """{"reason":"\u0000"}""" },
        { "POST", "tokens", """{"name":"n","scopes":["read\u0000"],"expiresInDays":1}""" },
    };

    [Theory]
    [MemberData(nameof(WithNul))]
    public async Task Refuses_nul_in_every_text(string method, string path, string? body)
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var filled = path.Replace("APPROVAL", (await app.HoldAsync()).Value, StringComparison.Ordinal).Replace("SKILL", app.Demo.Skills[0].Id, StringComparison.Ordinal);
        using var answer = await admin.SendAsync(
            HttpMethod.Parse(method), filled, body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        await PortalBrowser.RefusedAsync(PortalProblems.Invalidated, answer);
    }
}
