using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.ControlPlane.Tokens;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Tokens;

public sealed class WorkloadIdentityTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private readonly TokenSigner _signer = TokenSigner.Rsa();
    private TokenSigner[] _published = [];
    private bool _down;
    private HttpsReceiver _receiver = null!;
    private PortalBrowser _admin = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private string Issuer => _receiver.At($"/tenant-{_signer.Id}").AbsoluteUri;

    public async ValueTask InitializeAsync()
    {
        app.Service<IOptions<ConnectionOptions>>().Value.AllowPrivateUpstreams = true;
        _receiver = await HttpsReceiver.StartAsync(Cancel);
        _receiver.Answer = post => _down ? (503, "")
            : post.Path.EndsWith("/.well-known/openid-configuration", StringComparison.Ordinal)
                ? (200, new JsonObject { ["issuer"] = post.Path.StartsWith("/liar", StringComparison.Ordinal) ? "https://another.example" : Issuer, ["jwks_uri"] = _receiver.At("/keys").AbsoluteUri }.ToJsonString())
            : post.Path == "/keys" ? (200, TokenSigner.Set(_published))
            : (404, "");
        app.Service<IOptions<TokenOptions>>().Value.Authority = _receiver.Authority;
        _published = [_signer];
        _admin = await app.SignInAsync(app.Demo.Admin);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _signer.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_token_of_a_trusted_issuer_is_exchanged_for_one_that_ends_no_later()
    {
        var (_, mapping, skill) = await TrustAsync();
        var ends = Now + 120;
        var (status, answer) = await ExchangeAsync(_signer.Sign(Claims(exp: ends)));
        Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
        var claims = TokenSigner.Read((string)answer["access_token"]!);
        Assert.Equal((skill, Scenes.Acme.Value, mapping), ((string?)claims["sub"], (string?)claims["organisation"], (string?)claims["credential"]));
        Assert.InRange((long)claims["exp"]!, ends - 60, ends + 1);
        Assert.Equal("urn:ietf:params:oauth:token-type:access_token", (string?)answer["issued_token_type"]);
        var asked = Now;
        var (_, longer) = await ExchangeAsync(_signer.Sign(Claims(exp: asked + 7200)));
        Assert.InRange((long)TokenSigner.Read((string)longer["access_token"]!)["exp"]!, asked + 590, Now + 601);
    }

    [Fact]
    public async Task A_token_that_is_not_right_is_refused_and_written_down()
    {
        var (issuer, _, _) = await TrustAsync();
        using var stranger = TokenSigner.Rsa(_signer.Id);
        foreach (var (code, token) in new (string, string)[]
        {
            ("algorithm", _signer.Unsigned(Claims(), "AAAA")),
            ("algorithm", _signer.Confuse(Claims())),
            ("signature", stranger.Sign(Claims())),
            ("type", _signer.Sign(Claims(), new { typ = "logout+jwt" })),
            ("claims", _signer.Sign(Claims(sub: "repo:evil/app"))),
            ("expired", _signer.Sign(Claims(exp: Now - 120))),
            ("not_yet_valid", _signer.Sign(new { iss = Issuer, aud = Audience, sub = "repo:acme/app", exp = Now + 600, nbf = Now + 300 })),
            ("issued_in_future", _signer.Sign(new { iss = Issuer, aud = Audience, sub = "repo:acme/app", exp = Now + 600, iat = Now + 300 })),
            ("bound", _signer.Sign(new { iss = Issuer, aud = Audience, sub = "repo:acme/app", exp = Now + 600, cnf = new { jkt = "x" } })),
        })
        {
            var (status, body) = await ExchangeAsync(token);
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_request", $"The subject token was refused: {code}."), (status, (string?)body["error"], (string?)body["error_description"]));
            Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'token.refused' and target = $1 and detail ->> 'reason' = $2", issuer, code));
        }

        foreach (var token in new[] { _signer.Sign(Claims(aud: "saasgate:other")), _signer.Sign(Claims(iss: "https://evil.example")), "ey.ey.ey", "" })
            Assert.Equal(HttpStatusCode.BadRequest, (await ExchangeAsync(token)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await ExchangeAsync(_signer.Sign(Claims()), type: "urn:ietf:params:oauth:token-type:saml2")).Status);
    }

    [Fact]
    public async Task New_keys_of_an_issuer_are_had_when_they_are_met_and_old_ones_end()
    {
        var (issuer, _, _) = await TrustAsync();
        using var next = TokenSigner.Ec();
        _published = [next];
        await app.RunAsync("update tenant.trusted_issuers set tried_at = now() + interval '1 minute' where id = $1", issuer);
        Assert.Contains("key_unknown", (await ExchangeAsync(next.Sign(Claims()))).Body.ToJsonString(), StringComparison.Ordinal); // it was asked a moment ago
        await app.RunAsync("update tenant.trusted_issuers set tried_at = now() - interval '1 minute' where id = $1", issuer);
        Assert.Equal(HttpStatusCode.OK, (await ExchangeAsync(next.Sign(Claims()))).Status);
        Assert.Contains("key_unknown", (await ExchangeAsync(_signer.Sign(Claims()))).Body.ToJsonString(), StringComparison.Ordinal);

        // Down for more than a day: what it published before is believed no more.
        _down = true;
        await app.RunAsync("update tenant.trusted_issuers set keys_at = now() - interval '25 hours', tried_at = null where id = $1", issuer);
        Assert.Contains("stale_keys", (await ExchangeAsync(next.Sign(Claims()))).Body.ToJsonString(), StringComparison.Ordinal);
        Assert.NotNull((string?)(await _admin.GetAsync($"trusted-issuers/{issuer}"))!["failure"]);

        // The job that looks at keys each hour finds it well again.
        _down = false;
        await app.RunAsync("update tenant.trusted_issuers set tried_at = now() - interval '2 hours' where id = $1", issuer);
        TenantContext.EnterSystem();
        await app.Service<TokenUpkeep>().KeepUpAsync(Cancel);
        // The installation itself may have begun it a moment before.
        await Bounded.UntilAsync(() => app.PeekAsync<bool>("select keys_at > now() - interval '1 hour' from tenant.trusted_issuers where id = $1", issuer));
        Assert.Equal(HttpStatusCode.OK, (await ExchangeAsync(next.Sign(Claims()))).Status);
    }

    [Fact]
    public async Task What_is_removed_stands_for_no_skill_and_is_a_stop()
    {
        var (issuer, mapping, skill) = await TrustAsync();
        Assert.Equal(mapping, (string)(await _admin.GetAsync($"skills/{skill}/issuer-mappings"))![0]!["id"]!);
        await _admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"trusted-issuers/{issuer}/mappings/{mapping}");
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where kind = 'credential' and target_id = $1 and not lifted", mapping));
        Assert.Contains("claims", (await ExchangeAsync(_signer.Sign(Claims()))).Body.ToJsonString(), StringComparison.Ordinal);
        var again = await MapAsync(issuer, skill);
        Assert.Equal(HttpStatusCode.OK, (await ExchangeAsync(_signer.Sign(Claims()))).Status);
        await _admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"trusted-issuers/{issuer}");
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where kind = 'credential' and target_id = $1 and not lifted", again));
        Assert.Equal(HttpStatusCode.BadRequest, (await ExchangeAsync(_signer.Sign(Claims()))).Status);
        await _admin.RefusedAsync(PortalProblems.NotFound, HttpMethod.Delete, $"trusted-issuers/{issuer}");
    }

    [Fact]
    public async Task What_stood_for_a_leavers_skill_stands_for_no_successors()
    {
        var (_, mapping, skill) = await TrustAsync();
        var (leaver, _) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Acme, "mapper@acme.example", "Max Mapper", [Roles.Admin], Cancel);
        await app.RunAsync("update tenant.skills set owner_user_id = $2 where id = $1", skill, leaver);
        await _admin.ExpectAsync(
            HttpStatusCode.OK, HttpMethod.Put, "offboarding-rule", new { onLeaving = "reassign", successorUserId = (string)_admin.Session!["user"]!["id"]! }, "\"0\"");
        try
        {
            var report = (await _admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "offboardings", new { person = leaver }))!["report"]!;
            Assert.Equal("reassigned", (string?)Assert.Single(report["skills"]!.AsArray())!["outcome"]);
            Assert.Equal((mapping, $"idp {_signer.Id}"), ((string?)report["keys"]![0]!["id"], (string?)Assert.Single(report["keys"]!.AsArray())!["name"]));
            Assert.Contains(report["needs"]!.AsArray(), need => ((string?)need!["kind"], (string?)need["id"]) == ("skill_key", skill));
        }
        finally
        {
            await app.RunAsync("delete from tenant.offboarding_rules");
        }

        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.stop_log where kind = 'credential' and target_id = $1 and not lifted", mapping));
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from tenant.audit_log where action = 'issuer.unmapped' and target = $1", mapping));
        Assert.Contains("claims", (await ExchangeAsync(_signer.Sign(Claims()))).Body.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_skill_that_is_stopped_gets_no_token_by_exchange()
    {
        var (_, mapping, skill) = await TrustAsync();
        await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"skills/{skill}/stop", new { reason = "test" });
        Assert.Equal("unauthorized_client", (string?)(await ExchangeAsync(_signer.Sign(Claims()))).Body["error"]);
        Assert.Equal("locked", await app.PeekAsync<string>("select detail ->> 'reason' from tenant.audit_log where action = 'token.refused' and target = $1", mapping));
    }

    [Fact]
    public async Task An_issuer_and_audience_belong_to_one_organisation()
    {
        await TrustAsync();
        var (_, person) = await app.Service<DemoPeople>().EnsureAsync(DemoOrganisations.Northwind, "issuers@northwind.example", "Nils North", [Roles.Admin], Cancel);
        using var northwind = await app.SignInAsync(person);
        foreach (var audience in new[] { Audience, $"api://{Scenes.Acme}/x" })
        {
            var refused = await northwind.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "trusted-issuers", new { name = "mix-up", issuer = Issuer, audience });
            Assert.NotNull(refused!["errors"]!["audience"]);
        }

        // The same issuer for an audience of their own is theirs: a token for acme is nothing there, and theirs is nothing at acme.
        var own = (string)(await northwind.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "trusted-issuers", new { name = "own", issuer = Issuer }))!["id"]!;
        var acmes = await app.PeekAsync<string>("select id from tenant.skills where organisation_id = $1 limit 1", Scenes.Acme.Value);
        var graft = await northwind.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"trusted-issuers/{own}/mappings", new { skillId = acmes, claims = AllOfAcme });
        Assert.NotNull(graft!["errors"]!["skillId"]);
        var (_, acme) = await ExchangeAsync(_signer.Sign(Claims()));
        Assert.Equal(Scenes.Acme.Value, (string?)TokenSigner.Read((string)acme["access_token"]!)["organisation"]);
        Assert.Contains("claims", (await ExchangeAsync(_signer.Sign(Claims(aud: $"saasgate:{DemoOrganisations.Northwind}")))).Body.ToJsonString(), StringComparison.Ordinal);

        // A token for both is for nobody.
        Assert.Equal(HttpStatusCode.BadRequest, (await ExchangeAsync(_signer.Sign(Claims(aud: new[] { Audience, $"saasgate:{DemoOrganisations.Northwind}" })))).Status);
    }

    [Fact]
    public async Task Keys_are_had_from_the_issuer_alone_and_never_out_of_a_private_network()
    {
        var liar = (await _admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "trusted-issuers", new { name = $"liar {_signer.Id}", issuer = _receiver.At("/liar").AbsoluteUri }))!;
        Assert.Equal((0, true), ((int)liar["keys"]!, ((string?)liar["failure"])!.Contains("another issuer", StringComparison.Ordinal)));
        foreach (var issuer in new[] { "http://idp.example", "https://user@idp.example", "ftp://idp.example", "idp" })
            await _admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "trusted-issuers", new { name = "wrong", issuer });
        var options = app.Service<IOptions<ConnectionOptions>>().Value;
        options.AllowPrivateUpstreams = false;
        try
        {
            foreach (var address in new[] { "https://127.0.0.1/", "https://169.254.169.254/latest", "https://localhost/", "https://[::1]/" })
                await _admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, "trusted-issuers", new { name = "inside", issuer = "https://idp.example", keysAddress = address });
        }
        finally
        {
            options.AllowPrivateUpstreams = true;
        }
    }

    [Fact]
    public async Task Claims_that_say_nothing_are_refused()
    {
        var (issuer, _, skill) = await TrustAsync();
        foreach (var claims in new object[] { Array.Empty<object>(), new[] { new { name = "sub", pattern = "*" } }, new[] { new { name = "", pattern = "x" } }, new[] { new { name = "a", pattern = "x" }, new { name = "a", pattern = "y" } } })
            await _admin.RefusedAsync(PortalProblems.Invalidated, HttpMethod.Post, $"trusted-issuers/{issuer}/mappings", new { skillId = skill, claims });
    }

    private static readonly object AllOfAcme = new[] { new { name = "sub", pattern = "repo:acme/*" } };

    private static string Audience => $"saasgate:{Scenes.Acme}";

    private object Claims(string? iss = null, object? aud = null, string sub = "repo:acme/app", long? exp = null) =>
        new { iss = iss ?? Issuer, aud = aud ?? Audience, sub, iat = Now, exp = exp ?? Now + 600 };

    /// <summary>Trusts the issuer of this test, for a new skill.</summary>
    private async Task<(string Issuer, string Mapping, string Skill)> TrustAsync()
    {
        var made = (await _admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "trusted-issuers", new { name = $"idp {_signer.Id}", issuer = Issuer }))!;
        Assert.Equal((1, Audience, null), ((int)made["keys"]!, (string?)made["audience"], (string?)made["failure"]));
        var (issuer, skill) = ((string)made["id"]!, await app.SkillAsync(_admin));
        return (issuer, await MapAsync(issuer, skill), skill);
    }

    private async Task<string> MapAsync(string issuer, string skill) =>
        (string)(await _admin.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, $"trusted-issuers/{issuer}/mappings", new { skillId = skill, claims = AllOfAcme }))!["mappings"]![0]!["id"]!;

    private Task<(HttpStatusCode Status, JsonNode Body)> ExchangeAsync(string token, string type = "urn:ietf:params:oauth:token-type:jwt") => app.PostFormAsync(
        "connect/token", ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", token), ("subject_token_type", type));
}
