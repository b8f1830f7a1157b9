using System.Text.Json;

namespace SaaSGate.Gateway.Holds;

/// <summary>The requests that a body asks: itself, or those of a batch.</summary>
internal static class HeldRequests
{
    /// <summary>Reads a body; a batch holds <c>requests</c> of a <c>custom_id</c> and <c>params</c>.</summary>
    public static IReadOnlyList<One> In(JsonElement body) => body.TryGetProperty("requests", out var requests) && requests.ValueKind == JsonValueKind.Array && !body.TryGetProperty("messages", out _)
        ? [.. requests.EnumerateArray().Select(request => new One(Text(request, "custom_id") ?? "", Params(request)))]
        : [new One(null, body)];

    /// <summary>Objects of a list.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];

    /// <summary>A text of an object; null where it has none.</summary>
    public static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static JsonElement Params(JsonElement request) => request.ValueKind == JsonValueKind.Object && request.TryGetProperty("params", out var body) ? body : default;

    /// <summary>One of them.</summary>
    /// <param name="CustomId">What the skill calls it in its batch; null where it is no batch's.</param>
    /// <param name="Body">Its body; undefined where the batch brings none.</param>
    internal sealed record One(string? CustomId, JsonElement Body);
}
