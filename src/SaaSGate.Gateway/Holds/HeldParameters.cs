using System.Text.Json;

namespace SaaSGate.Gateway.Holds;

/// <summary>
/// What a request says to Claude beside its conversation: definitions of tools, formats of answers, stop sequences, members that SaaSGate does not know. All of it is
/// approved with the request, so all of it is shown.
/// </summary>
internal static class HeldParameters
{
    /// <summary>Writes <c>parameters</c>: name and value, and of a batch the request. What a request of a batch has like the first one is written once.</summary>
    public static void Write(Utf8JsonWriter json, JsonElement body, IReadOnlyList<HeldRequests.One> asked)
    {
        json.WriteStartArray("parameters");
        var isBatch = asked is not [{ CustomId: null }];
        if (isBatch && body.ValueKind == JsonValueKind.Object)
            foreach (var member in body.EnumerateObject().Where(member => !member.NameEquals("requests") || asked.Count == 0))
                Write(json, member, request: null);
        // A skill chooses how many members there are: those of the first request are looked up, not looked through.
        var first = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        for (var i = 0; i < asked.Count; i++)
        {
            foreach (var member in asked[i].Beside)
                Write(json, member, asked[i].CustomId);
            if (asked[i].Body is not { ValueKind: JsonValueKind.Object } one)
                continue;
            foreach (var member in one.EnumerateObject())
            {
                if (i == 0)
                    first[member.Name] = member.Value;
                if (!IsShown(member, one, isBatch) && !(i > 0 && first.TryGetValue(member.Name, out var value) && JsonElement.DeepEquals(value, member.Value)))
                    Write(json, member, asked[i].CustomId);
            }
        }
        json.WriteEndArray();
    }

    /// <summary>Whether the view shows it elsewhere, whole.</summary>
    private static bool IsShown(JsonProperty member, JsonElement body, bool isBatch) => member.Name switch
    {
        "system" => true,
        "messages" => !isBatch || member.Value.ValueKind == JsonValueKind.Array,
        "prompt" => !isBatch && member.Value.ValueKind == JsonValueKind.String && !body.TryGetProperty("messages", out _),
        "model" => !isBatch && member.Value.ValueKind == JsonValueKind.String,
        "stream" => !isBatch && member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => false,
    };

    private static void Write(Utf8JsonWriter json, JsonProperty member, string? request)
    {
        json.WriteStartObject();
        if (request is not null)
            json.WriteString("request", request);
        json.WriteString("name", member.Name);
        json.WritePropertyName("value");
        member.Value.WriteTo(json);
        json.WriteEndObject();
    }
}
