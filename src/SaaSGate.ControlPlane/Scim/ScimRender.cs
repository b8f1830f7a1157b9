using System.Globalization;
using System.Text.Json.Nodes;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>Resources as they are answered.</summary>
internal static class ScimRender
{
    public static string ETag(long version) => string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");

    public static JsonObject User(DirectoryUser user, string root)
    {
        var resource = (JsonObject)JsonNode.Parse(user.Resource)!;
        if (user.Groups.Count > 0)
            resource["groups"] = new JsonArray([.. user.Groups.Select(group => new JsonObject
            {
                ["value"] = group.Id,
                ["display"] = group.DisplayName,
                ["$ref"] = $"{root}/Groups/{group.Id}",
                ["type"] = "direct",
            })]);
        resource["userName"] = user.UserName;
        resource["active"] = user.Active;
        return Complete(resource, ScimSchema.User, user.Id, user.CreatedAt, user.UpdatedAt, user.Version, root);
    }

    public static JsonObject Group(DirectoryGroup group, string root)
    {
        var resource = (JsonObject)JsonNode.Parse(group.Resource)!;
        if (group.Members is not null)
        {
            var members = (JsonArray)JsonNode.Parse(group.Members)!;
            foreach (var member in members.OfType<JsonObject>())
            {
                member["$ref"] = $"{root}/Users/{(string)member["value"]!}";
                member["type"] = "User";
            }

            resource["members"] = members;
        }

        return Complete(resource, ScimSchema.Group, group.Id, group.CreatedAt, group.UpdatedAt, group.Version, root);
    }

    private static JsonObject Complete(JsonObject resource, ScimSchema schema, string id, DateTimeOffset created, DateTimeOffset updated, long version, string root)
    {
        List<string> urns = [schema.Urn];
        urns.AddRange((resource["schemas"] as JsonArray)?.OfType<JsonValue>().Select(urn => urn.ToString()) ?? []);
        urns.AddRange(resource.Where(part => part.Value is JsonObject && part.Key.Contains(':', StringComparison.Ordinal)).Select(part => part.Key));
        resource["schemas"] = new JsonArray([.. urns.Distinct(StringComparer.OrdinalIgnoreCase).Select(urn => JsonValue.Create(urn))]);
        resource["id"] = id;
        resource["meta"] = new JsonObject
        {
            ["resourceType"] = schema.Name,
            ["created"] = Time(created),
            ["lastModified"] = Time(updated),
            ["location"] = $"{root}{schema.Endpoint}/{id}",
            ["version"] = ETag(version),
        };
        return resource;
    }

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
