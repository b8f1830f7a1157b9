using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation;

/// <summary>What tests of identity providers do in the portal.</summary>
internal static class ProviderScenes
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The portal under its real address; providers on this machine are allowed, and none is known yet.</summary>
    public static async Task OpenToProvidersAsync(this ControlPlaneFixture app)
    {
        await app.RunAsync("delete from tenant.domains");
        await app.RunAsync("delete from tenant.identity_providers");
        await app.RunAsync("delete from tenant.members where source in ('oidc', 'saml')");
        app.Service<IOptions<ConnectionOptions>>().Value.AllowPrivateUpstreams = true;
        app.Service<IOptions<PortalOptions>>().Value.PublicUrl = app.Portal;
        app.Service<IOptions<PortalOptions>>().Value.SignInsPerMinute = 10_000;
    }

    public static JsonObject ProviderBody(string issuer, string? authority, string? name = null, string? secret = OidcProvider.ClientSecret) => new()
    {
        ["name"] = name ?? $"idp-{Guid.NewGuid():n}",
        ["kind"] = "oidc",
        ["issuer"] = issuer,
        ["clientId"] = OidcProvider.ClientId,
        ["secret"] = secret,
        ["scopes"] = new JsonArray("openid", "email", "profile", "groups"),
        ["groupClaim"] = "groups",
        ["groupRoles"] = new JsonArray(new JsonObject { ["group"] = "soc", ["roles"] = new JsonArray("responder", "reviewer") }),
        ["defaultRoles"] = new JsonArray(),
        ["createsMembers"] = true,
        ["trustsAddresses"] = false,
        ["enabled"] = true,
        ["authority"] = authority,
    };

    public static async Task<string> AddProviderAsync(this PortalBrowser admin, JsonObject body) =>
        (string)(await admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "identity-providers", body))!["id"]!;

    /// <summary>Changes some fields of a provider.</summary>
    public static async Task ChangeProviderAsync(this PortalBrowser admin, string id, params (string Field, JsonNode? Value)[] changes)
    {
        var now = (await admin.GetAsync($"identity-providers/{id}"))!.AsObject();
        var body = new JsonObject();
        foreach (var field in ProviderBody("", null).Select(field => field.Key).Where(field => field != "secret"))
            body[field] = now[field]?.DeepClone();
        foreach (var (field, value) in changes)
            body[field] = value;
        await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"identity-providers/{id}", body, $"\"{now["version"]}\"");
    }

    /// <summary>Begins a sign-in, as the page does; where the browser is sent.</summary>
    public static async Task<Uri> StartAsync(this PortalBrowser browser, string providerId, string email, string? returnTo = null, bool fresh = false) =>
        new((string)(await browser.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "session/provider", new { providerId, email, returnTo, fresh }))!["location"]!);

    /// <summary>Comes back from the provider; where the portal sends the browser then.</summary>
    public static async Task<string> ComeBackAsync(this PortalBrowser browser, Uri callback)
    {
        using var answer = await browser.Http.GetAsync(callback, Cancellation);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    /// <summary>Takes up the session of a page that was just opened.</summary>
    public static async Task<JsonNode> OpenPageAsync(this PortalBrowser browser)
    {
        var session = (await browser.GetAsync("session"))!;
        browser.Adopt(session);
        return session;
    }

    /// <summary>A browser in which a handmade provider has signed somebody in.</summary>
    public static async Task<PortalBrowser> SignInByHandAsync(this ControlPlaneFixture app, HandmadeProvider provider, string id, string subject, string email, string? session)
    {
        var browser = app.Browser();
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery((await browser.StartAsync(id, email)).Query);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var payload = new JsonObject
        {
            ["iss"] = provider.Issuer,
            ["aud"] = OidcProvider.ClientId,
            ["sub"] = subject,
            ["iat"] = now,
            ["exp"] = now + 60,
            ["nonce"] = (string?)query["nonce"],
            ["email"] = email,
            ["email_verified"] = true,
            ["name"] = "Hand Made",
            ["groups"] = new JsonArray("soc"),
        };
        if (session is not null)
            payload["sid"] = session;
        provider.NextToken = provider.Sign(payload);
        Assert.Equal("/", await browser.ComeBackAsync(new Uri(app.Portal, $"/sign-in/callback/{id}?code=c&state={query["state"]}")));
        await browser.OpenPageAsync();
        return browser;
    }

    /// <summary>Makes a domain one of acme's, proven, without asking anybody.</summary>
    public static async Task<string> ProvenDomainAsync(this ControlPlaneFixture app, string name, string? organisation = null)
    {
        var id = Contracts.Ids.Id<Contracts.Ids.MailDomain>.New(TimeProvider.System).Value;
        await app.RunAsync(
            "insert into tenant.domains (organisation_id, id, name, token, proven_at, proven_by, created_at, created_by) values ($1, $2, $3, 't', now(), 'dns', now(), 'usr_x')",
            organisation ?? DemoOrganisations.Acme.Value, id, name);
        return id;
    }

    /// <summary>Why the last sign-in was refused, as the audit log has it.</summary>
    public static Task<string?> RefusalAsync(this ControlPlaneFixture app, string providerId) => app.PeekAsync<string>(
        "select detail ->> 'why' from tenant.audit_log where action = 'person.sign_in_refused' and target = $1 order by id desc limit 1", providerId);
}
