using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Federation;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>Resources as they are sent, made what is kept: without what is the server's own, and never with a password.</summary>
internal static class ScimBodies
{
    private const int LongestName = 300;
    private static readonly string[] Own = ["id", "meta", "password"];

    /// <summary>A whole resource of a POST or PUT.</summary>
    /// <exception cref="ScimException">It is none, or too large.</exception>
    public static JsonObject Resource(JsonNode? body, ScimSchema schema)
    {
        if (body is not JsonObject sent)
            throw new ScimException(ScimProblems.InvalidSyntax, "A resource is an object.");
        var (kept, size) = (new JsonObject(), new ScimSize());
        foreach (var (name, value) in sent)
        {
            var path = schema.Canonical(new(null, name, null));
            if (Own.Contains(path.Attribute) || (schema == ScimSchema.User && path.Attribute == "groups") || (schema == ScimSchema.Group && path.Attribute == "members"))
                continue;
            size.Add(name, value);
            if (JsonNames.Are(name, schema.Extension?.Urn ?? "") && value is JsonObject extension)
                kept[schema.Extension!.Urn] = Extension(extension, schema.Extension);
            else
                JsonNames.Set(kept, path.Attribute, ScimValues.Coerce(schema.Find(path), value?.DeepClone()));
        }

        return kept;
    }

    /// <exception cref="ScimException">It has no userName, or what is too long.</exception>
    public static DirectoryUserDraft User(JsonObject resource, bool activeUnlessSaid)
    {
        var userName = Name(resource, "userName");
        var active = JsonNames.Get(resource, "active") is { } said ? ScimValues.AsTruth(said) ?? throw new ScimException(ScimProblems.InvalidValue, "active is true or false.") : activeUnlessSaid;
        JsonNames.Set(resource, "active", active);
        var name = JsonNames.Get(resource, "name") as JsonObject;
        var full = name is null ? "" : $"{JsonNames.Text(name, "givenName")} {JsonNames.Text(name, "familyName")}".Trim();
        var display = First(JsonNames.Text(resource, "displayName"), name is null ? null : JsonNames.Text(name, "formatted"), full, userName);
        return new(userName, ExternalId(resource), Cut(display), Cut(DomainName.Normal(Email(resource, userName))), active, Text(resource));
    }

    /// <exception cref="ScimException">It has no displayName, or what is too long.</exception>
    public static DirectoryGroupDraft Group(JsonObject resource, IReadOnlyList<DirectoryMemberChange> members) =>
        new(Name(resource, "displayName"), ExternalId(resource), Text(resource), members);

    private static string Name(JsonObject resource, string attribute)
    {
        var name = JsonNames.Text(resource, attribute);
        return string.IsNullOrWhiteSpace(name) || name.Length > LongestName ? throw new ScimException(ScimProblems.InvalidValue, $"{attribute} is a text of up to {LongestName} characters.") : name;
    }

    private static string? ExternalId(JsonObject resource) => JsonNames.Get(resource, "externalId") switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var id) && id.Length <= LongestName => id.Length == 0 ? null : id,
        _ => throw new ScimException(ScimProblems.InvalidValue, $"externalId is a text of up to {LongestName} characters."),
    };

    private static string Email(JsonObject resource, string userName)
    {
        var some = (JsonNames.Get(resource, "emails") as JsonArray)?.OfType<JsonObject>().ToList() ?? [];
        var chosen = some.Find(one => ScimValues.AsTruth(JsonNames.Get(one, "primary")) == true) ?? some.Find(one => JsonNames.Are(JsonNames.Text(one, "type") ?? "", "work")) ?? some.FirstOrDefault();
        return First(chosen is null ? null : JsonNames.Text(chosen, "value"), userName.Contains('@', StringComparison.Ordinal) ? userName : "");
    }

    private static JsonObject Extension(JsonObject sent, ScimSchema extension)
    {
        var kept = new JsonObject();
        foreach (var (name, value) in sent)
        {
            var attribute = Array.Find(extension.Attributes, known => JsonNames.Are(known.Name, name));
            kept[attribute?.Name ?? name] = ScimValues.Coerce(attribute, value?.DeepClone());
        }

        return kept;
    }

    private static string Text(JsonObject resource)
    {
        var text = resource.ToJsonString();
        return text.Length > ScimSize.MostCharacters ? throw ScimSize.Exceeded() : text;
    }

    private static string First(params string?[] texts) => texts.FirstOrDefault(text => !string.IsNullOrWhiteSpace(text)) ?? "";

    private static string Cut(string text) => text.Length > LongestName ? text[..LongestName] : text;
}
