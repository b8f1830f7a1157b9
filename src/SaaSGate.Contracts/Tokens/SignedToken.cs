using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace SaaSGate.Contracts.Tokens;

/// <summary>
/// A JSON Web Token in compact form (RFC 7519, RFC 7515), read but not yet believed: nothing of it is true before
/// <see cref="IsSignedBy"/> says so. What could be read in two ways is not read at all: duplicate members, critical headers (RFC 7515
/// section 4.1.11), characters outside base64url.
/// </summary>
public sealed class SignedToken
{
    /// <summary>Characters of the longest token that is read.</summary>
    public const int MostCharacters = 8192;

    private static readonly SearchValues<char> Base64Digits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };
    private readonly JsonElement _header, _payload;
    private readonly byte[] _signed, _signature;

    private SignedToken(JsonElement header, JsonElement payload, byte[] signed, byte[] signature) =>
        (_header, _payload, _signed, _signature) = (header, payload, signed, signature);

    /// <summary>Header <c>alg</c>.</summary>
    public string Algorithm => TextOf(_header, "alg") ?? "";

    /// <summary>Header <c>kid</c>; null where there is none.</summary>
    public string? KeyId => TextOf(_header, "kid");

    /// <summary>Header <c>typ</c> in lower case, without <c>application/</c>; empty where there is none.</summary>
    public string Type => (TextOf(_header, "typ") ?? "").ToLowerInvariant() is var type && type.StartsWith("application/", StringComparison.Ordinal) ? type[12..] : type;

    /// <summary>Claim <c>iss</c>; empty where there is none.</summary>
    public string Issuer => Text("iss") ?? "";

    /// <summary>Claim <c>aud</c>: one text or several.</summary>
    public IReadOnlyList<string> Audiences => Claim("aud") is not { } audience ? []
        : audience.ValueKind == JsonValueKind.String ? [audience.GetString()!]
        : audience.ValueKind == JsonValueKind.Array ? [.. audience.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
        : [];

    /// <summary>Claim <c>exp</c> in Unix seconds; null where there is none that can be read.</summary>
    public long? ExpiresAt => Seconds("exp");

    /// <summary>Whether a token has this text's shape: two dots, and not too long.</summary>
    public static bool IsMeantBy(ReadOnlySpan<char> text) => text.Length <= MostCharacters && text.Count('.') == 2 && text.StartsWith("ey", StringComparison.Ordinal);

    /// <summary>Reads a token; false where it is none.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out SignedToken? token)
    {
        token = null;
        if (text is null || text.Length > MostCharacters || text.Split('.') is not [var header, var payload, var signature]
            || !TryDecode(header, out var headerBytes) || !TryDecode(payload, out var payloadBytes) || !TryDecode(signature, out var signatureBytes)
            || !TryParse(headerBytes, out var headerObject) || !TryParse(payloadBytes, out var payloadObject) || headerObject.TryGetProperty("crit", out _))
            return false;
        token = new(headerObject, payloadObject, Encoding.ASCII.GetBytes(text, 0, header.Length + 1 + payload.Length), signatureBytes);
        return true;
    }

    /// <summary>A claim; null where there is none.</summary>
    public JsonElement? Claim(string name) => _payload.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A claim that is a text; null where it is not.</summary>
    public string? Text(string name) => TextOf(_payload, name);

    /// <summary>A claim that is a time in Unix seconds (RFC 7519 NumericDate); null where it is none.</summary>
    public long? Seconds(string name) =>
        Claim(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 1e11 ? (long)seconds : null;

    /// <summary>Whether the key made the signature, by an algorithm that is the key's own.</summary>
    public bool IsSignedBy(TokenKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Verifies(Algorithm, _signed, _signature);
    }

    private static bool TryDecode(string part, out byte[] bytes)
    {
        bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        // Bits beyond the last byte that are not zero are another way to write the same: not read.
        if (part.AsSpan().ContainsAnyExcept(Base64Digits) || Base64Url.DecodeFromChars(part, bytes, out _, out var length) != OperationStatus.Done || length == 0)
            return false;
        bytes = bytes[..length];
        return true;
    }

    private static bool TryParse(byte[] utf8, out JsonElement element)
    {
        element = default;
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            element = document.RootElement.Clone();
            return element.ValueKind == JsonValueKind.Object && JsonTexts.AreReadable(element);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // No JSON, or a text that is none: a lone surrogate, bytes that are no UTF-8.
            return false;
        }
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
