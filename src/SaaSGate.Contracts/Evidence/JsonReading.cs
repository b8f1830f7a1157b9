using System.Globalization;
using System.Text.Json;

namespace SaaSGate.Contracts.Evidence;

/// <summary>Reads members of canonical JSON. Each throws <see cref="FormatException"/>, <see cref="KeyNotFoundException"/> or <see cref="InvalidOperationException"/> where there is no such thing.</summary>
internal static class JsonReading
{
    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");

    /// <summary>A count, which is a text where it is large.</summary>
    public static long Number(this JsonElement json, string name) => json.GetProperty(name) is { ValueKind: JsonValueKind.String } text
        ? long.TryParse(text.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"{name} is no number.")
        : json.GetProperty(name).GetInt64();

    /// <summary>Bytes in hexadecimal digits; null where null stands.</summary>
    public static byte[]? Bytes(this JsonElement json, string name) => json.GetProperty(name) is { ValueKind: not JsonValueKind.Null } text ? Convert.FromHexString(text.GetString()!) : null;
}
