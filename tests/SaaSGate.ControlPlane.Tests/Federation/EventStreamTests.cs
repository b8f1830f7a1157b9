using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Federation;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation;

/// <summary>Streams of security events: set up at the transmitter, verified, pushed and polled.</summary>
public sealed class EventStreamTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private const string Subject = "00u-polled", Verification = "https://schemas.openid.net/secevent/ssf/event-type/verification";

    private HandmadeProvider _provider = null!;
    private HandmadeTransmitter _transmitter = null!;
    private PortalBrowser _admin = null!, _person = null!;
    private string _id = "", _user = "", _skill = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Path => $"identity-providers/{_id}/events";

    public async ValueTask InitializeAsync()
    {
        await app.OpenToProvidersAsync();
        var options = app.Service<IOptions<FederationOptions>>().Value;
        (options.PollEvery, options.PollAfterFailure) = (TimeSpan.Zero, TimeSpan.Zero);
        _provider = await HandmadeProvider.StartAsync(Cancellation);
        _provider.Transmitter = _transmitter = new(_provider.Issuer);
        _admin = await app.SignInAsync(app.Demo.Admin);
        var body = ProviderScenes.ProviderBody(_provider.Issuer, _provider.Authority);
        body["defaultRoles"] = new JsonArray("reviewer");
        _id = await _admin.AddProviderAsync(body);
        _person = await app.SignInByHandAsync(_provider, _id, Subject, $"{_id}@acme.test", null);
        _user = (string)_person.Session!["user"]!["id"]!;
        _skill = app.Demo.Skills[0].Id;
        await app.RunAsync("update tenant.skills set owner_user_id = $2, status = 'active' where id = $1", _skill, _user);
    }

    public async ValueTask DisposeAsync()
    {
        _person.Dispose();
        _admin.Dispose();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task A_stream_is_set_up_for_push_with_a_header_of_its_own_and_set_up_again()
    {
        var made = (await SetUpAsync("push", "\"0\""))!;
        Assert.Equal((HandmadeTransmitter.StreamId, HandmadeTransmitter.Audience, "push", true, true), (
            (string?)made["streamId"], (string?)made["audience"], (string?)made["delivery"], (bool)made["hasAuthorization"]!, (bool)made["hasAccessToken"]!));
        var (method, asked) = Assert.Single(_transmitter.SetUps);
        Assert.Equal(("POST", "urn:ietf:rfc:8935", (string?)made["address"]), (method, (string?)asked["delivery"]!["method"], (string?)asked["delivery"]!["endpoint_url"]));
        Assert.Contains(SecurityEvents.Risc + "account-disabled", asked["events_requested"]!.AsArray().Select(kind => (string?)kind));
        Assert.False(await app.PeekAsync<bool>("select position(convert_to($1, 'UTF8') in token_sealed) > 0 from tenant.event_streams", HandmadeTransmitter.Token));

        var header = (string)asked["delivery"]!["authorization_header"]!;
        var token = Sign("disabled-1", SecurityEvents.Risc + "account-disabled", new());
        Assert.Equal(HttpStatusCode.BadRequest, await PushAsync(token, null));
        Assert.Equal("active", await StatusAsync());
        Assert.Equal(HttpStatusCode.Accepted, await PushAsync(token, header));
        Assert.Equal("inactive", await StatusAsync());

        // The same stream is changed, under another header.
        await SetUpAsync("push", $"\"{made["version"]}\"");
        Assert.Equal(("PATCH", HandmadeTransmitter.StreamId), (_transmitter.SetUps[^1].Method, (string?)_transmitter.SetUps[^1].Asked["stream_id"]));
        Assert.NotEqual(header, (string?)_transmitter.SetUps[^1].Asked["delivery"]!["authorization_header"]);
        // Both count while the transmitter goes from one to the other; another does not.
        foreach (var one in new[] { header, (string)_transmitter.SetUps[^1].Asked["delivery"]!["authorization_header"]! })
            Assert.Equal(HttpStatusCode.Accepted, await PushAsync(Sign($"changed-{one}", SecurityEvents.Caep + "credential-change", new()), one));
        Assert.Equal(HttpStatusCode.BadRequest, await PushAsync(Sign("other", SecurityEvents.Caep + "credential-change", new()), "Bearer another"));
        await _admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, Path);
        Assert.Equal("DELETE", _transmitter.SetUps[^1].Method);
    }

    [Fact]
    public async Task Events_are_fetched_until_none_is_left_and_each_is_acknowledged_or_refused()
    {
        var made = (await SetUpAsync("poll", "\"0\""))!;
        Assert.Equal(("poll", _provider.Issuer + "/ssf/poll", false), ((string?)made["delivery"], (string?)made["pollAddress"], (bool)made["hasAuthorization"]!));
        for (var i = 0; i < 120; i++)
            _transmitter.Send($"a{i:000}", Sign($"a{i:000}", SecurityEvents.Caep + "credential-change", new()));
        _transmitter.Send("forged", _provider.Forge(Payload("forged", SecurityEvents.Risc + "account-disabled", new()), "secevent+jwt"));
        _transmitter.Send("junk", "no token");
        _transmitter.Send("null", null);
        await PolledAsync();
        Assert.Equal(("authentication_failed", "invalid_request", "invalid_request", 3), (_transmitter.Refused["forged"], _transmitter.Refused["junk"], _transmitter.Refused["null"], _transmitter.Refused.Count));
        Assert.Equal("active", await StatusAsync());

        _transmitter.Send("z", Sign("z", SecurityEvents.Risc + "account-purged", new()));
        await PolledAsync();
        Assert.Equal("inactive", await StatusAsync());
        Assert.Equal("revoked", await app.PeekAsync<string>("select status from tenant.skills where id = $1", _skill));
        Assert.Equal("risc_account_purged", await app.PeekAsync<string>("select causes -> 0 ->> 'kind' from tenant.offboardings where user_id = $1", _user));
        await Bounded.UntilAsync(async () => (await _admin.GetAsync(Path))!["polledAt"] is not null);
        Assert.Null((await _admin.GetAsync(Path))!["failure"]);

        // What is polled is not taken where somebody pushes it.
        Assert.Equal(HttpStatusCode.BadRequest, await PushAsync(Sign("pushed", SecurityEvents.Caep + "session-revoked", new()), null));
    }

    [Fact]
    public async Task A_transmitter_that_does_not_answer_holds_up_no_other()
    {
        await SetUpAsync("poll", "\"0\"");
        using var silent = new ManualResetEventSlim();
        await using var other = await HandmadeProvider.StartAsync(Cancellation);
        other.Transmitter = new(other.Issuer) { Before = () => silent.Wait(Cancellation) };
        using var northwind = await app.NorthwindAdminAsync();
        var body = ProviderScenes.ProviderBody(other.Issuer, other.Authority);
        var id = await northwind.AddProviderAsync(body);
        await northwind.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Put, $"identity-providers/{id}/events",
            new { issuer = other.Issuer, audience = "a", enabled = true, delivery = "poll", pollAddress = other.Issuer + "/ssf/poll", accessToken = HandmadeTransmitter.Token }, "\"0\"");
        _transmitter.Send("quick", Sign("quick", SecurityEvents.Risc + "account-disabled", new()));
        var polling = app.Service<EventPolls>().PollDueAsync(Cancellation);
        await Bounded.UntilAsync(() => _transmitter.Waiting == 0);
        Assert.Equal("inactive", await StatusAsync());
        silent.Set();
        await polling;
    }

    [Fact]
    public async Task What_could_not_be_taken_now_is_not_acknowledged_and_comes_again()
    {
        await SetUpAsync("poll", "\"0\"");
        _provider.KeysAreDown = true;
        // The first one may have been fetched ahead.
        _provider.ChangeKey("second");
        _transmitter.Send("later", Sign("later", SecurityEvents.Risc + "account-disabled", new()));
        await app.Service<EventPolls>().PollDueAsync(Cancellation);
        await Bounded.UntilAsync(async () => (await _admin.GetAsync(Path))!["failure"] is not null);
        Assert.Equal((1, "active"), (_transmitter.Waiting, await StatusAsync()));
        _provider.KeysAreDown = false;
        await PolledAsync();
        Assert.Equal("inactive", await StatusAsync());
        await Bounded.UntilAsync(async () => (await _admin.GetAsync(Path))!["failure"] is null);
    }

    [Fact]
    public async Task A_stream_whose_transmitter_refuses_is_left_alone_for_a_while_and_says_why()
    {
        var made = (await SetUpAsync("poll", "\"0\""))!;
        // A token goes along to no other place than the one that it was entered for.
        await _admin.RefusedAsync(
            PortalProblems.Invalidated, HttpMethod.Put, Path,
            new { issuer = _provider.Issuer, audience = HandmadeTransmitter.Audience, enabled = true, delivery = "poll", pollAddress = "https://evil.example/poll" }, $"\"{made["version"]}\"");
        await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, Path, Saved("poll", accessToken: "ended-token"), $"\"{made["version"]}\"");
        await app.Service<EventPolls>().PollDueAsync(Cancellation);
        await Bounded.UntilAsync(async () => (string?)(await _admin.GetAsync(Path))!["failure"] is { } failure && failure.Contains("401", StringComparison.Ordinal));
        app.Service<IOptions<FederationOptions>>().Value.PollAfterFailure = TimeSpan.FromHours(1);
        Assert.DoesNotContain(await app.Service<Postgres.Federation.EventStreamStore>().ListDueAsync(TimeSpan.Zero, TimeSpan.FromHours(1), Cancellation), due => due.Provider.Value == _id);
    }

    [Fact]
    public async Task A_verification_counts_with_the_state_that_was_asked_for()
    {
        await SetUpAsync("poll", "\"0\"");
        await _admin.ExpectAsync(HttpStatusCode.Accepted, HttpMethod.Post, Path + "/verify");
        var asked = Assert.Single(_transmitter.Verifications);
        Assert.Equal(HandmadeTransmitter.StreamId, (string?)asked["stream_id"]);
        _transmitter.Send("v0", Sign("v0", Verification, new()));
        _transmitter.Send("v1", Sign("v1", Verification, new() { ["state"] = "another" }));
        await PolledAsync();
        Assert.Null((await _admin.GetAsync(Path))!["verifiedAt"]);
        _transmitter.Send("v2", Sign("v2", Verification, new() { ["state"] = (string?)asked["state"] }));
        await PolledAsync();
        Assert.NotNull((await _admin.GetAsync(Path))!["verifiedAt"]);
    }

    [Theory]
    [InlineData("iss", "\"https://evil.example\"")]
    [InlineData("stream_id", "null")]
    [InlineData("aud", "null")]
    [InlineData("aud", "[]")]
    [InlineData("delivery", """{"method":"urn:ietf:rfc:8935"}""")]
    [InlineData("delivery", """{"method":"urn:ietf:rfc:8936","endpoint_url":"http://localhost/poll"}""")]
    [InlineData("delivery", """{"method":"urn:ietf:rfc:8936"}""")]
    public async Task A_stream_that_is_made_otherwise_than_asked_is_not_kept(string member, string value)
    {
        _transmitter.Made = made => made[member] = JsonNode.Parse(value);
        await NotSetUpAsync();
    }

    [Theory]
    [InlineData("issuer", "\"https://evil.example\"")]
    [InlineData("configuration_endpoint", "\"http://localhost/streams\"")]
    [InlineData("configuration_endpoint", "null")]
    [InlineData("delivery_methods_supported", """["urn:ietf:rfc:8935"]""")]
    public async Task A_transmitter_that_is_another_or_cannot_do_it_is_asked_for_nothing(string member, string value)
    {
        _transmitter.Configuration[member] = JsonNode.Parse(value);
        await NotSetUpAsync();
        Assert.Empty(_transmitter.SetUps);
    }

    [Fact]
    public async Task What_is_missing_is_said_before_anything_is_asked()
    {
        await _admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Put, Path, Saved("poll", accessToken: null), "\"0\"");
        await _admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Put, Path, new { issuer = _provider.Issuer, audience = "a", enabled = true, delivery = "poll", accessToken = "t" }, "\"0\"");
        await _admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Put, Path, new { issuer = _provider.Issuer, audience = "a", enabled = true, delivery = "pigeon" }, "\"0\"");
        await _admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, Path + "/set-up", new { issuer = "http://plain.example", accessToken = "t", delivery = "push" }, "\"0\"");
        await _admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, Path + "/set-up", new { issuer = _provider.Issuer, accessToken = "", delivery = "push" }, "\"0\"");
        await _admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, Path + "/set-up", new { issuer = _provider.Issuer, accessToken = "a b", delivery = "push" }, "\"0\"");
        await _admin.RefusedAsync(PortalProblems.ChangedMeanwhile, HttpMethod.Post, Path + "/set-up", new { issuer = _provider.Issuer, accessToken = "t", delivery = "push" }, "\"7\"");
        await _admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Post, Path + "/verify");
        await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Put, Path, new { issuer = _provider.Issuer, audience = "a", enabled = true }, "\"0\"");
        await _admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, Path + "/verify");
        Assert.Empty(_transmitter.SetUps);
    }

    [Fact]
    public async Task Who_may_do_less_than_the_provider_vouches_for_sets_nothing_up()
    {
        var made = (await SetUpAsync("push", "\"0\""))!;
        var other = await OtherAsync();
        var (_, role) = await _admin.RoleAsync("people", "read");
        using var clerk = (await app.MemberAsync(role)).Browser;
        foreach (var delivery in new[] { "push", "poll" })
            await clerk.RefusedAsync(
                PortalProblems.BeyondYou, HttpMethod.Post, Path + "/set-up", new { issuer = _provider.Issuer, accessToken = HandmadeTransmitter.Token, delivery }, $"\"{made["version"]}\"");
        Assert.Equal(other, await OtherAsync());
        Assert.Single(_transmitter.SetUps);

        Task<string?> OtherAsync() => app.PeekAsync<string>("select coalesce(encode(other_hash, 'hex'), '') from tenant.event_streams where provider_id = $1", _id);
    }

    private async Task NotSetUpAsync()
    {
        await _admin.RefusedAsync(
            PortalProblems.Invalidated, HttpMethod.Post, Path + "/set-up", new { issuer = _provider.Issuer, accessToken = HandmadeTransmitter.Token, delivery = "poll" }, "\"0\"");
        await _admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Get, Path);
    }

    private object Saved(string delivery, string? accessToken) =>
        new { issuer = _provider.Issuer, audience = HandmadeTransmitter.Audience, enabled = true, delivery, pollAddress = _provider.Issuer + "/ssf/poll", accessToken, streamId = HandmadeTransmitter.StreamId };

    private Task<JsonNode?> SetUpAsync(string delivery, string tag) =>
        _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, Path + "/set-up", new { issuer = _provider.Issuer, accessToken = HandmadeTransmitter.Token, delivery }, tag);

    /// <summary>Polls; the portal's own polls may be faster.</summary>
    private async Task PolledAsync()
    {
        await app.Service<EventPolls>().PollDueAsync(Cancellation);
        await Bounded.UntilAsync(() => _transmitter.Waiting == 0);
    }

    private Task<string?> StatusAsync() => app.PeekAsync<string>("select status from tenant.members where user_id = $1", _user);

    private string Sign(string id, string kind, JsonObject told) => _provider.Sign(Payload(id, kind, told), "secevent+jwt");

    private JsonObject Payload(string id, string kind, JsonObject told) => new()
    {
        ["iss"] = _provider.Issuer,
        ["aud"] = HandmadeTransmitter.Audience,
        ["iat"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
        ["jti"] = id,
        ["sub_id"] = new JsonObject { ["format"] = "iss_sub", ["iss"] = _provider.Issuer, ["sub"] = Subject },
        ["events"] = new JsonObject { [kind] = told },
    };

    private async Task<HttpStatusCode> PushAsync(string token, string? authorization)
    {
        using var program = app.Browser();
        using var content = new StringContent(token);
        content.Headers.ContentType = new("application/secevent+jwt");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Portal, $"/events/ssf/{_id}")) { Content = content };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await program.Http.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }
}
