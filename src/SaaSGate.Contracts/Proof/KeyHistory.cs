using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SaaSGate.Contracts.Proof;

/// <summary>
/// The keys that an installation has signed with, as it publishes them: a JSON Web Key Set (RFC 7517) in which each key says
/// when it began to sign (<c>iat</c>) and ceased to (<c>exp</c>), in seconds since 1970.
/// </summary>
public static class KeyHistory
{
    /// <summary>Writes the set.</summary>
    public static byte[] Write(IEnumerable<PublicKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in keys)
            {
                json.WriteStartObject();
                foreach (var (name, value) in new[] { ("kty", "EC"), ("crv", "P-256"), ("alg", "ES256"), ("use", "sig"), ("kid", key.Id), ("x", key.X), ("y", key.Y) })
                    json.WriteString(name, value);
                if (key.CreatedAt is { } created)
                    json.WriteNumber("iat", created.ToUnixTimeSeconds());
                if (key.RetiredAt is { } retired)
                    json.WriteNumber("exp", retired.ToUnixTimeSeconds() + 1); // the second in which it ceased counts
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return output.ToArray();
    }

    /// <summary>Reads keys from a file: PEM (<c>PUBLIC KEY</c>, one or more), or a set as published.</summary>
    /// <exception cref="FormatException">It is neither, or holds no key on P-256.</exception>
    public static IReadOnlyList<PublicKey> Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            var text = Encoding.UTF8.GetString(file.Span).Trim('\uFEFF', ' ', '\t', '\r', '\n');
            List<PublicKey> keys = text.StartsWith('{') ? OfSet(text) : OfPem(text);
            return keys.Count > 0 ? keys : throw new FormatException("There is no public key on P-256 in it.");
        }
        catch (Exception malformed) when (malformed is JsonException or CryptographicException or ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"It is neither a PEM file nor a JSON Web Key Set with public keys on P-256: {malformed.Message}", malformed);
        }
    }

    private static List<PublicKey> OfPem(string text)
    {
        var keys = new List<PublicKey>();
        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
            if (rest[fields.Label] is "PUBLIC KEY")
                keys.Add(PublicKey.Of(Convert.FromBase64String(rest[fields.Base64Data].ToString())));
        return keys;
    }

    private static List<PublicKey> OfSet(string text)
    {
        using var document = JsonDocument.Parse(text);
        var keys = new List<PublicKey>();
        foreach (var key in document.RootElement.TryGetProperty("keys", out var all) ? all.EnumerateArray().ToArray() : [document.RootElement])
        {
            if (key.GetProperty("kty").GetString() != "EC" || key.GetProperty("crv").GetString() != "P-256")
                continue;
            keys.Add(PublicKey.Of(
                Base64Url.DecodeFromChars(key.GetProperty("x").GetString()), Base64Url.DecodeFromChars(key.GetProperty("y").GetString()), Time(key, "iat"), Time(key, "exp")));
        }

        return keys;
    }

    private static DateTimeOffset? Time(JsonElement key, string name) =>
        key.TryGetProperty(name, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds.GetInt64()) : null;
}
