using System.Text.Json.Nodes;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>Which attributes are answered (RFC 7644, section 3.9): those asked for, or all but those excluded. The id and the schemas always are.</summary>
internal sealed class ScimProjection
{
    private static readonly string[] Always = ["id", "schemas"];
    private readonly List<ScimPath> _wanted, _excluded;

    public ScimProjection(string? attributes, string? excluded, ScimSchema schema)
    {
        _wanted = Read(attributes, schema);
        _excluded = Read(excluded, schema);
    }

    public bool Wants(string attribute) => _wanted.Count > 0
        ? _wanted.Exists(path => path.Schema is null && JsonNames.Are(path.Attribute, attribute))
        : !_excluded.Exists(path => path is { Schema: null, Sub: null } && JsonNames.Are(path.Attribute, attribute));

    public JsonObject Apply(JsonObject resource)
    {
        if (_wanted.Count > 0)
        {
            var kept = new JsonObject();
            foreach (var name in Always)
                kept[name] = resource[name]?.DeepClone();
            foreach (var path in _wanted)
                Copy(resource, kept, path);
            return kept;
        }

        foreach (var path in _excluded.Where(path => path.Schema is not null || !Always.Contains(path.Attribute)))
            Drop(resource, path);
        return resource;
    }

    private static void Copy(JsonObject from, JsonObject to, ScimPath path)
    {
        if (path.Schema is not null)
        {
            if (JsonNames.Find(from, path.Schema) is not { } urn || from[urn] is not JsonObject extension)
                return;
            if (path.Attribute.Length == 0)
            {
                to[urn] = extension.DeepClone();
                return;
            }

            if (to[urn] is not JsonObject inner)
                to[urn] = inner = [];
            Copy(extension, inner, path with { Schema = null });
            return;
        }

        if (JsonNames.Find(from, path.Attribute) is not { } name || from[name] is not { } value)
            return;
        to[name] = path.Sub is null ? value.DeepClone() : value switch
        {
            JsonObject parts => Part(parts, path.Sub, to[name] as JsonObject),
            JsonArray some => new JsonArray([.. some.OfType<JsonObject>().Select((one, place) => Part(one, path.Sub, (to[name] as JsonArray)?[place] as JsonObject))]),
            _ => value.DeepClone(),
        };
    }

    private static JsonObject Part(JsonObject parts, string sub, JsonObject? more)
    {
        var kept = (JsonObject?)more?.DeepClone() ?? [];
        if (JsonNames.Find(parts, sub) is { } name)
            kept[name] = parts[name]?.DeepClone();
        return kept;
    }

    private static void Drop(JsonObject from, ScimPath path)
    {
        if (path.Schema is not null)
        {
            if (JsonNames.Find(from, path.Schema) is not { } urn)
                return;
            if (path.Attribute.Length == 0)
                from.Remove(urn);
            else if (from[urn] is JsonObject extension)
                Drop(extension, path with { Schema = null });
            return;
        }

        if (JsonNames.Find(from, path.Attribute) is not { } name)
            return;
        if (path.Sub is null)
            from.Remove(name);
        else
            foreach (var parts in from[name] is JsonArray some ? some.OfType<JsonObject>() : from[name] is JsonObject one ? [one] : [])
                if (JsonNames.Find(parts, path.Sub) is { } part)
                    parts.Remove(part);
    }

    private static List<ScimPath> Read(string? names, ScimSchema schema) =>
        [.. (names ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(100).Select(name => ScimParser.ParsePath(name, schema))];
}
