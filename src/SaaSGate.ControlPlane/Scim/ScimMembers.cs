using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>Members as they are sent: objects with a value, perhaps without a type, perhaps with a <c>$ref</c> of null; or bare ids.</summary>
internal static class ScimMembers
{
    /// <summary>Of one call.</summary>
    public const int Most = 20_000;

    /// <exception cref="ScimException">One is none, or is a group: groups in groups are not kept.</exception>
    public static List<string> Read(JsonNode? value)
    {
        var some = value switch { JsonArray array => array.ToList(), null => [], _ => [value] };
        if (some.Count > Most)
            throw new ScimException(ScimProblems.TooLarge, $"A call names up to {Most} members. Send them in several calls.");
        return some.ConvertAll(Id);
    }

    private static string Id(JsonNode? member)
    {
        if (member is JsonObject typed && JsonNames.Text(typed, "type") is { } type && !JsonNames.Are(type, "User"))
            throw new ScimException(ScimProblems.InvalidValue, "A member is a User.");
        var id = member is JsonObject parts ? JsonNames.Text(parts, "value") : member is JsonValue bare && bare.TryGetValue<string>(out var text) ? text : null;
        return string.IsNullOrEmpty(id) ? throw new ScimException(ScimProblems.InvalidValue, "A member has a value.") : id;
    }
}
