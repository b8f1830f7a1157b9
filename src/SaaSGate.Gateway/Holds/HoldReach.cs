using System.Text.Json;

namespace SaaSGate.Gateway.Holds;

/// <summary>
/// What a request lets Claude reach by itself, before SaaSGate sees the answer: server tools, MCP servers, containers, and the
/// beta features that widen it. A reviewer decides about these with the request, or never.
/// </summary>
internal static class HoldReach
{
    /// <summary>Writes <c>reach</c>: objects of a kind and a text, each once.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<JsonElement> bodies, string betas)
    {
        json.WriteStartArray("reach");
        foreach (var (kind, text) in bodies.SelectMany(Of).Distinct())
            WriteOne(json, kind, text);
        if (betas.Length > 0)
            WriteOne(json, "beta", betas);
        json.WriteEndArray();
    }

    private static IEnumerable<(string Kind, string Text)> Of(JsonElement body)
    {
        foreach (var server in HeldRequests.Items(body, "mcp_servers"))
            yield return ("MCP server", HeldRequests.Text(server, "url") ?? server.GetRawText());
        foreach (var tool in HeldRequests.Items(body, "tools"))
        {
            if (HeldRequests.Text(tool, "type") is { } type && type != "custom")
                yield return ("server tool", type);
        }
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("container", out var container) && container.ValueKind != JsonValueKind.Null)
            yield return ("container", container.GetRawText());
    }

    private static void WriteOne(Utf8JsonWriter json, string kind, string text)
    {
        json.WriteStartObject();
        json.WriteString("kind", kind);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
