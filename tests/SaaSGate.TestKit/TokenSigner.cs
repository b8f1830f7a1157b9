using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SaaSGate.TestKit;

/// <summary>A key that signs tokens of tests, right ones and wrong ones.</summary>
public sealed class TokenSigner : IDisposable
{
    private readonly AsymmetricAlgorithm _key;

    private TokenSigner(AsymmetricAlgorithm key, string id) => (_key, Id) = (key, id);

    public string Id { get; }

    public string Algorithm => _key is RSA ? "RS256" : "ES256";

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public byte[] PublicKey => _key.ExportSubjectPublicKeyInfo();

    public static TokenSigner Ec(string? id = null) => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), id ?? Guid.NewGuid().ToString("n"));

    public static TokenSigner Rsa(string? id = null) => new(RSA.Create(2048), id ?? Guid.NewGuid().ToString("n"));

    /// <summary>The public key as JSON Web Key.</summary>
    public JsonObject Jwk()
    {
        if (_key is RSA rsa)
        {
            var of = rsa.ExportParameters(false);
            return new() { ["kty"] = "RSA", ["kid"] = Id, ["use"] = "sig", ["alg"] = "RS256", ["n"] = Base64Url.EncodeToString(of.Modulus), ["e"] = Base64Url.EncodeToString(of.Exponent) };
        }

        var ec = ((ECDsa)_key).ExportParameters(false);
        return new() { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = Id, ["use"] = "sig", ["x"] = Base64Url.EncodeToString(ec.Q.X), ["y"] = Base64Url.EncodeToString(ec.Q.Y) };
    }

    /// <summary>The public keys of several as JSON Web Key Set.</summary>
    public static string Set(params TokenSigner[] signers) => new JsonObject { ["keys"] = new JsonArray([.. signers.Select(signer => signer.Jwk())]) }.ToJsonString();

    /// <summary>A token with these claims, as it should be; <paramref name="header"/> adds to or replaces members of its header.</summary>
    public string Sign(object claims, object? header = null)
    {
        var signed = $"{Part(Header(Algorithm, header))}.{Part(JsonSerializer.SerializeToNode(claims)!)}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = _key is RSA rsa ? rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) : ((ECDsa)_key).SignData(bytes, HashAlgorithmName.SHA256);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>A token whose signature is an HMAC with the public key as its secret.</summary>
    public string Confuse(object claims)
    {
        var signed = $"{Part(Header("HS256", null))}.{Part(JsonSerializer.SerializeToNode(claims)!)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", PublicKey)), Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>A token that says it needs no signature.</summary>
    public string Unsigned(object claims, string signature = "") => $"{Part(Header("none", null))}.{Part(JsonSerializer.SerializeToNode(claims)!)}.{signature}";

    /// <summary>The claims of a token.</summary>
    public static JsonNode Read(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!;

    /// <summary>The header of a token.</summary>
    public static JsonNode ReadHeader(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[0]))!;

    public void Dispose() => _key.Dispose();

    private JsonObject Header(string algorithm, object? more)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["kid"] = Id, ["typ"] = "JWT" };
        foreach (var (name, value) in more is null ? [] : JsonSerializer.SerializeToNode(more)!.AsObject())
        {
            if (value is null)
                header.Remove(name);
            else
                header[name] = value.DeepClone();
        }

        return header;
    }

    private static string Part(JsonNode node) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(node.ToJsonString()));
}
