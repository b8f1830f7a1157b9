using System.Text.Json;

namespace SaaSGate.Gateway.Holds;

/// <summary>The requests that a body asks: itself, or those of a batch.</summary>
internal static class HeldRequests
{
    /// <summary>Reads a body. Which it is says the endpoint, as it does to Claude: what stands in the body may be there to show a reviewer something else.</summary>
    /// <param name="body">The body.</param>
    /// <param name="isBatch">Whether it is a batch: <c>requests</c> of a <c>custom_id</c> and <c>params</c>.</param>
    public static IReadOnlyList<One> In(JsonElement body, bool isBatch) => !isBatch
        ? [new One(null, body, [])]
        : body.TryGetProperty("requests", out var requests) && requests.ValueKind == JsonValueKind.Array
        ? [.. requests.EnumerateArray().Select(request => new One(Text(request, "custom_id") ?? "", Params(request), Beside(request)))]
        : [];

    /// <summary>Objects of a list.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];

    /// <summary>A text of an object; null where it has none.</summary>
    public static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static JsonElement Params(JsonElement request) => request.ValueKind == JsonValueKind.Object && request.TryGetProperty("params", out var body) ? body : default;

    /// <summary>What a request of a batch has beside its id and its body.</summary>
    private static IReadOnlyList<JsonProperty> Beside(JsonElement request) => request.ValueKind == JsonValueKind.Object
        ? [.. request.EnumerateObject().Where(member => !(member.NameEquals("custom_id") && member.Value.ValueKind == JsonValueKind.String)
            && !(member.NameEquals("params") && member.Value.ValueKind == JsonValueKind.Object))]
        : [];

    /// <summary>One of them.</summary>
    /// <param name="CustomId">What the skill calls it in its batch; null where it is no batch's.</param>
    /// <param name="Body">Its body; undefined where the batch brings none.</param>
    /// <param name="Beside">What else is said of it in the batch.</param>
    internal sealed record One(string? CustomId, JsonElement Body, IReadOnlyList<JsonProperty> Beside);
}
