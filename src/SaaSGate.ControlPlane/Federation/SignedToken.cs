using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SaaSGate.Contracts.Tokens;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>A JSON Web Token as it came: nothing that it says is believed yet.</summary>
internal sealed class SignedToken
{
    private const int MostCharacters = 64 * 1024, LongestId = 1000;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private SignedToken(JsonWebToken raw, JsonElement header, JsonElement claims) => (Raw, Header, Claims) = (raw, header, claims);

    public JsonWebToken Raw { get; }

    public JsonElement Header { get; }

    public JsonElement Claims { get; }

    public string? Algorithm => JsonText.Of(Header, "alg");

    /// <summary>The key that it names; null for none.</summary>
    public string? KeyId => JsonText.Of(Header, "kid");

    /// <summary><c>typ</c> without the prefix <c>application/</c>; the empty string where there is none.</summary>
    public string Type
    {
        get
        {
            const string Prefix = "application/";
            var type = JsonText.Of(Header, "typ") ?? "";
            return type.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? type[Prefix.Length..] : type;
        }
    }

    public IReadOnlyList<string> Audiences => !Claims.TryGetProperty("aud", out var audience) ? [] : audience.ValueKind switch
    {
        JsonValueKind.String => [audience.GetString()!],
        JsonValueKind.Array => [.. audience.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String ? one.GetString()! : "")],
        _ => [],
    };

    /// <summary>By what it is known again, SHA-256 of issuer and <c>jti</c>; null where it has no id of a sane length.</summary>
    public byte[]? TakenHash => Text("jti") is { Length: <= LongestId } id ? SHA256.HashData(Encoding.UTF8.GetBytes($"{Text("iss")}\n{id}")) : null;

    /// <summary>Reads a token of three parts, JSON without duplicate names in the first two; null for anything else.</summary>
    public static SignedToken? Read(string text)
    {
        var parts = text.Length <= MostCharacters ? text.Split('.') : [];
        if (parts.Length != 3)
            return null;
        try
        {
            var (header, claims) = (Part(parts[0]), Part(parts[1]));
            return header.ValueKind == JsonValueKind.Object && claims.ValueKind == JsonValueKind.Object && JsonTexts.AreReadable(header) && JsonTexts.AreReadable(claims)
                ? new(new(text), header, claims)
                : null;
        }
        catch (Exception broken) when (broken is ArgumentException or FormatException or JsonException or InvalidOperationException or SecurityTokenException)
        {
            return null;
        }
    }

    public bool Has(string claim) => Claims.TryGetProperty(claim, out _);

    /// <summary>A claim that is a text with something in it.</summary>
    public string? Text(string claim) => JsonText.Of(Claims, claim);

    /// <summary>A claim in seconds since 1970; null where it is none.</summary>
    public DateTimeOffset? Time(string claim) =>
        Claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;

    private static JsonElement Part(string part)
    {
        using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part), Strict);
        return document.RootElement.Clone();
    }
}
