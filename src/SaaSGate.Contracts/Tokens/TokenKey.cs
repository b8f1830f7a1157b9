using System.Buffers.Text;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SaaSGate.Contracts.Tokens;

/// <summary>
/// A public key that tokens are signed with. It verifies by the algorithms of its own kind alone (RFC 8725 section 3.1): a symmetric one
/// is none of them, so that no public key is ever taken for a secret.
/// </summary>
/// <param name="Id">Its <c>kid</c>; empty where it has none.</param>
/// <param name="Algorithm">The only algorithm that it is for; empty where any of its kind is.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo, DER.</param>
public sealed record TokenKey(string Id, string Algorithm, ReadOnlyMemory<byte> PublicKey)
{
    /// <summary>RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1.</summary>
    private static readonly string[] PrivateParts = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private const int LeastRsaBits = 2048, MostRsaBits = 8192, LongestId = 300;

    private static readonly FrozenDictionary<string, (string Kind, HashAlgorithmName Hash)> Known = new Dictionary<string, (string, HashAlgorithmName)>
    {
        ["ES256"] = ("P-256", HashAlgorithmName.SHA256),
        ["ES384"] = ("P-384", HashAlgorithmName.SHA384),
        ["ES512"] = ("P-521", HashAlgorithmName.SHA512),
        ["RS256"] = ("RSA", HashAlgorithmName.SHA256),
        ["RS384"] = ("RSA", HashAlgorithmName.SHA384),
        ["RS512"] = ("RSA", HashAlgorithmName.SHA512),
        ["PS256"] = ("RSA", HashAlgorithmName.SHA256),
        ["PS384"] = ("RSA", HashAlgorithmName.SHA384),
        ["PS512"] = ("RSA", HashAlgorithmName.SHA512),
    }.ToFrozenDictionary();

    /// <summary>P-256, P-384, P-521 or RSA.</summary>
    public required string Kind { get; init; }

    /// <summary>Reads a JSON Web Key (RFC 7517); false where it is none that verifies signatures, or holds a private part.</summary>
    public static bool TryRead(JsonElement jwk, [NotNullWhen(true)] out TokenKey? key)
    {
        key = null;
        if (jwk.ValueKind != JsonValueKind.Object || PrivateParts.Any(part => jwk.TryGetProperty(part, out var value) && HoldsSomething(value)) || Text(jwk, "use") is not (null or "sig"))
            return false;
        var (id, algorithm) = (Text(jwk, "kid") ?? "", Text(jwk, "alg") ?? "");
        if (id.Length > LongestId)
            return false;
        try
        {
            key = (Text(jwk, "kty"), Text(jwk, "crv")) switch
            {
                ("EC", "P-256") => OfCurve(ECCurve.NamedCurves.nistP256, "P-256"),
                ("EC", "P-384") => OfCurve(ECCurve.NamedCurves.nistP384, "P-384"),
                ("EC", "P-521") => OfCurve(ECCurve.NamedCurves.nistP521, "P-521"),
                ("RSA", _) => OfRsa(),
                _ => null,
            };
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or FormatException or ArgumentException)
        {
            return false;
        }

        return key is not null && (algorithm.Length == 0 || (Known.TryGetValue(algorithm, out var known) && known.Kind == key.Kind));

        TokenKey OfCurve(ECCurve curve, string kind)
        {
            using var ec = ECDsa.Create(new ECParameters { Curve = curve, Q = new() { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") } });
            return new(id, algorithm, ec.ExportSubjectPublicKeyInfo()) { Kind = kind };
        }

        TokenKey? OfRsa()
        {
            using var rsa = RSA.Create(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") });
            return rsa.KeySize is >= LeastRsaBits and <= MostRsaBits ? new(id, algorithm, rsa.ExportSubjectPublicKeyInfo()) { Kind = "RSA" } : null;
        }
    }

    /// <summary>The keys of a JSON Web Key Set that verify signatures; those that do not are left out. Null where it is no such set.</summary>
    public static IReadOnlyList<TokenKey>? ReadSet(ReadOnlySpan<byte> utf8)
    {
        const int MostKeys = 100;
        try
        {
            var reader = new Utf8JsonReader(utf8);
            var set = JsonElement.ParseValue(ref reader);
            return set.ValueKind == JsonValueKind.Object && set.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array
                ? [.. keys.EnumerateArray().Take(MostKeys).Select(item => TryRead(item, out var key) ? key : null).OfType<TokenKey>()]
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether a signature is the key's; false for an algorithm that is not the key's own.</summary>
    public bool Verifies(string algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (!IsFor(algorithm))
            return false;
        var hash = Known[algorithm].Hash;
        try
        {
            if (Kind == "RSA")
            {
                using var rsa = RSA.Create();
                rsa.ImportSubjectPublicKeyInfo(PublicKey.Span, out _);
                return rsa.VerifyData(signed, signature, hash, algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
            }

            using var ec = ECDsa.Create();
            ec.ImportSubjectPublicKeyInfo(PublicKey.Span, out _);
            return ec.VerifyData(signed, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Whether the key is for an algorithm.</summary>
    public bool IsFor(string algorithm) =>
        algorithm is not null && Known.TryGetValue(algorithm, out var known) && known.Kind == Kind && (Algorithm.Length == 0 || Algorithm == algorithm);

    /// <summary>The <c>kid</c> of a P-256 key by its RFC 7638 thumbprint.</summary>
    public static string Thumbprint(ECParameters key) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(
        $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(key.Q.X)}}","y":"{{Base64Url.EncodeToString(key.Q.Y)}}"}""")));

    private static bool HoldsSomething(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => false,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.String => !value.ValueEquals(""),
        _ => true,
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[] Bytes(JsonElement element, string name) => Base64Url.DecodeFromChars(Text(element, name) ?? throw new FormatException("A member of the key is missing."));
}
