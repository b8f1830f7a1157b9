using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>Whether one of an attribute's values is what a value filter asks for.</summary>
internal static class ScimMatch
{
    public static bool Matches(JsonNode? element, ScimFilter filter) => filter switch
    {
        ScimFilter.And both => Matches(element, both.Left) && Matches(element, both.Right),
        ScimFilter.Or either => Matches(element, either.Left) || Matches(element, either.Right),
        ScimFilter.Not not => !Matches(element, not.Inner),
        ScimFilter.Present present => TextOf(element, present.Path) is { Length: > 0 },
        ScimFilter.Compare compare => Compare(TextOf(element, compare.Path), compare.Operator, compare.Value),
        _ => false,
    };

    /// <summary>What a value must have that a filter of equalities asks for: <c>type eq "work"</c> is <c>{"type":"work"}</c>. Null for any other filter.</summary>
    public static JsonObject? Made(ScimFilter filter) => filter switch
    {
        ScimFilter.Compare { Operator: ScimOperator.Equal, Value: { } value, Path: { Sub: null } path } => new()
        {
            [path.Attribute] = value switch { bool truth => truth, decimal number => number, _ => (string)value },
        },
        ScimFilter.And both when Made(both.Left) is { } left && Made(both.Right) is { } right => Merge(left, right),
        _ => null,
    };

    /// <summary>Ids that a filter of members asks for; null where it asks for something else.</summary>
    public static IEnumerable<string>? Values(ScimFilter filter) => filter switch
    {
        ScimFilter.Compare { Operator: ScimOperator.Equal, Value: string value, Path.Attribute: var name } when JsonNames.Are(name, "value") => [value],
        ScimFilter.Or either when Values(either.Left) is { } left && Values(either.Right) is { } right => left.Concat(right),
        _ => null,
    };

    private static string? TextOf(JsonNode? element, ScimPath path)
    {
        var node = element is JsonObject parts ? JsonNames.Get(parts, path.Attribute) : JsonNames.Are(path.Attribute, "value") ? element : null;
        if (path.Sub is not null)
            node = node is JsonObject inner ? JsonNames.Get(inner, path.Sub) : null;
        return node is JsonValue value ? value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString() : null;
    }

    private static bool Compare(string? text, ScimOperator op, object? value)
    {
        if (value is null)
            return op == ScimOperator.Equal ? text is null : op == ScimOperator.NotEqual && text is not null;
        var other = value is bool truth ? truth ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
        if (text is null)
            return op == ScimOperator.NotEqual;
        var order = value is decimal number && decimal.TryParse(text, CultureInfo.InvariantCulture, out var own)
            ? own.CompareTo(number)
            : string.Compare(text, other, StringComparison.OrdinalIgnoreCase);
        return op switch
        {
            ScimOperator.Equal => order == 0,
            ScimOperator.NotEqual => order != 0,
            ScimOperator.Contains => text.Contains(other, StringComparison.OrdinalIgnoreCase),
            ScimOperator.StartsWith => text.StartsWith(other, StringComparison.OrdinalIgnoreCase),
            ScimOperator.EndsWith => text.EndsWith(other, StringComparison.OrdinalIgnoreCase),
            ScimOperator.Greater => order > 0,
            ScimOperator.GreaterOrEqual => order >= 0,
            ScimOperator.Less => order < 0,
            _ => order <= 0,
        };
    }

    private static JsonObject Merge(JsonObject left, JsonObject right)
    {
        foreach (var (name, value) in right)
            left[name] = value?.DeepClone();
        return left;
    }
}
