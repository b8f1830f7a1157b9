using System.Net;
using System.Text.Json.Nodes;
using SaaSGate.ControlPlane.Demo;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Support;

/// <summary>Skills with credentials of tests, and what asks the token service.</summary>
internal static class TokenScenes
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A new skill of acme that its admin owns.</summary>
    public static async Task<string> SkillAsync(this ControlPlaneFixture app, PortalBrowser admin)
    {
        var connection = await app.PeekAsync<string>("select id from tenant.connections where organisation_id = $1 limit 1", DemoOrganisations.Acme.Value);
        return (string)(await admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, "skills", new { name = $"skill {Guid.NewGuid():n}", purpose = "A test", connectionId = connection }))!["id"]!;
    }

    /// <summary>A client with a secret, of a new skill where none is named.</summary>
    public static async Task<(string Client, string Secret, string Skill)> ClientAsync(this ControlPlaneFixture app, PortalBrowser admin, string? skill = null)
    {
        skill ??= await app.SkillAsync(admin);
        var made = (await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"skills/{skill}/clients", new { expiresInDays = 30 }))!;
        return ((string)made["clientId"]!, (string)made["clientSecret"]!, skill);
    }

    /// <summary>Posts a form to the token service.</summary>
    public static async Task<(HttpStatusCode Status, JsonNode Body)> PostFormAsync(this ControlPlaneFixture app, string path, params (string Name, string Value)[] fields)
    {
        using var browser = app.Browser();
        using var form = new FormUrlEncodedContent(fields.Where(field => field.Value.Length > 0).Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await browser.Http.PostAsync(new Uri(app.Portal, "/" + path), form, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        return (answer.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }
}
