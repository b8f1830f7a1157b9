using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.ControlPlane.Tokens;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Locks;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Tokens;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Tokens;

public sealed class TokenServiceTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task A_client_with_a_secret_gets_a_token_of_ten_minutes_that_says_whose_it_is()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (client, secret, skill) = await app.ClientAsync(admin);
        var asked = Now;
        var answer = await ExpectAsync(HttpStatusCode.OK, client, secret);
        Assert.Equal("Bearer", (string?)answer["token_type"]);
        Assert.InRange((long)answer["expires_in"]!, 598 - (Now - asked), 600);
        var (header, claims) = (TokenSigner.ReadHeader((string)answer["access_token"]!), TokenSigner.Read((string)answer["access_token"]!));
        Assert.Equal(("ES256", "at+jwt"), ((string?)header["alg"], (string?)header["typ"]));
        Assert.Equal(
            (app.Service<TokenIssuer>().Address.AbsoluteUri, "urn:saasgate:gateway", skill, Scenes.Acme.Value, client),
            ((string?)claims["iss"], (string?)claims["aud"], (string?)claims["sub"], (string?)claims["organisation"], (string?)claims["credential"]));
        Assert.Equal(await app.PeekAsync<string>("select owner_user_id from tenant.skills where id = $1", skill), (string?)claims["owner"]);
        Assert.Equal(await app.PeekAsync<string>("select connection_id from tenant.skills where id = $1", skill), (string?)claims["connection"]);
        Assert.InRange((long)claims["exp"]! - (long)claims["iat"]!, 599, 601);
        Assert.NotEmpty((string?)claims["jti"] ?? "");
    }

    [Fact]
    public async Task The_secret_is_shown_once_kept_as_a_hash_and_a_wrong_one_is_refused()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (client, secret, skill) = await app.ClientAsync(admin);
        Assert.DoesNotContain(secret, (await admin.GetAsync($"skills/{skill}/clients"))!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(0L, await app.PeekAsync<long>("select count(*) from platform.oidc_applications a where a::text like '%' || $1 || '%'", secret));
        Assert.Equal("invalid_client", (string?)(await ExpectAsync(HttpStatusCode.Unauthorized, client, secret + "0"))["error"]);
        Assert.Equal("invalid_client", (string?)(await ExpectAsync(HttpStatusCode.Unauthorized, "cli_" + client[4..].Replace('0', '1'), secret))["error"]);
        Assert.Equal("invalid_request", (string?)(await ExpectAsync(HttpStatusCode.BadRequest, client, ""))["error"]);
    }

    [Theory]
    [InlineData("connect/token")]
    [InlineData("connect/introspect")]
    public async Task A_client_that_fails_again_and_again_is_told_to_wait_and_one_that_does_not_is_not(string path)
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (client, secret, _) = await app.ClientAsync(admin);
        var (other, _, _) = await app.ClientAsync(admin);
        using var browser = app.Browser();
        for (var i = 0; i < 10; i++)
            Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), await TryAsync(client, secret + "0"));
        for (var i = 0; i < 2; i++)
            Assert.Equal(((HttpStatusCode)429, "slow_down"), await TryAsync(client, secret + "0"));

        // Whoever shows who it is is answered as ever; who has not failed so often hears what is wrong.
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(client, secret)).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), await TryAsync(other, secret));
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'token.refused' and target = $1 and detail ->> 'reason' = 'too_many_failures'", client));

        async Task<(HttpStatusCode Status, string? Error)> TryAsync(string id, string with)
        {
            using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("token", "none"), new("client_id", id), new("client_secret", with)]);
            using var answer = await browser.Http.PostAsync(new Uri(app.Portal, "/" + path), form, Cancel);
            Assert.Equal((int)answer.StatusCode == 429, answer.Headers.RetryAfter?.Delta is { TotalSeconds: > 0 and <= 60 });
            Assert.True((int)answer.StatusCode != 429 || answer.Headers.WwwAuthenticate.Count == 0);
            return (answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["error"]);
        }
    }

    [Fact]
    public async Task Two_clients_of_a_skill_are_live_at_once_and_no_third()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var skill = await app.SkillAsync(admin);
        var (_, first, _) = await app.ClientAsync(admin, skill);
        Assert.StartsWith("sgc_", first, StringComparison.Ordinal);
        var (second, _, _) = await app.ClientAsync(admin, skill);
        await admin.RefusedAsync(PortalProblems.TooMany, HttpMethod.Post, $"skills/{skill}/clients", new { expiresInDays = 1 });
        await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"skills/{skill}/clients/{second}");
        await app.ClientAsync(admin, skill);
    }

    [Theory]
    [InlineData("revoked", "invalid_client")]
    [InlineData("expired", "unauthorized_client")]
    [InlineData("stopped", "unauthorized_client")]
    [InlineData("suspended", "unauthorized_client")]
    [InlineData("owner", "unauthorized_client")]
    public async Task What_has_ended_gets_no_token_and_its_tokens_are_active_no_more(string how, string error)
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (client, secret, skill) = await app.ClientAsync(admin);
        var (observer, observing, _) = await app.ClientAsync(admin, skill);
        var token = (string)(await ExpectAsync(HttpStatusCode.OK, client, secret))["access_token"]!;
        Assert.True(await IsActiveAsync(client, secret, token));
        Assert.False(await IsActiveAsync(observer, observing, token)); // not its own: it learns nothing
        switch (how)
        {
            case "revoked":
                await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"skills/{skill}/clients/{client}");
                Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where kind = 'credential' and target_id = $1 and not lifted", client));
                Assert.Equal(0L, await app.PeekAsync<long>("select count(*) from platform.oidc_tokens where application_id = $1", client));
                break;
            case "expired":
                await app.RunAsync("update tenant.skill_clients set expires_at = now() where id = $1", client);
                break;
            case "stopped":
                await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/stop", new { reason = "test" });
                break;
            case "suspended":
                await app.RunAsync("update tenant.skills set status = 'suspended' where id = $1", skill);
                break;
            case "owner":
                await app.RunAsync("update tenant.skills set owner_user_id = 'usr_gone' where id = $1", skill);
                break;
        }

        Assert.Equal(error, (string?)(await ExpectAsync(how == "revoked" ? HttpStatusCode.Unauthorized : HttpStatusCode.BadRequest, client, secret))["error"]);
        if (how == "revoked")
            return;
        Assert.False(await IsActiveAsync(client, secret, token));
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'token.refused' and target = $1", client));
    }

    [Fact]
    public async Task A_revoked_token_is_a_stop_until_it_would_have_ended()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (client, secret, _) = await app.ClientAsync(admin);
        var token = (string)(await ExpectAsync(HttpStatusCode.OK, client, secret))["access_token"]!;
        var id = (string)TokenSigner.Read(token)["jti"]!;
        var (other, othersSecret, _) = await app.ClientAsync(admin);
        await PostAsync("connect/revoke", ("client_id", other), ("client_secret", othersSecret), ("token", token));
        Assert.True(await IsActiveAsync(client, secret, token));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("connect/revoke", ("client_id", client), ("client_secret", secret), ("token", token))).Status);
        Assert.False(await IsActiveAsync(client, secret, token));
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where kind = 'credential' and target_id = $1 and not lifted", id));
        await app.RunAsync("update tenant.locks set expires_at = now() - interval '1 second' where target_id = $1", id);
        foreach (var overdue in await app.Service<LockStore>().ListOverdueAsync(100, Cancel))
            await app.Service<LockStore>().ExpireAsync(Scenes.Acme, overdue.Id, Cancel);
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where kind = 'credential' and target_id = $1 and lifted", id));
    }

    [Fact]
    public async Task A_client_that_revokes_tokens_without_end_is_told_to_wait()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (client, secret, _) = await app.ClientAsync(admin);
        var (other, othersSecret, _) = await app.ClientAsync(admin);
        await app.RunAsync(
            """
            insert into tenant.locks (organisation_id, id, kind, target_id, reason, created_by, expires_at, liftable_by)
            select $1, 'lck_' || $2 || n, 'credential', 'token-' || n, 'test', $2, now() + interval '5 minutes', 'admins' from generate_series(1, 99) n
            """,
            Scenes.Acme.Value, client);
        var (last, more) = (await TokenAsync(client, secret), await TokenAsync(client, secret));
        Assert.Equal((HttpStatusCode.OK, null), await RevokeAsync(client, secret, last));
        Assert.Equal(((HttpStatusCode)429, "slow_down"), await RevokeAsync(client, secret, more));
        Assert.True(await IsActiveAsync(client, secret, more));
        Assert.Equal(100L, await StandingAsync());

        // It is the client's own number: another one's tokens are stopped, and its own again once one of those is over.
        Assert.Equal((HttpStatusCode.OK, null), await RevokeAsync(other, othersSecret, await TokenAsync(other, othersSecret)));
        await app.RunAsync("update tenant.locks set expires_at = now() - interval '1 second' where created_by = $1 and target_id = 'token-1'", client);
        Assert.Equal((HttpStatusCode.OK, null), await RevokeAsync(client, secret, more));
        Assert.False(await IsActiveAsync(client, secret, more));
        await app.RunAsync("delete from tenant.locks where created_by = $1 and target_id like 'token-%'", client);

        async Task<string> TokenAsync(string of, string with) => (string)(await ExpectAsync(HttpStatusCode.OK, of, with))["access_token"]!;

        Task<long> StandingAsync() => app.PeekAsync<long>("select count(*) from tenant.locks where created_by = $1 and lifted_at is null and expires_at > now()", client)!;

        async Task<(HttpStatusCode Status, string? Error)> RevokeAsync(string of, string with, string token)
        {
            using var browser = app.Browser();
            using var form = new FormUrlEncodedContent([new("token", token), new("client_id", of), new("client_secret", with)]);
            using var answer = await browser.Http.PostAsync(new Uri(app.Portal, "/connect/revoke"), form, Cancel);
            Assert.Equal((int)answer.StatusCode == 429, answer.Headers.RetryAfter?.Delta is { TotalSeconds: > 0 and <= 300 });
            return (answer.StatusCode, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["error"]);
        }
    }

    [Fact]
    public async Task One_token_that_is_revoked_twice_is_one_stop()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (client, _, _) = await app.ClientAsync(admin);
        var (stops, token, endsAt) = (app.Service<TokenStopStore>(), new StopTarget(Scenes.Acme, StopKind.Credential, "token-of-" + client), TimeProvider.System.GetUtcNow().AddMinutes(5));
        var once = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => stops.StopAsync(token, new Actor(client, client), endsAt, Cancel)));
        Assert.Single(once, stopped => stopped.Feeds.Count > 0);
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from tenant.locks where target_id = $1", token.TargetId));
    }

    [Fact]
    public async Task Who_is_no_client_learns_nothing_of_tokens_and_revokes_none()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (client, secret, _) = await app.ClientAsync(admin);
        var token = (string)(await ExpectAsync(HttpStatusCode.OK, client, secret))["access_token"]!;
        foreach (var path in new[] { "connect/introspect", "connect/revoke", "connect/token" })
        {
            var (status, body) = await PostAsync(path, ("grant_type", "client_credentials"), ("token", token));
            Assert.Equal((true, null), (status is HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest, body["active"]));
        }

        Assert.True(await IsActiveAsync(client, secret, token));
    }

    [Theory]
    [InlineData(null, "issuer")]
    [InlineData("JWT", "issuer")]
    [InlineData("JWT", "issuer without slash")]
    [InlineData("jwt", "token endpoint")]
    [InlineData("client-authentication+jwt", "issuer")]
    public async Task An_assertion_as_common_clients_send_it_is_taken_once(string? type, string audience)
    {
        using var signer = TokenSigner.Ec();
        var client = await SigningClientAsync(signer);
        var address = app.Service<TokenIssuer>().Address.AbsoluteUri;
        var aud = audience switch { "issuer" => address, "token endpoint" => address + "connect/token", _ => address.TrimEnd('/') };
        var assertion = signer.Sign(Claims(client, aud), new { typ = type });
        Assert.Equal(HttpStatusCode.OK, (await AssertAsync(assertion)).Status);
        var (status, again) = await AssertAsync(assertion);
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (status, (string?)again["error"]));
        Assert.Contains("replayed", (string?)again["error_description"], StringComparison.Ordinal);
        Assert.Equal("replayed", await app.PeekAsync<string>("select detail ->> 'reason' from tenant.audit_log where action = 'token.refused' and target = $1", client));
    }

    [Fact]
    public async Task An_assertion_that_is_not_right_is_refused()
    {
        using var signer = TokenSigner.Rsa();
        using var stranger = TokenSigner.Rsa(signer.Id);
        var client = await SigningClientAsync(signer);
        var other = await SigningClientAsync(TokenSigner.Ec());
        var aud = app.Service<TokenIssuer>().Address.AbsoluteUri;
        Assert.Equal(HttpStatusCode.OK, (await AssertAsync(signer.Sign(Claims(client, aud)))).Status);
        var wrong = new (string Code, string Assertion)[]
        {
            ("algorithm", signer.Unsigned(Claims(client, aud), "AAAA")),
            ("malformed", signer.Unsigned(Claims(client, aud))),
            ("algorithm", signer.Confuse(Claims(client, aud))),
            ("algorithm", signer.Sign(Claims(client, aud), new { alg = "ES256" })),
            ("algorithm", signer.Sign(Claims(client, aud), new { alg = "PS256" })),
            ("signature", stranger.Sign(Claims(client, aud))),
            ("key_unknown", signer.Sign(Claims(client, aud), new { kid = "other" })),
            ("key_unknown", signer.Sign(Claims(other, aud))),
            ("audience", signer.Sign(Claims(client, "https://elsewhere.example/"))),
            ("type", signer.Sign(Claims(client, aud), new { typ = "at+jwt" })),
            ("malformed", signer.Sign(Claims(client, aud), new { crit = new[] { "exp" } })),
            ("claims", signer.Sign(new { iss = client, sub = other, aud, exp = Now + 60, jti = "a" })),
            ("expired", signer.Sign(new { iss = client, sub = client, aud, exp = Now - 120, jti = "b" })),
            ("expired", signer.Sign(new { iss = client, sub = client, aud, jti = "c" })),
            ("not_yet_valid", signer.Sign(new { iss = client, sub = client, aud, exp = Now + 600, nbf = Now + 300, jti = "d" })),
            ("issued_in_future", signer.Sign(new { iss = client, sub = client, aud, exp = Now + 600, iat = Now + 300, jti = "e" })),
            ("claims", signer.Sign(new { iss = client, sub = client, aud, exp = Now + 7200, jti = "f" })),
            ("claims", signer.Sign(new { iss = client, sub = client, aud, exp = Now + 60 })),
        };
        foreach (var (code, assertion) in wrong)
        {
            var (status, body) = await AssertAsync(assertion);
            Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client", $"The client assertion was refused: {code}."), (status, (string?)body["error"], (string?)body["error_description"]));
            Assert.DoesNotContain("   at ", body.ToJsonString(), StringComparison.Ordinal);
        }

        // Nor does a client that signs get in with a secret, or by its name alone.
        Assert.Equal("invalid_client", (string?)(await ExpectAsync(HttpStatusCode.Unauthorized, client, "sgc_x"))["error"]);
    }

    [Fact]
    public async Task Private_keys_weak_keys_and_none_are_no_keys_of_a_client()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        using var signer = TokenSigner.Ec();
        var skill = await app.SkillAsync(admin);
        var leaked = signer.Jwk();
        leaked["d"] = "AAAA";
        foreach (var jwks in new JsonNode?[] { null, new JsonObject(), JsonNode.Parse("""{"keys":[]}"""), new JsonObject { ["keys"] = new JsonArray(leaked) }, JsonNode.Parse("""{"keys":[{"kty":"oct","k":"AAAA"}]}""") })
            await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"skills/{skill}/clients", new { expiresInDays = 1, method = "private_key_jwt", jwks });
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"skills/{skill}/clients", new { expiresInDays = 366 });
        await admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"skills/{skill}/clients", new { expiresInDays = 1, method = "password" });
    }

    [Fact]
    public async Task Keys_rotate_without_a_restart_and_with_overlap()
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var (client, secret, _) = await app.ClientAsync(admin);
        var ring = app.Service<TokenKeyRing>();
        var before = (string)(await ExpectAsync(HttpStatusCode.OK, client, secret))["access_token"]!;
        var first = (string)TokenSigner.ReadHeader(before)["kid"]!;
        Assert.False(await ring.KeepUpAsync(Cancel));

        // 1. It ends in two days, for a ring whose clock is ahead: the installation's own would make the next one too. That is published, and does not sign yet.
        var views = await app.PeekAsync<long>("select position from platform.log_heads where log = 'view'");
        var ends = await app.PeekAsync<DateTime>("select signs_until from platform.token_keys where id = $1", first);
        using var ahead = new TokenKeyRing(app.Service<TokenKeyStore>(), app.Service<KeyVault>(), new FakeTimeProvider(ends.AddHours(-47)), NullLogger<TokenKeyRing>.Instance);
        Assert.True(await ahead.KeepUpAsync(Cancel));
        Assert.Equal(2, ahead.Credentials.Count);
        Assert.False(await ahead.KeepUpAsync(Cancel));
        await ring.ReadAsync(Cancel);
        Assert.True(await app.PeekAsync<long>("select position from platform.log_heads where log = 'view'") > views);
        Assert.Equal(2, (await KeysAsync()).Count);
        Assert.Equal(first, (string)TokenSigner.ReadHeader((string)(await ExpectAsync(HttpStatusCode.OK, client, secret))["access_token"]!)["kid"]!);

        // 2. Its time comes: it signs, and what the old one signed is active still.
        await app.RunAsync("update platform.token_keys set signs_from = now() where id <> $1", first);
        await ring.ReadAsync(Cancel);
        var second = (string)TokenSigner.ReadHeader((string)(await ExpectAsync(HttpStatusCode.OK, client, secret))["access_token"]!)["kid"]!;
        Assert.NotEqual(first, second);
        Assert.Contains(second, await KeysAsync());
        Assert.True(await IsActiveAsync(client, secret, before));

        // 3. No private half lies readable in the database.
        Assert.Equal(2L, await app.PeekAsync<long>("select count(*) from platform.token_keys where position('\\x06082a8648ce3d030107'::bytea in private_key_sealed) = 0"));
    }

    [Fact]
    public async Task The_document_of_discovery_names_what_there_is()
    {
        using var browser = app.Browser();
        var http = browser.Http;
        var document = JsonNode.Parse(await http.GetStringAsync(new Uri(app.Portal, "/.well-known/openid-configuration"), Cancel))!;
        var address = app.Service<TokenIssuer>().Address.AbsoluteUri;
        Assert.Equal((address, address + "connect/token"), ((string?)document["issuer"], (string?)document["token_endpoint"]));
        Assert.Contains("private_key_jwt", document["token_endpoint_auth_methods_supported"]!.AsArray().Select(item => (string?)item));
        Assert.Contains("client_credentials", document["grant_types_supported"]!.AsArray().Select(item => (string?)item));
        Assert.NotNull(document["jwks_uri"]);

        // The issuer is what is configured, whatever host a request names.
        using var lying = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Portal, "/.well-known/openid-configuration")) { Headers = { Host = "evil.example" } };
        using var answer = await http.SendAsync(lying, Cancel);
        Assert.DoesNotContain("evil", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static object Claims(string client, string aud) => new { iss = client, sub = client, aud, iat = Now, exp = Now + 60, jti = Guid.NewGuid() };

    private async Task<string> SigningClientAsync(TokenSigner signer)
    {
        using var admin = await app.SignInAsync(app.Demo.Admin);
        var made = await admin.ExpectAsync(
            HttpStatusCode.Created, HttpMethod.Post, $"skills/{await app.SkillAsync(admin)}/clients",
            new { expiresInDays = 1, method = "private_key_jwt", jwks = JsonNode.Parse(TokenSigner.Set(signer)) });
        Assert.Null((string?)made!["clientSecret"]);
        return (string)made["clientId"]!;
    }

    private async Task<List<string>> KeysAsync()
    {
        using var browser = app.Browser();
        return [.. JsonNode.Parse(await browser.Http.GetStringAsync(new Uri(app.Portal, "/.well-known/jwks"), Cancel))!["keys"]!.AsArray().Select(key => (string)key!["kid"]!)];
    }

    private async Task<bool> IsActiveAsync(string client, string secret, string token) =>
        (bool?)(await PostAsync("connect/introspect", ("client_id", client), ("client_secret", secret), ("token", token))).Body["active"] ?? false;

    private async Task<JsonNode> ExpectAsync(HttpStatusCode status, string client, string secret)
    {
        var (given, body) = await PostAsync("connect/token", ("grant_type", "client_credentials"), ("client_id", client), ("client_secret", secret));
        Assert.True(given == status, $"{given}: {body.ToJsonString()}");
        return body;
    }

    private Task<(HttpStatusCode Status, JsonNode Body)> AssertAsync(string assertion) => PostAsync(
        "connect/token", ("grant_type", "client_credentials"), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion));

    private Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(string path, params (string Name, string Value)[] fields) => app.PostFormAsync(path, fields);
}
