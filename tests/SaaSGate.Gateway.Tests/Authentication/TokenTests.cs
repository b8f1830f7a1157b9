using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.Gateway.View;
using SaaSGate.TestKit;
using SaaSGate.TestKit.Link;
using Xunit;

namespace SaaSGate.Gateway.Tests.Authentication;

public sealed class TokenTests
{
    private const string Service = "https://portal.example/", Issuer = "https://idp.example/tenant";

    private static CancellationToken Cancellation => Bounded.Cancellation;

    private static long Now => new DayClock().GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task A_token_of_the_service_works_as_bearer_and_is_recorded_under_its_credential()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var signer = await TrustAsync(rig);
        using var answer = await SendAsync(rig, signer.Sign(Own(rig), new { typ = "at+jwt" }));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(rig.Tenant.Client, (await rig.RecordOfAsync(answer)).First(frame => frame.Started is not null).Started.SkillKeyId);
        using var key = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal(HttpStatusCode.OK, key.StatusCode);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("client")]
    [InlineData("skill")]
    [InlineData("person")]
    [InlineData("mapping")]
    public async Task A_stop_cuts_what_runs_with_a_token_and_refuses_it_though_it_was_checked_before(string what)
    {
        await using var rig = await GatewayRig.StartAsync();
        using var signer = await TrustAsync(rig);
        var token = what == "mapping" ? signer.Sign(Foreign(rig)) : signer.Sign(Own(rig), new { typ = "at+jwt" });
        using var response = await SendAsync(rig, token, "[[sim: deltas=100000 delay=5ms]]", stream: true);
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        await stream.ReadLineAsync(Cancellation);
        var (kind, target) = what switch
        {
            "token" => (StopKind.Credential, "token-1"),
            "client" => (StopKind.Credential, rig.Tenant.Client),
            "mapping" => (StopKind.Credential, "map_1"),
            "skill" => (StopKind.Skill, rig.Tenant.SkillId),
            _ => (StopKind.Person, rig.Tenant.OwnerUserId),
        };
        rig.Peer.Stop(rig.Tenant, kind, target);
        await stream.ReadToEndAsync(Cancellation);
        Assert.Equal(("cut", "stopped"), ((await rig.EndOfAsync(response)).Ended.Outcome, (await rig.EndOfAsync(response)).Ended.Problem));
        using var refused = await SendAsync(rig, token);
        Assert.Equal("stopped", await MessagesHandlerTests.CodeOfAsync(refused, HttpStatusCode.Forbidden, "permission_error"));
    }

    [Fact]
    public async Task A_token_ends_with_its_client_in_the_view_with_the_owner_and_with_the_connection()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var signer = await TrustAsync(rig);
        var token = signer.Sign(Own(rig), new { typ = "at+jwt" });
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(rig, token)).StatusCode);
        await RefusedAsync(rig, signer.Sign(Own(rig, owner: "usr_before"), new { typ = "at+jwt" }));
        await RefusedAsync(rig, signer.Sign(Own(rig, connection: "con_before"), new { typ = "at+jwt" }));
        await RefusedAsync(rig, signer.Sign(Own(rig, skill: "skl_other"), new { typ = "at+jwt" }));
        await RefusedAsync(rig, signer.Sign(Own(rig, credential: "cli_other"), new { typ = "at+jwt" }));
        rig.Tenant.Clients.Clear();
        rig.Peer.Publish(rig.Tenant);
        await Bounded.UntilAsync(async () => (await SendAsync(rig, token)).StatusCode == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_of_the_service_that_is_not_right_is_refused_and_told()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var signer = await TrustAsync(rig);
        using var stranger = TokenSigner.Ec(signer.Id);
        using var rsa = TokenSigner.Rsa(signer.Id);
        var wrong = new (string Reason, string Token)[]
        {
            ("type", signer.Unsigned(Own(rig), "AAAA")),
            ("type", signer.Confuse(Own(rig))),
            ("algorithm", rsa.Sign(Own(rig), new { typ = "at+jwt" })),
            ("signature", stranger.Sign(Own(rig), new { typ = "at+jwt" })),
            ("type", signer.Sign(Own(rig))),
            ("audience", signer.Sign(Own(rig, aud: "urn:other"), new { typ = "at+jwt" })),
            ("not_yet_valid", signer.Sign(Own(rig, nbf: Now + 300), new { typ = "at+jwt" })),
            ("issued_in_future", signer.Sign(Own(rig, iat: Now + 300), new { typ = "at+jwt" })),
        };
        foreach (var (_, token) in wrong)
            await RefusedAsync(rig, token);
        foreach (var reason in wrong.Select(one => one.Reason).Distinct())
            await rig.Peer.TokensRefused.WaitForAsync(told => told.OrganisationId == rig.Tenant.OrganisationId && told.Credential == rig.Tenant.Client && told.Reason == reason, Cancellation);

        await RefusedAsync(rig, signer.Sign(Own(rig, exp: Now - 120), new { typ = "at+jwt" }), "token_expired");
        await RefusedAsync(rig, signer.Sign(Own(rig, iss: "https://evil.example/"), new { typ = "at+jwt" }));
        await RefusedAsync(rig, signer.Sign(Own(rig, organisation: Id<Organisation>.New(TimeProvider.System).Value), new { typ = "at+jwt" }));
        Assert.Empty(rig.Simulator.Received.All);
    }

    [Fact]
    public async Task A_token_of_one_organisation_is_nothing_at_another()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var signer = await TrustAsync(rig);
        var other = new LinkTenant(rig.Simulator.BaseUrl) { TokenIssuer = Service };
        other.TokenKeys.Add(signer);
        rig.Peer.Publish(other);

        // Signed by the same service, for a skill and a credential of the first, and it says that it is of the second.
        var crossed = signer.Sign(Own(rig, organisation: other.OrganisationId), new { typ = "at+jwt" });
        await Bounded.UntilAsync(async () => (await SendAsync(rig, signer.Sign(Own(rig), new { typ = "at+jwt" }))).StatusCode == HttpStatusCode.OK);
        await RefusedAsync(rig, crossed);
        await rig.Peer.TokensRefused.WaitForAsync(told => told.OrganisationId == other.OrganisationId && told.Reason == "claims", Cancellation);
    }

    [Fact]
    public async Task Who_trusts_the_installations_own_issuer_gets_nobodys_tokens()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var signer = await TrustAsync(rig);
        var thief = new LinkTenant(rig.Simulator.BaseUrl) { TokenIssuer = Service };
        thief.TokenKeys.Add(signer);
        thief.Issuers.Add(new("iss_2", Service, "urn:saasgate:gateway", "map_2", "sub", "skl_*") { Keys = { signer } });
        rig.Peer.Publish(thief);
        var view = rig.Gateway.Services.GetRequiredService<GatewayView>();
        await Bounded.UntilAsync(() => view.Find(thief.OrganisationId) is not null);
        using var answer = await SendAsync(rig, signer.Sign(Own(rig), new { typ = "at+jwt" }));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(rig.Tenant.Client, (await rig.RecordOfAsync(answer)).First(frame => frame.Started is not null).Started.SkillKeyId);
    }

    [Fact]
    public async Task What_nobody_signed_names_no_credential()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var signer = await TrustAsync(rig);
        using var stranger = TokenSigner.Ec(signer.Id);
        await RefusedAsync(rig, stranger.Sign(Own(rig, credential: "anything at all"), new { typ = "at+jwt" }));
        Assert.Equal("", (await rig.Peer.TokensRefused.WaitForAsync(told => told.Reason == "signature", Cancellation)).Credential);
    }

    [Fact]
    public async Task A_token_of_a_trusted_issuer_works_and_a_wrong_one_is_refused()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var signer = await TrustAsync(rig);
        using var stranger = TokenSigner.Ec(signer.Id);
        using var answer = await SendAsync(rig, signer.Sign(Foreign(rig)));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("map_1", (await rig.RecordOfAsync(answer)).First(frame => frame.Started is not null).Started.SkillKeyId);
        foreach (var (reason, token) in new (string, string)[]
        {
            ("signature", stranger.Sign(Foreign(rig))),
            ("algorithm", signer.Confuse(Foreign(rig))),
            ("claims", signer.Sign(Foreign(rig, sub: "repo:evil/app"))),
            ("type", signer.Sign(Foreign(rig), new { typ = "logout+jwt" })),
        })
        {
            await RefusedAsync(rig, token);
            await rig.Peer.TokensRefused.WaitForAsync(told => told.Credential == "iss_1" && told.Reason == reason, Cancellation);
        }

        await RefusedAsync(rig, signer.Sign(Foreign(rig, aud: "saasgate:other")));
        await RefusedAsync(rig, signer.Sign(Foreign(rig, iss: "https://idp.example/another")));
    }

    [Fact]
    public async Task A_key_that_is_not_known_is_asked_for_once_in_a_while_and_works_when_it_comes()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var signer = await TrustAsync(rig);
        using var next = TokenSigner.Ec();
        var token = next.Sign(Foreign(rig));
        for (var i = 0; i < 20; i++)
            await RefusedAsync(rig, token, "token_key_unknown");
        await rig.Peer.KeysWanted.WaitForAsync(wanted => wanted.OrganisationId == rig.Tenant.OrganisationId && wanted.IssuerId == "iss_1", Cancellation);
        Assert.Single(rig.Peer.KeysWanted.Items);
        rig.Tenant.Issuers[0].Keys.Add(next);
        rig.Peer.Publish(rig.Tenant);
        await Bounded.UntilAsync(async () => (await SendAsync(rig, token)).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Keys_that_are_a_day_old_are_refused_and_asked_for()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var signer = await TrustAsync(rig);
        rig.Tenant.Issuers[0].KeysAt = TimeProvider.System.GetUtcNow().AddHours(-25);
        await rig.PublishAsync();
        await RefusedAsync(rig, signer.Sign(Foreign(rig)), "token_key_unknown");
        await rig.Peer.TokensRefused.WaitForAsync(told => told.Reason == "stale_keys", Cancellation);
        await rig.Peer.KeysWanted.WaitForAsync(_ => true, Cancellation);
    }

    /// <summary>Publishes a key for the service and for a trusted issuer, a client and a mapping.</summary>
    private static async Task<TokenSigner> TrustAsync(GatewayRig rig)
    {
        var signer = TokenSigner.Ec();
        rig.Tenant.TokenIssuer = Service;
        rig.Tenant.TokenKeys.Add(signer);
        rig.Tenant.Clients.Add(rig.Tenant.Client);
        rig.Tenant.Issuers.Add(new("iss_1", Issuer, $"saasgate:{rig.Tenant.OrganisationId}", "map_1", "sub", "repo:acme/*") { Keys = { signer } });
        rig.Peer.Publish(rig.Tenant);
        var view = rig.Gateway.Services.GetRequiredService<GatewayView>();
        await Bounded.UntilAsync(() => view.Find(rig.Tenant.OrganisationId)?.Tokens.Keys.Count > 0);
        return signer;
    }

    private static object Own(
        GatewayRig rig, string iss = Service, string aud = "urn:saasgate:gateway", string? organisation = null, string? skill = null, string? owner = null, string? connection = null,
        string? credential = null, long? exp = null, long? iat = null, long? nbf = null) => new
        {
            iss,
            aud,
            sub = rig.Tenant.SkillId,
            skill = skill ?? rig.Tenant.SkillId,
            organisation = organisation ?? rig.Tenant.OrganisationId,
            owner = owner ?? rig.Tenant.OwnerUserId,
            connection = connection ?? rig.Tenant.ConnectionId,
            credential = credential ?? rig.Tenant.Client,
            jti = "token-1",
            iat = iat ?? Now,
            nbf = nbf ?? Now,
            exp = exp ?? Now + 600,
        };

    private static object Foreign(GatewayRig rig, string iss = Issuer, string? aud = null, string sub = "repo:acme/app") =>
        new { iss, aud = aud ?? $"saasgate:{rig.Tenant.OrganisationId}", sub, iat = Now, exp = Now + 600 };

    private static async Task RefusedAsync(GatewayRig rig, string token, string code = "token_invalid")
    {
        using var answer = await SendAsync(rig, token);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        var body = JsonNode.Parse(text)!;
        Assert.Equal((HttpStatusCode.Unauthorized, "error", "authentication_error", code), (answer.StatusCode, (string?)body["type"], (string?)body["error"]!["type"], (string?)body["saasgate"]!["code"]));
        Assert.Equal(code == "token_key_unknown" ? "true" : "false", answer.Headers.GetValues("x-should-retry").Single());
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(GatewayRig rig, string token, string message = "hello", bool stream = false)
    {
        var request = rig.Request(GatewayRig.Message(message, stream, 4096));
        request.Headers.Remove("x-api-key");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await rig.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }
}
