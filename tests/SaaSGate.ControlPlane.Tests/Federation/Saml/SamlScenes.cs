using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.WebUtilities;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation.Saml;

/// <summary>What tests of SAML do in the portal.</summary>
internal static class SamlScenes
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static JsonObject ProviderBody(string issuer, string ssoUrl, string certificates) => new()
    {
        ["name"] = $"saml-{Guid.NewGuid():n}",
        ["kind"] = "saml",
        ["issuer"] = issuer,
        ["ssoUrl"] = ssoUrl,
        ["certificates"] = certificates,
        ["groupClaim"] = "groups",
        ["groupRoles"] = new JsonArray(new JsonObject { ["group"] = "soc", ["roles"] = new JsonArray("responder", "reviewer") }),
        ["defaultRoles"] = new JsonArray(),
        ["createsMembers"] = true,
        ["trustsAddresses"] = false,
        ["enabled"] = true,
    };

    /// <summary>Changes some fields of a SAML provider.</summary>
    public static async Task<JsonNode> ChangeSamlAsync(this PortalBrowser admin, string id, params (string Field, JsonNode? Value)[] changes)
    {
        var now = (await admin.GetAsync($"identity-providers/{id}"))!.AsObject();
        var body = new JsonObject();
        foreach (var (field, _) in ProviderBody("", "", ""))
            body[field] = now[field]?.DeepClone();
        foreach (var (field, value) in changes)
            body[field] = value;
        return (await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, $"identity-providers/{id}", body, $"\"{now["version"]}\""))!;
    }

    /// <summary>The request with which a browser is sent to a provider.</summary>
    public static XElement RequestIn(Uri location)
    {
        using var packed = new MemoryStream(Convert.FromBase64String(QueryHelpers.ParseQuery(location.Query)["SAMLRequest"]!));
        using var inflate = new DeflateStream(packed, CompressionMode.Decompress);
        return XElement.Load(inflate);
    }

    public static string StateIn(Uri location) => QueryHelpers.ParseQuery(location.Query)["RelayState"]!;

    /// <summary>What a provider would rightly say to a request.</summary>
    public static SamlScript ScriptFor(Uri location)
    {
        var request = RequestIn(location);
        return new()
        {
            Issuer = SamlIssuer.EntityId,
            Audience = request.Element(XName.Get("Issuer", SamlIssuer.Assertions))!.Value,
            Recipient = (string)request.Attribute("AssertionConsumerServiceURL")!,
            InResponseTo = (string)request.Attribute("ID")!,
        };
    }

    /// <summary>Posts what a provider's page would let a browser post: from another site, and so without a cookie. Where the portal sends the browser then.</summary>
    public static async Task<string> PostSamlAsync(this ControlPlaneFixture app, string id, string? state, string? response)
    {
        var fields = new Dictionary<string, string>();
        if (state is not null)
            fields["RelayState"] = state;
        if (response is not null)
            fields["SAMLResponse"] = response;
        using var content = new FormUrlEncodedContent(fields);
        return await app.PostSamlAsync(id, content);
    }

    /// <inheritdoc cref="PostSamlAsync(ControlPlaneFixture, string, string?, string?)"/>
    public static async Task<string> PostSamlAsync(this ControlPlaneFixture app, string id, HttpContent content)
    {
        using var page = app.Browser();
        page.Http.DefaultRequestHeaders.Add("Origin", "https://idp.handmade.example");
        page.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await page.Http.PostAsync(new Uri(app.Portal, $"/sign-in/callback/{id}"), content, Cancellation);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        return answer.Headers.Location!.OriginalString;
    }

    /// <summary>A whole sign-in with a response that a test makes; where the browser ends.</summary>
    public static async Task<string> SamlAsync(this ControlPlaneFixture app, PortalBrowser browser, string id, Func<SamlScript, string> make, bool fresh = false)
    {
        var location = await browser.StartAsync(id, "grace@handmade.example", fresh: fresh);
        var next = await app.PostSamlAsync(id, StateIn(location), Convert.ToBase64String(Encoding.UTF8.GetBytes(make(ScriptFor(location)))));
        return next.StartsWith("/sign-in/callback/", StringComparison.Ordinal) ? await browser.ComeBackAsync(new(app.Portal, next)) : next;
    }
}
