using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation;

/// <summary>Tokens that attackers would make, at the sign-in: refused, audited, and without a word of how.</summary>
public sealed class ProviderTokenTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private HandmadeProvider _provider = null!;
    private PortalBrowser _admin = null!;
    private string _id = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public async ValueTask InitializeAsync()
    {
        await app.OpenToProvidersAsync();
        _provider = await HandmadeProvider.StartAsync(Cancellation);
        _admin = await app.SignInAsync(app.Demo.Admin);
        var body = ProviderScenes.ProviderBody(_provider.Issuer, _provider.Authority);
        body["defaultRoles"] = new JsonArray("reviewer");
        _id = await _admin.AddProviderAsync(body);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _provider.DisposeAsync();
    }

    public static TheoryData<string, string, string?> Wrong => new()
    {
        { "iss", "\"https://evil.example\"", "issuer" },
        { "aud", "\"somebody-else\"", "audience" },
        { "aud", "[\"somebody-else\"]", "audience" },
        { "aud", "[\"saasgate\",\"somebody-else\"]", "azp" },
        { "azp", "\"somebody-else\"", "azp" },
        { "exp", "-120", "expired" },
        { "exp", "null", "exp" },
        { "exp", "\"tomorrow\"", null },
        { "nbf", "+300", "nbf" },
        { "iat", "+300", "iat" },
        { "iat", "-100000", "iat" },
        { "iat", "null", "iat" },
        { "nonce", "\"mine\"", "nonce" },
        { "nonce", "null", "nonce" },
        { "sub", "null", "sub" },
        { "sub", "\"\"", "sub" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Refuses_a_token_that_says_something_else(string claim, string value, string? why)
    {
        Assert.Equal("/sign-in?refused=mismatch", await TryAsync(payload =>
        {
            payload.Remove(claim);
            if (value != "null")
                payload[claim] = value[0] is '+' or '-' ? JsonValue.Create(Now + long.Parse(value, System.Globalization.CultureInfo.InvariantCulture)) : JsonNode.Parse(value);
            return _provider.Sign(payload);
        }));
        Assert.Equal(why ?? await app.RefusalAsync(_id), await app.RefusalAsync(_id));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("shared")]
    [InlineData("forged")]
    [InlineData("cut")]
    [InlineData("changed")]
    [InlineData("text")]
    public async Task Refuses_a_signature_that_does_not_hold(string how)
    {
        Assert.Equal("/sign-in?refused=mismatch", await TryAsync(payload => how switch
        {
            "none" => HandmadeProvider.Unsigned(payload),
            "shared" => _provider.SignAsIfShared(payload),
            "forged" => _provider.Forge(payload),
            "cut" => _provider.Sign(payload)[..^4],
            "changed" => Swapped(_provider.Sign(payload), payload),
            _ => "no token at all",
        }));
        Assert.Contains(await app.RefusalAsync(_id), new[] { "algorithm", "signature", "no signed token" });
    }

    [Fact]
    public async Task Takes_the_right_token_and_follows_a_change_of_keys()
    {
        Assert.Equal("/", await TryAsync(payload => _provider.Sign(payload)));
        _provider.ChangeKey("second");
        Assert.Equal("/", await TryAsync(payload => _provider.Sign(payload)));
        // The old key's name is not believed any more, whoever signs.
        Assert.Equal("/sign-in?refused=mismatch", await TryAsync(payload => _provider.Sign(payload, keyId: "first")));
    }

    [Fact]
    public async Task Looks_for_an_unknown_key_a_few_times_a_minute_and_not_more()
    {
        Assert.Equal("/", await TryAsync(payload => _provider.Sign(payload)));
        var before = _provider.KeysFetched;
        // Once the provider was asked and has no such key, the token is refused; where it may not be asked any more for now, it may be tried again later.
        List<string> answers = [];
        for (var i = 0; i < 12; i++)
            answers.Add(await TryAsync(payload => _provider.Sign(payload, keyId: $"unknown-{i}")));
        Assert.Equal(["mismatch", "unreachable"], answers.Select(answer => answer["/sign-in?refused=".Length..]).Distinct().Order());
        Assert.InRange(_provider.KeysFetched - before, 1, 5);
        Assert.Equal(_provider.KeysFetched - before, answers.Count(answer => answer.EndsWith("mismatch", StringComparison.Ordinal)));
        // Whose key is known is let in all the while.
        Assert.Equal("/", await TryAsync(payload => _provider.Sign(payload)));
    }

    [Theory]
    [InlineData("issuer", "https://evil.example")]
    [InlineData("token_endpoint", "http://localhost/token")]
    [InlineData("authorization_endpoint", "javascript:alert(1)")]
    [InlineData("jwks_uri", "file:///etc/passwd")]
    public async Task Sends_nobody_to_a_provider_that_names_another_or_something_that_is_not_https(string field, string value)
    {
        _provider.Discovery[field] = value;
        using var browser = app.Browser();
        await browser.RefusedAsync(PortalProblems.ProviderUnreachable, HttpMethod.Post, "session/provider", new { providerId = _id });
        Assert.NotEmpty((string)(await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"identity-providers/{_id}/test"))!["problem"]!);
    }

    [Fact]
    public async Task A_test_of_the_connection_says_what_it_finds()
    {
        var tested = (await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"identity-providers/{_id}/test"))!;
        Assert.Null(tested["problem"]);
        Assert.Equal((1, _provider.Issuer + "/authorize"), ((int)tested["keys"]!, (string?)tested["authorizationEndpoint"]));
    }

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://localhost")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("https://10.0.0.1")]
    [InlineData("http://idp.example")]
    [InlineData("https://user:pass@idp.example")]
    [InlineData("https://idp.example/?tenant=x")]
    public async Task An_issuer_is_an_https_address_of_the_internet(string issuer)
    {
        var options = app.Service<IOptions<ConnectionOptions>>().Value;
        options.AllowPrivateUpstreams = false;
        var refused = await _admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "identity-providers", ProviderScenes.ProviderBody(issuer, null));
        Assert.NotNull(refused!["errors"]!["issuer"]);
        options.AllowPrivateUpstreams = true;
    }

    [Fact]
    public async Task A_secret_is_never_shown_and_an_issuer_never_changed()
    {
        var shown = (await _admin.GetAsync($"identity-providers/{_id}"))!;
        Assert.True((bool)shown["hasSecret"]!);
        Assert.DoesNotContain(OidcProvider.ClientSecret, shown.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(OidcProvider.ClientSecret, await app.PeekAsync<string>("select string_agg(detail::text, ' ') from tenant.audit_log") ?? "", StringComparison.Ordinal);
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.identity_providers where position($1::bytea in secret_sealed) > 0", System.Text.Encoding.UTF8.GetBytes(OidcProvider.ClientSecret)));
        var body = ProviderScenes.ProviderBody("https://localhost:1", _provider.Authority);
        var refused = await _admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"identity-providers/{_id}", body, $"\"{shown["version"]}\"");
        Assert.NotNull(refused!["errors"]!["issuer"]);
    }

    /// <summary>A whole sign-in whose ID token a test makes of the right one's claims; where the browser ends.</summary>
    private async Task<string> TryAsync(Func<JsonObject, string> make)
    {
        using var browser = app.Browser();
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery((await browser.StartAsync(_id, "x@handmade.example")).Query);
        _provider.NextToken = make(new()
        {
            ["iss"] = _provider.Issuer,
            ["aud"] = OidcProvider.ClientId,
            ["sub"] = "handmade",
            ["iat"] = Now,
            ["exp"] = Now + 60,
            ["nonce"] = (string?)query["nonce"],
            ["email"] = "x@handmade.example",
            ["name"] = "Hand Made",
            ["groups"] = new JsonArray(),
        });
        return await browser.ComeBackAsync(new Uri(app.Portal, $"/sign-in/callback/{_id}?code=c&state={query["state"]}"));
    }

    private static string Swapped(string token, JsonObject payload)
    {
        payload["sub"] = "somebody-else";
        var parts = token.Split('.');
        return $"{parts[0]}.{HandmadeProvider.Unsigned(payload).Split('.')[1]}.{parts[2]}";
    }
}
