using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using SaaSGate.TestKit;

namespace SaaSGate.Benchmarks.Latency;

/// <summary>An identity provider that pushes security events (RFC 8935) to the product.</summary>
internal sealed class Transmitter : IAsyncDisposable
{
    private const string Audience = "https://saasgate.example/bench";
    private readonly HttpsReceiver _place;
    private readonly TokenSigner _key = TokenSigner.Ec();

    private Transmitter(HttpsReceiver place) => _place = place;

    /// <summary>Where events go, at the portal.</summary>
    public string PushTo { get; private set; } = "";

    private string Issuer => _place.At("").OriginalString;

    public static async Task<Transmitter> StartAsync(PortalPerson admin, string database, CancellationToken cancellation)
    {
        var transmitter = new Transmitter(await HttpsReceiver.StartAsync(cancellation));
        transmitter._place.Answer = _ => (200, TokenSigner.Set(transmitter._key));
        var provider = await admin.SendAsync(HttpMethod.Post, "identity-providers", null, new JsonObject
        {
            ["name"] = "Bench",
            ["kind"] = "oidc",
            ["issuer"] = transmitter.Issuer,
            ["clientId"] = "bench",
            ["scopes"] = new JsonArray("openid"),
            ["authority"] = transmitter._place.Authority,
            ["groupClaim"] = "groups",
            ["groupRoles"] = new JsonArray(),
            ["defaultRoles"] = new JsonArray(),
            ["createsMembers"] = false,
            ["trustsAddresses"] = true,
            ["enabled"] = true,
        }, cancellation);
        var id = provider.GetProperty("id").GetString();
        await admin.SendAsync(HttpMethod.Put, $"identity-providers/{id}/events", "\"0\"", new JsonObject
        {
            ["issuer"] = transmitter.Issuer,
            ["audience"] = Audience,
            ["enabled"] = true,
            ["delivery"] = "push",
            ["keysAddress"] = transmitter.Issuer + "/keys",
        }, cancellation);
        transmitter.PushTo = $"/events/ssf/{id}";
        // What a record in DNS would have shown.
        await using var source = NpgsqlDataSource.Create(database);
        await using var domain = source.CreateCommand(
            """
            insert into tenant.domains (organisation_id, id, name, token, proven_at, proven_by, created_at, created_by)
            select organisation_id, 'dom_bench', 'bench.example', 't', now(), 'dns', now(), 'usr_x' from tenant.identity_providers where id = $1
            """);
        domain.Parameters.AddWithValue(id!);
        await domain.ExecuteNonQueryAsync(cancellation);
        return transmitter;
    }

    /// <summary>That an account was disabled, as it is pushed.</summary>
    public HttpContent AccountDisabled(string address)
    {
        var token = _key.Sign(
            new JsonObject
            {
                ["iss"] = Issuer,
                ["aud"] = Audience,
                ["iat"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
                ["jti"] = Guid.NewGuid().ToString(),
                ["sub_id"] = new JsonObject { ["format"] = "email", ["email"] = address },
                ["events"] = new JsonObject { ["https://schemas.openid.net/secevent/risc/event-type/account-disabled"] = new JsonObject() },
            },
            new { typ = "secevent+jwt" });
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(token));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/secevent+jwt");
        return content;
    }

    public async ValueTask DisposeAsync()
    {
        await _place.DisposeAsync();
        _key.Dispose();
    }
}
