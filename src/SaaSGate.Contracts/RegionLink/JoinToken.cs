using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace SaaSGate.Contracts.RegionLink;

/// <summary>
/// What a new gateway needs to join a region: where the control plane is, whom to trust there, and a secret that works once.
/// As text: <c>sgj_</c> and the base64url of <c>{"address","authority","secret"}</c>.
/// </summary>
/// <param name="Address">The region link's address, for example <c>https://control.example:7404</c>.</param>
/// <param name="Authority">SHA-256 of the control plane's CA certificate (DER), 32 bytes. See <see cref="LinkTrust"/>.</param>
/// <param name="Secret">32 random bytes as base64url; the control plane keeps only its SHA-256.</param>
public sealed record JoinToken(Uri Address, byte[] Authority, string Secret)
{
    private const string Prefix = "sgj_";
    private const int SecretBytes = 32;

    /// <summary>Makes a token with a new secret.</summary>
    public static JoinToken Create(Uri address, byte[] authority) => new(address, authority, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <summary>Reads a token; false when it was cut or is something else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out JoinToken? token)
    {
        token = null;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text.AsSpan(Prefix.Length)))
            return false;
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length)));
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root
                && TextOf(root, "address") is { } address && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
                && TextOf(root, "authority") is { } authority && Base64Url.IsValid(authority) && Base64Url.DecodeFromChars(authority) is { Length: SHA256.HashSizeInBytes } hash
                && TextOf(root, "secret") is { Length: > 0 } secret)
                token = new(uri, hash, secret);
        }
        catch (JsonException)
        {
            return false;
        }

        return token is not null;
    }

    /// <summary>What the control plane keeps of a secret.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret));

    /// <summary>The token as text, secret included: shown once, never logged.</summary>
    public string ToText() => Prefix + Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
    {
        ["address"] = Address.GetLeftPart(UriPartial.Authority),
        ["authority"] = Base64Url.EncodeToString(Authority),
        ["secret"] = Secret,
    }));

    /// <summary>Where the token leads, without its secret.</summary>
    public override string ToString() => $"{Prefix}… for {Address}";

    private static string? TextOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
