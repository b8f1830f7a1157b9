using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Federation;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Federation;

/// <summary>Shared Signals as its transmitters send them.</summary>
public sealed class SecurityEventTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private const string Audience = "https://saasgate.example/acme", Subject = "00u-ada", Authorization = "Bearer agreed-with-the-transmitter";
    private const string Verification = "https://schemas.openid.net/secevent/ssf/event-type/verification";

    private HandmadeProvider _provider = null!;
    private PortalBrowser _admin = null!, _person = null!;
    private string _id = "", _user = "", _address = "", _skill = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public async ValueTask InitializeAsync()
    {
        await app.OpenToProvidersAsync();
        await app.ProvenDomainAsync("acme.test");
        _provider = await HandmadeProvider.StartAsync(Cancellation);
        _admin = await app.SignInAsync(app.Demo.Admin);
        var body = ProviderScenes.ProviderBody(_provider.Issuer, _provider.Authority);
        body["defaultRoles"] = new JsonArray("reviewer");
        _id = await _admin.AddProviderAsync(body);
        await _admin.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Put, $"identity-providers/{_id}/events", new { issuer = _provider.Issuer, audience = Audience, enabled = true }, "\"0\"");
        _address = $"{_id}@acme.test";
        _person = await app.SignInByHandAsync(_provider, _id, Subject, _address, null);
        _user = (string)_person.Session!["user"]!["id"]!;
        // What they own: a skill of the demo becomes theirs.
        _skill = app.Demo.Skills[0].Id;
        await app.RunAsync("update tenant.skills set owner_user_id = $2, status = 'active' where id = $1", _skill, _user);
    }

    public async ValueTask DisposeAsync()
    {
        _person.Dispose();
        _admin.Dispose();
        await _provider.DisposeAsync();
    }

    public static TheoryData<string, string> Subjects => new()
    {
        { "top", """{"format":"iss_sub","iss":"ISSUER","sub":"00u-ada"}""" },
        { "top", """{"format":"email","email":"ADDRESS"}""" },
        { "top", """{"format":"opaque","id":"00u-ada"}""" },
        { "top", """{"format":"account","uri":"acct:ADDRESS"}""" },
        { "top", """{"format":"complex","user":{"format":"iss_sub","iss":"ISSUER","sub":"00u-ada"},"device":{"format":"opaque","id":"d"}}""" },
        { "top", """{"format":"aliases","identifiers":[{"format":"phone_number","phone_number":"+1"},{"format":"email","email":"ADDRESS"}]}""" },
        { "inside", """{"format":"iss_sub","iss":"ISSUER","sub":"00u-ada"}""" },
        { "inside", """{"user":{"format":"iss_sub","iss":"ISSUER","sub":"00u-ada"}}""" },
        { "inside", """{"subject_type":"iss-sub","iss":"ISSUER","sub":"00u-ada"}""" },
        { "inside", """{"user":{"subject_type":"email","email":"ADDRESS"}}""" },
    };

    [Theory]
    [MemberData(nameof(Subjects))]
    public async Task An_account_that_is_disabled_offboards_whomever_the_subject_means(string where, string subject)
    {
        var named = JsonNode.Parse(subject.Replace("ISSUER", _provider.Issuer, StringComparison.Ordinal).Replace("ADDRESS", _address, StringComparison.Ordinal))!;
        var told = new JsonObject { ["event_timestamp"] = Now * 1000, ["reason"] = "hijacking" };
        if (where == "inside")
            told["subject"] = named;
        await TakenAsync(Payload(SecurityEvents.Risc + "account-disabled", told, where == "top" ? named : null));
        Assert.Equal(("inactive", "revoked"), await StateAsync());
        await _person.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
        Assert.Equal("risc_account_disabled", await app.PeekAsync<string>("select causes -> 0 ->> 'kind' from tenant.offboardings where user_id = $1", _user));
    }

    [Fact]
    public async Task An_account_that_is_purged_offboards_too_and_a_second_word_adds_itself()
    {
        await TakenAsync(Payload(SecurityEvents.Risc + "account-purged", new(), Who()));
        await TakenAsync(Payload(SecurityEvents.Risc + "account-disabled", new(), Who()));
        Assert.Equal(("inactive", "revoked"), await StateAsync());
        Assert.Equal(1, await app.PeekAsync<long>("select count(*) from tenant.offboardings where user_id = $1", _user));
    }

    [Theory]
    [InlineData(SecurityEvents.Caep + "session-revoked")]
    [InlineData(SecurityEvents.Risc + "sessions-revoked")]
    public async Task A_session_that_is_revoked_ends_sign_ins_and_no_skill(string kind)
    {
        await TakenAsync(Payload(kind, new() { ["event_timestamp"] = Now * 1000 }, Who()));
        await _person.RefusedAsync(PortalProblems.SignInNeeded, HttpMethod.Get, "session");
        Assert.Equal(("active", "active"), await StateAsync());
        using var again = await app.SignInByHandAsync(_provider, _id, Subject, _address, null);
        await again.GetAsync("home");
    }

    [Theory]
    [InlineData(SecurityEvents.Caep + "credential-change")]
    [InlineData("https://schemas.example/something-new")]
    public async Task What_means_nothing_here_is_taken_and_changes_nothing(string kind)
    {
        await TakenAsync(Payload(kind, new(), Who()));
        await TakenAsync(Payload(SecurityEvents.Risc + "account-disabled", new(), JsonNode.Parse("""{"format":"email","email":"nobody@acme.test"}""")));
        await TakenAsync(Payload(SecurityEvents.Risc + "account-disabled", new(), JsonNode.Parse("""{"format":"iss_sub","iss":"https://other.example","sub":"00u-ada"}""")));
        await TakenAsync(Payload(SecurityEvents.Risc + "account-disabled", new(), null));
        Assert.Equal(("active", "active"), await StateAsync());
        await _person.GetAsync("session");
    }

    [Fact]
    public async Task A_verification_event_is_noted_with_its_state()
    {
        await TakenAsync(Payload(Verification, new() { ["state"] = "made-up-state" }, JsonNode.Parse("""{"format":"opaque","id":"stream-1"}""")));
        Assert.NotNull((await _admin.GetAsync($"identity-providers/{_id}/events"))!["verifiedAt"]);
        Assert.Equal("made-up-state", await app.PeekAsync<string>("select detail ->> 'state' from tenant.audit_log where action = 'event_stream.verified' and target = $1", _id));
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "iss", "\"https://evil.example\"", "invalid_issuer" },
        { "iss", "null", "invalid_issuer" },
        { "aud", "\"https://saasgate.example/northwind\"", "invalid_audience" },
        { "aud", "null", "invalid_audience" },
        { "exp", "4000000000", "invalid_request" },
        { "sub", "\"00u-ada\"", "invalid_request" },
        { "iat", "null", "invalid_request" },
        { "iat", "4000000000", "invalid_request" },
        { "iat", "1000000000", "invalid_request" },
        { "jti", "null", "invalid_request" },
        { "events", "null", "invalid_request" },
        { "events", "{}", "invalid_request" },
        { "events", "[]", "invalid_request" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Refuses_a_token_that_is_none_and_says_why(string claim, string value, string err)
    {
        var payload = Payload(SecurityEvents.Risc + "account-disabled", new(), Who());
        payload.Remove(claim);
        if (value != "null")
            payload[claim] = JsonNode.Parse(value);
        await RefusedAsync(_provider.Sign(payload, "secevent+jwt"), err);
        Assert.Equal(("active", "active"), await StateAsync());
    }

    [Fact]
    public async Task Refuses_what_the_transmitter_has_not_signed_as_an_event()
    {
        var payload = Payload(SecurityEvents.Risc + "account-disabled", new(), Who());
        await RefusedAsync(_provider.Forge(payload, "secevent+jwt"), "authentication_failed");
        await RefusedAsync(HandmadeProvider.Unsigned(payload), "authentication_failed");
        await RefusedAsync(_provider.SignAsIfShared(payload), "authentication_failed");
        // A key that is not there yet may come; one that has not come after an hour is none.
        using (var young = await SendAsync(_provider.Sign(payload, "secevent+jwt", "no-such-key")))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, young.StatusCode);
        payload["iat"] = Now - 7200;
        await RefusedAsync(_provider.Sign(payload, "secevent+jwt", "no-such-key"), "invalid_key");
        payload["iat"] = Now;
        await RefusedAsync(_provider.Sign(payload), "invalid_request");
        await RefusedAsync(_provider.Sign(payload, "JWT"), "invalid_request");
        await RefusedAsync("no token", "invalid_request");
        await RefusedAsync(_provider.Sign(payload, "secevent+jwt"), "invalid_request", "application/json");
        Assert.Equal(("active", "active"), await StateAsync());
    }

    [Fact]
    public async Task Takes_an_event_once_and_answers_alike_when_it_comes_again()
    {
        var token = _provider.Sign(Payload(SecurityEvents.Caep + "session-revoked", new(), Who()), "secevent+jwt");
        await TakenAsync(token);
        using var again = await app.SignInByHandAsync(_provider, _id, Subject, _address, null);
        await TakenAsync(token);
        await again.GetAsync("session");
    }

    [Fact]
    public async Task Takes_the_type_with_its_prefix_and_a_content_type_with_parameters()
    {
        using var answer = await SendAsync(
            _provider.Sign(Payload(SecurityEvents.Caep + "credential-change", new(), Who()), "application/secevent+jwt"), "application/secevent+jwt; charset=utf-8");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task Asks_for_the_header_that_was_agreed_on()
    {
        var stream = (await _admin.GetAsync($"identity-providers/{_id}/events"))!;
        await _admin.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Put, $"identity-providers/{_id}/events", new { issuer = _provider.Issuer, audience = Audience, enabled = true, authorization = Authorization },
            $"\"{stream["version"]}\"");
        var token = _provider.Sign(Payload(SecurityEvents.Caep + "credential-change", new(), Who()), "secevent+jwt");
        await RefusedAsync(token, "authentication_failed");
        using var wrong = await SendAsync(token, authorization: "Bearer another-one-altogether");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var right = await SendAsync(token, authorization: Authorization);
        Assert.Equal(HttpStatusCode.Accepted, right.StatusCode);
    }

    [Fact]
    public async Task Takes_nothing_where_no_stream_is_believed()
    {
        await _admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"identity-providers/{_id}/events");
        await RefusedAsync(_provider.Sign(Payload(SecurityEvents.Risc + "account-disabled", new(), Who()), "secevent+jwt"), "access_denied");
        Assert.Equal(("active", "active"), await StateAsync());
    }

    [Fact]
    public async Task An_address_ends_nobody_of_whom_the_provider_has_not_verified_it()
    {
        var told = Payload(SecurityEvents.Risc + "account-disabled", new(), JsonNode.Parse($$"""{"format":"email","email":"{{_address}}"}"""));
        await app.RunAsync("update tenant.members set email_verified = false where user_id = $1", _user);
        await TakenAsync(_provider.Sign(told, "secevent+jwt"));
        Assert.Equal(("active", "active"), await StateAsync());
        var victim = (await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Acme, "victim@acme.test", "Victim", ["reviewer"], Cancellation)).UserId;
        await TakenAsync(Payload(SecurityEvents.Risc + "account-disabled", new(), JsonNode.Parse("""{"format":"email","email":"victim@acme.test"}""")));
        Assert.Equal("active", await app.PeekAsync<string>("select status from tenant.members where user_id = $1", victim));
    }

    [Fact]
    public async Task What_was_so_before_somebody_came_back_ends_nothing()
    {
        var told = Payload(SecurityEvents.Risc + "account-disabled", new(), Who());
        told["iat"] = Now - 3600;
        await TakenAsync(told);
        Assert.Equal(("active", "active"), await StateAsync());
    }

    [Theory]
    [InlineData("events", """{"https://schemas.openid.net/secevent/risc/event-type/account-disabled\u0000":{}}""")]
    [InlineData("sub_id", """{"format":"email","email":"a\u0000@acme.test"}""")]
    [InlineData("sub_id", """{"format":"opaque","id":"\ud800"}""")]
    public async Task What_no_database_keeps_is_refused_and_is_no_error_of_ours(string claim, string value)
    {
        var payload = Payload(SecurityEvents.Risc + "account-disabled", new(), Who());
        payload.Remove(claim);
        var text = payload.ToJsonString();
        await RefusedAsync(_provider.SignText($"{text[..^1]},\"{claim}\":{value}}}", "secevent+jwt"), "invalid_request");
    }

    [Fact]
    public async Task One_organisations_stream_stops_nobody_of_another()
    {
        using var northwind = await app.NorthwindAdminAsync();
        var id = await northwind.AddProviderAsync(ProviderScenes.ProviderBody(_provider.Issuer, _provider.Authority));
        await northwind.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Put, $"identity-providers/{id}/events", new { issuer = _provider.Issuer, audience = Audience, enabled = true }, "\"0\"");
        foreach (var subject in new JsonNode[] { Who(), JsonNode.Parse($$"""{"format":"email","email":"{{_address}}"}""")! })
        {
            using var answer = await SendAsync(_provider.Sign(Payload(SecurityEvents.Risc + "account-disabled", new(), subject), "secevent+jwt"), id: id);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        Assert.Equal(("active", "active"), await StateAsync());
    }

    [Fact]
    public async Task An_event_waits_for_nobody_whose_keys_were_fetched_ahead()
    {
        // The portal may be fetching them by itself just now: it waits for that.
        await app.Services.GetRequiredService<EventKeys>().KeepUpAsync(Cancellation);
        var fetched = _provider.KeysFetched;
        _provider.KeysAreDown = true;
        await app.Services.GetRequiredService<EventKeys>().KeepUpAsync(Cancellation);

        await TakenAsync(Payload(SecurityEvents.Risc + "account-disabled", new(), Who()));

        Assert.Equal(("inactive", "revoked"), await StateAsync());
        Assert.Equal(fetched, _provider.KeysFetched);
    }

    [Theory]
    [InlineData("https://\u2100.example/keys")]
    [InlineData("https://127.0.0.1:1/keys")]
    public async Task A_transmitter_that_names_no_place_for_its_keys_holds_up_nobody_elses(string nowhere)
    {
        using var other = await app.NorthwindAdminAsync();
        await using var stranger = await HandmadeProvider.StartAsync(Cancellation);
        stranger.Transmitter = new(stranger.Issuer);
        stranger.Transmitter.Configuration["jwks_uri"] = nowhere;
        var id = await other.AddProviderAsync(ProviderScenes.ProviderBody(stranger.Issuer, stranger.Authority));
        await other.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Put, $"identity-providers/{id}/events", new { issuer = stranger.Issuer, audience = Audience, enabled = true }, "\"0\"");

        await app.Services.GetRequiredService<EventKeys>().KeepUpAsync(Cancellation);

        Assert.NotEqual(0, _provider.KeysFetched);
        using var answer = await SendAsync(stranger.Sign(Payload(SecurityEvents.Risc + "account-disabled", new(), Who(), stranger.Issuer), "secevent+jwt"), id: id);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Keys_that_cannot_be_fetched_ahead_still_count_and_it_is_said()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var keys = new KeySets(app.Services.GetRequiredService<ProviderCalls>(), clock);
        await Keep();
        Assert.False(keys.AreDue("owner", "1"));
        clock.Advance((KeySets.Kept / 2) + TimeSpan.FromSeconds(1));
        Assert.True(keys.AreDue("owner", "1"));
        _provider.KeysAreDown = true;

        await Assert.ThrowsAsync<ProviderException>(Keep);

        clock.Advance(KeySets.Kept);
        Assert.Single(await keys.FindAsync("owner", "1", _provider.Authority, _provider.KeyId, Where, Cancellation));
        keys.KeepOnly("own", new HashSet<string>());
        await Assert.ThrowsAsync<ProviderException>(() => keys.FindAsync("owner", "1", _provider.Authority, _provider.KeyId, Where, Cancellation));

        Task Keep() => keys.KeepAsync("owner", "1", _provider.Authority, Where, Cancellation);
        Task<Uri> Where(CancellationToken cancellation) => Task.FromResult(new Uri(_provider.Issuer + "/keys"));
    }

    [Fact]
    public async Task Keys_of_a_transmitter_that_does_not_answer_are_asked_for_again_by_the_event()
    {
        _provider.KeysAreDown = true;
        using var other = await app.NorthwindAdminAsync();
        var id = await other.AddProviderAsync(ProviderScenes.ProviderBody(_provider.Issuer, _provider.Authority));
        await other.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Put, $"identity-providers/{id}/events", new { issuer = _provider.Issuer, audience = Audience, enabled = true }, "\"0\"");
        await app.Services.GetRequiredService<EventKeys>().KeepUpAsync(Cancellation);
        var token = _provider.Sign(Payload(SecurityEvents.Risc + "account-disabled", new(), Who()), "secevent+jwt");
        using (var early = await SendAsync(token, id: id))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);

        _provider.KeysAreDown = false;
        using var late = await SendAsync(token, id: id);

        Assert.Equal(HttpStatusCode.Accepted, late.StatusCode);
    }

    private JsonObject Who() => new() { ["format"] = "iss_sub", ["iss"] = _provider.Issuer, ["sub"] = Subject };

    private JsonObject Payload(string kind, JsonObject told, JsonNode? subject, string? issuer = null)
    {
        var payload = new JsonObject
        {
            ["iss"] = issuer ?? _provider.Issuer,
            ["aud"] = Audience,
            ["iat"] = Now,
            ["jti"] = Guid.NewGuid().ToString(),
            ["events"] = new JsonObject { [kind] = told },
        };
        if (subject is not null)
            payload["sub_id"] = subject;
        return payload;
    }

    private async Task<(string Member, string Skill)> StateAsync() => (
        (await app.PeekAsync<string>("select status from tenant.members where user_id = $1", _user))!,
        (await app.PeekAsync<string>("select status from tenant.skills where id = $1", _skill))!);

    private Task TakenAsync(JsonObject payload) => TakenAsync(_provider.Sign(payload, "secevent+jwt"));

    private async Task TakenAsync(string token)
    {
        using var answer = await SendAsync(token);
        Assert.Equal((HttpStatusCode.Accepted, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation)));
    }

    private async Task RefusedAsync(string token, string err, string type = "application/secevent+jwt")
    {
        using var answer = await SendAsync(token, type);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal(err, (string?)body["err"]);
        Assert.NotEmpty((string)body["description"]!);
    }

    private async Task<HttpResponseMessage> SendAsync(string token, string type = "application/secevent+jwt", string? authorization = null, string? id = null)
    {
        using var program = app.Browser();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(token));
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Portal, $"/events/ssf/{id ?? _id}")) { Content = content };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await program.Http.SendAsync(request, Cancellation);
    }
}
