using System.Net;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Federation;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation;

public sealed class BackchannelLogoutTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private const string Ada = "ada@acme.test";

    private HandmadeProvider _provider = null!;
    private PortalBrowser _admin = null!, _person = null!;
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
        _person = await app.SignInByHandAsync(_provider, _id, "ada", $"{_id}@acme.test", "session-1");
    }

    public async ValueTask DisposeAsync()
    {
        _person.Dispose();
        _admin.Dispose();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData("ada", null)]
    [InlineData(null, "session-1")]
    [InlineData("ada", "session-1")]
    public async Task Ends_sign_ins_of_the_subject_or_the_session_with_their_connections_and_no_skill(string? subject, string? session)
    {
        await using var hub = await HubClient.ConnectAsync(_person);
        var closed = new TaskCompletionSource();
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        using var answer = await SendAsync(Token(subject, session));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        await closed.Task.WaitAsync(Bounded.Cancellation);
        await _person.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
        Assert.Equal(0, await app.PeekAsync<long>("select count(*) from tenant.offboardings"));
        await _admin.GetAsync("home");
    }

    [Theory]
    [InlineData("bob", null)]
    [InlineData(null, "session-2")]
    [InlineData("ada", "session-2")]
    public async Task Ends_nothing_of_somebody_else(string? subject, string? session)
    {
        using var answer = await SendAsync(Token(subject, session));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await _person.GetAsync("session");
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "iss", "\"https://evil.example\"" },
        { "aud", "\"somebody-else\"" },
        { "iat", "null" },
        { "iat", "4000000000" },
        { "iat", "1000000000" },
        { "exp", "1000000000" },
        { "exp", "null" },
        { "events", "null" },
        { "events", "{}" },
        { "events", "[\"http://schemas.openid.net/event/backchannel-logout\"]" },
        { "events", "{\"http://schemas.openid.net/event/backchannel-logout\":true}" },
        { "nonce", "\"n\"" },
        { "sub", "null" },
        { "jti", "null" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Refuses_a_token_that_is_none(string claim, string value)
    {
        var payload = Payload("ada", null);
        payload.Remove(claim);
        if (value != "null")
            payload[claim] = JsonNode.Parse(value);
        await RefusedAsync(_provider.Sign(payload, "logout+jwt"));
        await _person.GetAsync("session");
    }

    [Fact]
    public async Task Refuses_what_is_not_signed_by_the_provider_or_is_another_kind_of_token()
    {
        foreach (var token in new[]
        {
            HandmadeProvider.Unsigned(Payload("ada", null)), _provider.SignAsIfShared(Payload("ada", null)), _provider.Forge(Payload("ada", null)),
            _provider.Sign(Payload("ada", null), "secevent+jwt"), _provider.Sign(Payload("ada", null), "at+jwt"), "", "a.b.c",
        })
            await RefusedAsync(token);
        await _person.GetAsync("session");
    }

    [Fact]
    public async Task Takes_a_token_once()
    {
        var token = Token("bob", null);
        using (var first = await SendAsync(token))
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await RefusedAsync(token);
    }

    [Fact]
    public async Task A_provider_ends_nothing_of_anothers()
    {
        await using var other = await HandmadeProvider.StartAsync(Cancellation);
        var id = await _admin.AddProviderAsync(ProviderScenes.ProviderBody(other.Issuer, other.Authority));
        var payload = Payload("ada", "session-1");
        payload["iss"] = other.Issuer;
        using (var answer = await SendAsync(other.Sign(payload, "logout+jwt"), id))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await RefusedAsync(other.Sign(Payload("ada", "session-1"), "logout+jwt"));
        await _person.GetAsync("session");
    }

    [Fact]
    public async Task Asks_to_be_told_again_while_the_providers_keys_are_not_to_be_had()
    {
        await using var other = await HandmadeProvider.StartAsync(Cancellation);
        other.KeysAreDown = true;
        var id = await _admin.AddProviderAsync(ProviderScenes.ProviderBody(other.Issuer, other.Authority));
        using var answer = await SendAsync(other.Sign(Payload("ada", null), "logout+jwt"), id);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task A_real_provider_ends_the_sign_in_of_whoever_signs_out_there()
    {
        var id = Id<IdentityProvider>.New(TimeProvider.System).Value;
        await using var real = await OidcProvider.StartAsync(app.Portal, [id], new Dictionary<string, object> { [Ada] = new { email = Ada, email_verified = true, name = "Ada", groups = new[] { "soc" } } });
        var made = await _admin.AddProviderAsync(ProviderScenes.ProviderBody(real.Issuer, real.Authority));
        await app.RunAsync("update tenant.identity_providers set id = $2 where id = $1", made, id);
        await _admin.ChangeProviderAsync(id, ("secret", OidcProvider.ClientSecret));
        var cookies = new CookieContainer();
        using var browser = app.Browser();
        Assert.Equal("/", await browser.ComeBackAsync(await real.SignInAsync(await browser.StartAsync(id, Ada), cookies)));
        await browser.OpenPageAsync();
        await real.SignOutAsync(cookies);
        await Bounded.UntilAsync(async () =>
        {
            using var answer = await browser.SendAsync(HttpMethod.Get, "session");
            return answer.StatusCode == HttpStatusCode.Unauthorized;
        });
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'person.signed_out_there' and target = $1", id));
    }

    private static JsonObject With(JsonObject payload, string claim, string? value)
    {
        if (value is not null)
            payload[claim] = value;
        return payload;
    }

    private string Token(string? subject, string? session) => _provider.Sign(Payload(subject, session), "logout+jwt");

    private JsonObject Payload(string? subject, string? session) => With(With(new()
    {
        ["iss"] = _provider.Issuer,
        ["aud"] = OidcProvider.ClientId,
        ["iat"] = Now,
        ["exp"] = Now + 60,
        ["jti"] = Guid.NewGuid().ToString(),
        ["events"] = new JsonObject { [BackchannelLogout.Event] = new JsonObject() },
    }, "sub", subject), "sid", session);

    private async Task<HttpResponseMessage> SendAsync(string token, string? id = null)
    {
        using var program = app.Browser();
        using var form = new FormUrlEncodedContent([new("logout_token", token)]);
        return await program.Http.PostAsync(new Uri(app.Portal, $"/events/backchannel-logout/{id ?? _id}"), form, Cancellation);
    }

    private async Task RefusedAsync(string token)
    {
        using var answer = await SendAsync(token);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("invalid_request", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["error"]);
    }
}
