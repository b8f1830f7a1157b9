using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>What the server says of itself (RFC 7644, section 4).</summary>
internal static class ScimDiscovery
{
    private static readonly ScimSchema[] Schemas = [ScimSchema.User, ScimSchema.Group, ScimSchema.EnterpriseUser];

    public static ScimReply ServiceProviderConfig(string root) => new(200, new()
    {
        ["schemas"] = new JsonArray(ScimUrns.ServiceProviderConfig),
        ["documentationUri"] = "https://saasgate.dev/scim",
        ["patch"] = Supported(true),
        ["bulk"] = new JsonObject { ["supported"] = true, ["maxOperations"] = ScimBulk.MostOperations, ["maxPayloadSize"] = ScimEndpoints.MostBytes },
        ["filter"] = new JsonObject { ["supported"] = true, ["maxResults"] = ScimLists.MostResults },
        ["changePassword"] = Supported(false),
        ["sort"] = Supported(true),
        ["etag"] = Supported(true),
        ["authenticationSchemes"] = new JsonArray(new JsonObject
        {
            ["type"] = "oauthbearertoken",
            ["name"] = "Bearer token",
            ["description"] = "A token that an administrator makes for the directory in the portal",
            ["specUri"] = "https://www.rfc-editor.org/rfc/rfc6750",
            ["primary"] = true,
        }),
        ["meta"] = Meta("ServiceProviderConfig", $"{root}/ServiceProviderConfig"),
    });

    public static ScimReply ResourceTypes(string? id, string root) => Of(id, Schemas.Where(schema => schema.Endpoint.Length > 0).Select(schema => (schema.Name, new JsonObject
    {
        ["schemas"] = new JsonArray(ScimUrns.ResourceType),
        ["id"] = schema.Name,
        ["name"] = schema.Name,
        ["endpoint"] = schema.Endpoint,
        ["description"] = schema.Description,
        ["schema"] = schema.Urn,
        ["schemaExtensions"] = schema.Extension is null ? new JsonArray() : new JsonArray(new JsonObject { ["schema"] = schema.Extension.Urn, ["required"] = false }),
        ["meta"] = Meta("ResourceType", $"{root}/ResourceTypes/{schema.Name}"),
    })));

    public static ScimReply SchemasOf(string? id, string root) => Of(id, Schemas.Select(schema => (schema.Urn, new JsonObject
    {
        ["schemas"] = new JsonArray(ScimUrns.Schema),
        ["id"] = schema.Urn,
        ["name"] = schema.Name,
        ["description"] = schema.Description,
        ["attributes"] = Attributes(schema.Attributes),
        ["meta"] = Meta("Schema", $"{root}/Schemas/{schema.Urn}"),
    })));

    private static ScimReply Of(string? id, IEnumerable<(string Id, JsonObject Body)> all)
    {
        if (id is null)
        {
            var list = all.Select(one => one.Body).ToList();
            return ScimLists.Reply(list.Count, 1, list);
        }

        return new(200, all.FirstOrDefault(one => JsonNames.Are(one.Id, id)).Body ?? throw new ScimException(ScimProblems.NotFound));
    }

    private static JsonArray Attributes(ScimAttribute[] attributes) => [.. attributes.Select(attribute =>
    {
        var said = new JsonObject
        {
            ["name"] = attribute.Name,
            ["type"] = attribute.Type,
            ["multiValued"] = attribute.Many,
            ["description"] = attribute.Name,
            ["required"] = attribute.Required,
            ["caseExact"] = attribute.CaseExact,
            ["mutability"] = attribute.Mutability,
            ["returned"] = attribute.Returned,
            ["uniqueness"] = attribute.Uniqueness,
        };
        if (attribute.Sub.Length > 0)
            said["subAttributes"] = Attributes(attribute.Sub);
        if (attribute.ReferenceTypes.Length > 0)
            said["referenceTypes"] = new JsonArray([.. attribute.ReferenceTypes.Select(type => JsonValue.Create(type))]);
        return said;
    })];

    private static JsonObject Supported(bool supported) => new() { ["supported"] = supported };

    private static JsonObject Meta(string type, string location) => new() { ["resourceType"] = type, ["location"] = location };
}
