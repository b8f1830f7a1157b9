using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.TestKit;

namespace SaaSGate.ControlPlane.Tests.Federation;

/// <summary>An identity provider whose tokens a test writes by hand: right ones, and those that attackers would make.</summary>
internal sealed class HandmadeProvider : IAsyncDisposable
{
    private readonly HttpsReceiver _place;
    private ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private HandmadeProvider(HttpsReceiver place)
    {
        _place = place;
        place.Answer = post => Transmitter?.Answer(post) ?? post.Path switch
        {
            "/.well-known/openid-configuration" => (200, Discovery!.ToJsonString()),
            "/.well-known/ssf-configuration" => (200, new JsonObject { ["issuer"] = Issuer, ["jwks_uri"] = Issuer + "/keys" }.ToJsonString()),
            "/keys" => KeysAreDown ? (503, "") : (200, new JsonObject { ["keys"] = new JsonArray(PublicKey()) }.ToJsonString()),
            "/token" => (200, new JsonObject { ["id_token"] = NextToken, ["access_token"] = "a", ["token_type"] = "Bearer" }.ToJsonString()),
            _ => (404, ""),
        };
        Discovery = new()
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = Issuer + "/authorize",
            ["token_endpoint"] = Issuer + "/token",
            ["jwks_uri"] = Issuer + "/keys",
        };
    }

    /// <summary>What it is as a transmitter of security events; null for one that has only keys.</summary>
    public HandmadeTransmitter? Transmitter { get; set; }

    public string Issuer => _place.At("").OriginalString;

    public string Authority => _place.Authority;

    public JsonObject Discovery { get; }

    public string NextToken { get; set; } = "";

    public string KeyId { get; private set; } = "first";

    public bool KeysAreDown { get; set; }

    /// <summary>How often its keys were fetched.</summary>
    public int KeysFetched => _place.To("/keys").Count;

    /// <summary>Bytes of the public key, in the form in which a careless check would take it for a shared secret.</summary>
    public byte[] PublicKeyPem => Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem());

    public static async Task<HandmadeProvider> StartAsync(CancellationToken cancellationToken) => new(await HttpsReceiver.StartAsync(cancellationToken));

    /// <summary>Another key with another name; the old one is gone.</summary>
    public void ChangeKey(string id)
    {
        _key.Dispose();
        (_key, KeyId) = (ECDsa.Create(ECCurve.NamedCurves.nistP256), id);
    }

    public string Sign(JsonObject payload, string? type = null, string? keyId = null) => Sign(payload, type, keyId ?? KeyId, _key);

    /// <summary>A token whose payload is written as it stands.</summary>
    public string SignText(string payload, string type)
    {
        var head = $"{Part(new JsonObject { ["alg"] = "ES256", ["kid"] = KeyId, ["typ"] = type })}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{head}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(head), HashAlgorithmName.SHA256))}";
    }

    /// <summary>A token with a key that the provider does not have.</summary>
    public string Forge(JsonObject payload, string? type = null)
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Sign(payload, type, KeyId, other);
    }

    public static string Unsigned(JsonObject payload) => $"{Part(new JsonObject { ["alg"] = "none" })}.{Part(payload)}.";

    public string SignAsIfShared(JsonObject payload)
    {
        var head = $"{Part(new JsonObject { ["alg"] = "HS256", ["kid"] = KeyId })}.{Part(payload)}";
        return $"{head}.{Base64Url.EncodeToString(HMACSHA256.HashData(PublicKeyPem, Encoding.ASCII.GetBytes(head)))}";
    }

    public async ValueTask DisposeAsync()
    {
        await _place.DisposeAsync();
        _key.Dispose();
    }

    private static string Sign(JsonObject payload, string? type, string keyId, ECDsa key)
    {
        var header = new JsonObject { ["alg"] = "ES256", ["kid"] = keyId };
        if (type is not null)
            header["typ"] = type;
        var head = $"{Part(header)}.{Part(payload)}";
        return $"{head}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(head), HashAlgorithmName.SHA256))}";
    }

    private static string Part(JsonObject part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));

    private JsonObject PublicKey()
    {
        var point = _key.ExportParameters(false).Q;
        return new() { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = KeyId, ["use"] = "sig", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) };
    }
}
