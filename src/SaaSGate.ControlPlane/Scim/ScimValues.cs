using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>Values in the kinds that the schemas ask for. What Entra ID writes otherwise, a boolean as a text and a manager as a bare id, is put right; the rest stays as it was sent.</summary>
internal static class ScimValues
{
    /// <exception cref="ScimException">It is of another kind.</exception>
    public static JsonNode? Coerce(ScimAttribute? attribute, JsonNode? value)
    {
        if (attribute is null || value is null)
            return value;
        if (attribute.Many)
            return value is JsonArray array ? new JsonArray([.. array.Select(one => One(attribute, one))]) : new JsonArray(One(attribute, value));
        return One(attribute, value);
    }

    /// <summary>One of an attribute's values.</summary>
    public static JsonNode? One(ScimAttribute attribute, JsonNode? value) => (attribute.Type, value) switch
    {
        (_, null) => null,
        ("boolean", JsonValue truth) => Truth(attribute, truth),
        ("complex", JsonObject parts) => Parts(attribute, parts),
        ("complex", JsonValue bare) when attribute.Find("value") is not null => bare.TryGetValue<string>(out var id) && id.Length == 0 ? null : new JsonObject { ["value"] = bare.DeepClone() },
        ("complex" or "boolean", _) => throw new ScimException(ScimProblems.InvalidValue, $"{attribute.Name} is of another kind."),
        (_, JsonValue text) => text.DeepClone(),
        _ => throw new ScimException(ScimProblems.InvalidValue, $"{attribute.Name} is a single value."),
    };

    /// <summary>Whether something says yes or no; null where it says neither.</summary>
    public static bool? AsTruth(JsonNode? value) => value is not JsonValue said ? null
        : said.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when bool.TryParse(said.GetValue<string>(), out var truth) => truth,
            _ => null,
        };

    private static JsonValue Truth(ScimAttribute attribute, JsonValue value) =>
        JsonValue.Create(AsTruth(value) ?? throw new ScimException(ScimProblems.InvalidValue, $"{attribute.Name} is true or false."));

    private static JsonObject Parts(ScimAttribute attribute, JsonObject parts)
    {
        var kept = new JsonObject();
        foreach (var (name, part) in parts)
            kept[attribute.Find(name)?.Name ?? name] = attribute.Find(name) is { } sub ? One(sub, part) : part?.DeepClone();
        return kept;
    }
}
