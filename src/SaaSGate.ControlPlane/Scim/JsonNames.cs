using System.Text.Json.Nodes;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>SCIM's names are the same in any letters (RFC 7643, section 2.1); what is stored keeps those that it came with.</summary>
internal static class JsonNames
{
    public static bool Are(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    public static string? Find(JsonObject parts, string name)
    {
        if (parts.ContainsKey(name))
            return name;
        foreach (var (key, _) in parts)
            if (Are(key, name))
                return key;
        return null;
    }

    public static JsonNode? Get(JsonObject parts, string name) => Find(parts, name) is { } key ? parts[key] : null;

    /// <summary>Under the name that is there, else the one given. Null removes.</summary>
    public static void Set(JsonObject parts, string name, JsonNode? value)
    {
        var key = Find(parts, name) ?? name;
        if (value is null)
            parts.Remove(key);
        else
            parts[key] = value;
    }

    public static string? Text(JsonObject parts, string name) => Get(parts, name) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
