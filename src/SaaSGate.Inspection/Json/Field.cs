using System.Text.Json;

namespace SaaSGate.Inspection.Json;

/// <summary>What Claude's wire format says about a member of one of its own objects.</summary>
internal enum Field
{
    /// <summary>Text, or an object or array that may hold some.</summary>
    Text,

    /// <summary>An id, signature, enumeration or ciphertext: never read, never changed.</summary>
    Opaque,

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
    public static Field Of(ref Utf8JsonReader name) => name.ValueSpan switch
    {
        _ when name.ValueIsEscaped => Field.Text,
        [(byte)'t', ..] when name.ValueTextEquals("type"u8) || name.ValueTextEquals("tool_use_id"u8) => Field.Opaque,
        [(byte)'i', (byte)'d'] => Field.Opaque,
        [(byte)'i', ..] when name.ValueTextEquals("input"u8) || name.ValueTextEquals("input_schema"u8) => Field.Free,
        [(byte)'s', ..] when name.ValueTextEquals("signature"u8) || name.ValueTextEquals("stop_reason"u8) || name.ValueTextEquals("service_tier"u8) => Field.Opaque,
        [(byte)'s', ..] when name.ValueTextEquals("schema"u8) => Field.Free,
        [(byte)'e', ..] when name.ValueSpan.StartsWith("encrypted_"u8) => Field.Opaque,
        [(byte)'m', ..] when name.ValueTextEquals("model"u8) || name.ValueTextEquals("media_type"u8) => Field.Opaque,
        [(byte)'r', ..] when name.ValueTextEquals("role"u8) || name.ValueTextEquals("request_id"u8) => Field.Opaque,
        [(byte)'f', ..] when name.ValueTextEquals("file_id"u8) => Field.Opaque,
        [(byte)'d', ..] when name.ValueTextEquals("data"u8) => Field.Data,
        [(byte)'a', ..] when name.ValueTextEquals("authorization_token"u8) => Field.Secret,
        _ => Field.Text,
    };
}
