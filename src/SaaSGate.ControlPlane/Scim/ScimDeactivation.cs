using System.Text.Json.Nodes;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>
/// Whether a call makes somebody inactive, whatever else it says. Such calls are never limited, and a token whose maker has left may make them. All that is
/// said of <c>active</c> must say no: a call that also says yes is none.
/// </summary>
internal static class ScimDeactivation
{
    public static bool Is(ScimCall call)
    {
        if (call.Path is not [var kind, _] || !JsonNames.Are(kind, "Users"))
            return false;
        return call.Method switch
        {
            "DELETE" => true,
            "PUT" => call.Body is JsonObject user && AllSayNo(user.Where(part => IsActive(part.Key)).Select(part => ScimValues.AsTruth(part.Value))),
            "PATCH" => call.Body is JsonObject message && JsonNames.Get(message, "Operations") is JsonArray operations && IsIn(operations),
            _ => false,
        };
    }

    private static bool IsIn(JsonArray operations) => AllSayNo(operations.OfType<JsonObject>().SelectMany(Said));

    private static bool AllSayNo(IEnumerable<bool?> said)
    {
        var all = said.ToList();
        return all.Count > 0 && all.TrueForAll(active => active == false);
    }

    private static IEnumerable<bool?> Said(JsonObject operation)
    {
        var value = JsonNames.Get(operation, "value");
        if (JsonNames.Text(operation, "path") is { Length: > 0 } path)
            return IsActive(path) ? [ScimValues.AsTruth(value)] : [];
        return value is JsonObject parts ? parts.Where(part => IsActive(part.Key)).Select(part => ScimValues.AsTruth(part.Value)) : [];
    }

    private static bool IsActive(string path)
    {
        var name = path.Trim();
        return JsonNames.Are(name, "active") || JsonNames.Are(name, $"{ScimUrns.User}:active");
    }
}
