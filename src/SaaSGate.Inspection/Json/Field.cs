using System.Text.Json;

namespace SaaSGate.Inspection.Json;

/// <summary>What Claude's wire format says about a member of one of its own objects.</summary>
internal enum Field
{
    /// <summary>Text, or an object or array that may hold some.</summary>
    Text,

    /// <summary>An id or enumeration: never changed in an answer.</summary>
    Id,

    /// <summary>A signature or ciphertext: never read, never changed.</summary>
    Sealed,

    /// <summary>Content of a source: text, base64 or ciphertext, as the <c>type</c> beside it says.</summary>
    Data,

    /// <summary>JSON of the skill's own making: none of its names mean anything here.</summary>
    Free,

    /// <summary>A credential for somewhere else.</summary>
    Secret,
}

/// <summary>Names that mean something wherever they stand in Claude's objects.</summary>
internal static class Fields
{
    private const int LongestName = 64;

    public static Field Of(ref Utf8JsonReader name)
    {
        if (!name.ValueIsEscaped)
            return Of(name.ValueSpan);
        Span<byte> decoded = stackalloc byte[LongestName];
        return JsonText.TryDecodeAscii(name.ValueSpan, decoded, out var length) ? Of(decoded[..length]) : Field.Text;
    }

    private static Field Of(ReadOnlySpan<byte> name) => name switch
    {
        [(byte)'t', ..] when name.SequenceEqual("type"u8) || name.SequenceEqual("tool_use_id"u8) => Field.Id,
        [(byte)'i', (byte)'d'] => Field.Id,
        [(byte)'i', ..] when name.SequenceEqual("input"u8) || name.SequenceEqual("input_schema"u8) || name.SequenceEqual("input_examples"u8) => Field.Free,
        [(byte)'s', ..] when name.SequenceEqual("signature"u8) => Field.Sealed,
        [(byte)'s', ..] when name.SequenceEqual("stop_reason"u8) || name.SequenceEqual("service_tier"u8) => Field.Id,
        [(byte)'s', ..] when name.SequenceEqual("schema"u8) => Field.Free,
        [(byte)'e', ..] when name.StartsWith("encrypted_"u8) => Field.Sealed,
        [(byte)'m', ..] when name.SequenceEqual("model"u8) || name.SequenceEqual("media_type"u8) => Field.Id,
        [(byte)'r', ..] when name.SequenceEqual("role"u8) || name.SequenceEqual("request_id"u8) => Field.Id,
        [(byte)'c', ..] when name.SequenceEqual("custom_id"u8) => Field.Id,
        [(byte)'f', ..] when name.SequenceEqual("file_id"u8) => Field.Id,
        [(byte)'d', ..] when name.SequenceEqual("data"u8) => Field.Data,
        [(byte)'a', ..] when name.SequenceEqual("authorization_token"u8) => Field.Secret,
        _ => Field.Text,
    };
}
