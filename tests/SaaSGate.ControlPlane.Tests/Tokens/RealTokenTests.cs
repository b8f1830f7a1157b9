using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Tests.Regions;
using SaaSGate.Gateway.Hosting;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Tokens;
using SaaSGate.Simulator;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Tokens;

/// <summary>The token service, the product's own gateway and Claude's stand-in, in one row.</summary>
public sealed class RealTokenTests(RegionLinkFixture link) : IClassFixture<RegionLinkFixture>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-real-token-");
    private readonly SocketsHttpHandler _sockets = new() { UseProxy = false };

    [Fact]
    public async Task A_token_opens_the_gateway_is_noted_as_used_and_is_cut_with_its_client()
    {
        var cancel = Bounded.Cancellation;
        await using var claude = await SimulatorHost.StartAsync(cancellation: cancel);
        var tenant = await link.TenantAsync();
        await tenant.PeekAsync<object>("update tenant.connections set base_url = $2 where organisation_id = $1", claude.BaseUrl.AbsoluteUri);
        var join = await link.TokenAsync(await link.RegionAsync(tenant));
        await using var gateway = await GatewayHost.StartAsync(
            new() { JoinToken = join.ToText(), DataDirectory = _folder.FullName, RenewInterval = TimeSpan.FromMilliseconds(50), AllowPrivateUpstreams = true },
            new(IPAddress.Loopback, 0), _ => { }, cancel);
        using var http = new HttpClient(_sockets, disposeHandler: false);
        var clients = link.Service<SkillClientStore>();
        var (client, secret) = (Id<SkillClient>.New(TimeProvider.System), SecretText.Create(SecretText.ClientSecret));
        await clients.CreateAsync(
            tenant.Organisation, tenant.Skill, new(client, "client_secret", "sgc_", SecretText.Hash(secret), null, TimeProvider.System.GetUtcNow().AddDays(1)), Actor.System, cancel);

        // 1. The client asks for a token, and it opens the gateway.
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client.Value, ["client_secret"] = secret });
        using var given = await http.PostAsync(new Uri(link.Host.Portal, "/connect/token"), form, cancel);
        var token = (string)JsonNode.Parse(await given.Content.ReadAsStringAsync(cancel))!["access_token"]!;
        while (await CallAsync("Hello") is not HttpStatusCode.OK)
            cancel.ThrowIfCancellationRequested();
        while (await tenant.PeekAsync<long>("select count(*) from tenant.skill_clients where organisation_id = $1 and last_used_at is not null") == 0)
            cancel.ThrowIfCancellationRequested();
        Assert.Equal(client.Value, await tenant.PeekAsync<string>("select max(skill_key_id) from tenant.exchanges where organisation_id = $1"));

        // 2. The client is revoked while a stream runs: the stream is cut, and the token opens nothing more.
        using var open = await http.SendAsync(Request("[[sim: deltas=100000 delay=5ms]]", stream: true), HttpCompletionOption.ResponseHeadersRead, cancel);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        await clients.RevokeAsync(tenant.Organisation, tenant.Skill, client, Actor.System, cancel);
        await open.Content.ReadAsStringAsync(cancel);
        while (await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1 and outcome = 'cut' and problem = 'stopped'") == 0)
            cancel.ThrowIfCancellationRequested();
        Assert.NotEqual(HttpStatusCode.OK, await CallAsync("Hello"));

        // 3. A token that was made for nobody is refused, and the organisation finds it in its audit log.
        using var signer = TokenSigner.Ec();
        token = signer.Sign(TokenSigner.Read(token), TokenSigner.ReadHeader(token));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync("Hello"));
        while (await tenant.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'token.refused' and detail ->> 'reason' = 'signature'") == 0)
            cancel.ThrowIfCancellationRequested();

        async Task<HttpStatusCode> CallAsync(string text)
        {
            using var answer = await http.SendAsync(Request(text), cancel);
            return answer.StatusCode;
        }

        HttpRequestMessage Request(string text, bool stream = false) => new(HttpMethod.Post, new Uri(gateway.BaseUrl, "/v1/messages"))
        {
            Content = new StringContent(
                new JsonObject { ["model"] = "claude-sonnet-4-5", ["max_tokens"] = 4096, ["stream"] = stream, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }) }.ToJsonString(),
                Encoding.UTF8, "application/json"),
            Headers = { { "Authorization", $"Bearer {token}" }, { "anthropic-version", "2023-06-01" } },
        };
    }

    public void Dispose()
    {
        _sockets.Dispose();
        _folder.Delete(recursive: true);
    }
}
