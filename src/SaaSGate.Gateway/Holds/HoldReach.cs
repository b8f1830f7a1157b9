using System.Text.Json;

namespace SaaSGate.Gateway.Holds;

/// <summary>
/// What a request lets Claude reach by itself, before SaaSGate sees the answer: server tools, MCP servers, containers, and the
/// beta features that widen it. A reviewer decides about these with the request, or never.
/// </summary>
internal static class HoldReach
{
    /// <summary>Writes <c>reach</c>: objects of a kind and a text.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement body, string betas)
    {
        json.WriteStartArray("reach");
        foreach (var server in Items(body, "mcp_servers"))
            WriteOne(json, "MCP server", Text(server, "url") ?? server.GetRawText());
        foreach (var tool in Items(body, "tools"))
        {
            if (Text(tool, "type") is { } type && type != "custom")
                WriteOne(json, "server tool", type);
        }
        if (body.TryGetProperty("container", out var container) && container.ValueKind != JsonValueKind.Null)
            WriteOne(json, "container", container.GetRawText());
        if (betas.Length > 0)
            WriteOne(json, "beta", betas);
        json.WriteEndArray();
    }

    private static IEnumerable<JsonElement> Items(JsonElement body, string name) =>
        body.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static void WriteOne(Utf8JsonWriter json, string kind, string text)
    {
        json.WriteStartObject();
        json.WriteString("kind", kind);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
