using System.Text.Json.Nodes;
using SaaSGate.Contracts.Problems;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>
/// Changes a resource by the operations of a PATCH (RFC 7644, section 3.5.2), in the forms that Okta and Entra ID send: operations in any letters, without a
/// path or with paths as keys of the value, and members that are removed by a list of values. A path that chooses by equality makes what it does not find.
/// </summary>
internal sealed class ScimPatch(ScimSchema schema, JsonObject resource)
{
    public const int MostOperations = 1000;
    private static readonly string[] Own = ["id", "meta", "schemas", "groups"], Dropped = ["password"];

    private readonly ScimSize _size = new();

    /// <summary>What is to happen to a group's people.</summary>
    public List<DirectoryMemberChange> Members { get; } = [];

    /// <summary>The operations of a PATCH, before anything is locked for them.</summary>
    /// <exception cref="ScimException">There are none, or too many, or they say too much.</exception>
    public static List<JsonObject> Read(JsonNode? body, ScimSchema schema)
    {
        if (body is not JsonObject message || JsonNames.Get(message, "Operations") is not JsonArray { Count: > 0 and <= MostOperations } sent)
            throw new ScimException(ScimProblems.InvalidSyntax, "Operations are needed here.");
        var size = new ScimSize();
        var operations = sent.Select(operation => operation as JsonObject ?? throw new ScimException(ScimProblems.InvalidSyntax, "An operation is an object.")).ToList();
        foreach (var operation in operations)
        {
            var value = JsonNames.Get(operation, "value");
            if (JsonNames.Text(operation, "path") is { Length: > 0 } path)
                Add(path, value);
            else if (value is JsonObject parts)
                foreach (var (name, part) in parts)
                    Add(name, part);
        }

        return operations;

        void Add(string path, JsonNode? value)
        {
            if (!IsMembers(ScimParser.ParseTarget(path, schema).Path, schema))
                size.Add(path, value);
        }
    }

    /// <exception cref="ScimException">An operation cannot be done; the resource is then of no use.</exception>
    public void Apply(IReadOnlyList<JsonObject> operations)
    {
        foreach (var operation in operations)
            One(operation);
    }

    private static bool IsMembers(ScimPath path, ScimSchema schema) => path.Schema is null && schema == ScimSchema.Group && path.Attribute == "members";

    private void One(JsonObject operation)
    {
        var op = JsonNames.Text(operation, "op")?.ToLowerInvariant();
        if (op is not ("add" or "replace" or "remove"))
            throw new ScimException(ScimProblems.InvalidSyntax, "An operation adds, replaces or removes.");
        var value = JsonNames.Get(operation, "value");
        if (JsonNames.Text(operation, "path") is { Length: > 0 } path)
        {
            var target = ScimParser.ParseTarget(path, schema);
            if (target.Path.Schema is null && Own.Contains(target.Path.Attribute) && (target.Path.Attribute != "groups" || schema == ScimSchema.User))
                throw new ScimException(ScimProblems.Mutability, $"{target.Path.Attribute} is the server's own.");
            Apply(op, target, value);
            return;
        }

        if (op == "remove")
            throw new ScimException(ScimProblems.NoTarget, "What is to be removed must be named.");
        if (value is not JsonObject parts)
            throw new ScimException(ScimProblems.InvalidValue, "Without a path the value is an object.");
        foreach (var (name, part) in parts)
        {
            var target = ScimParser.ParseTarget(name, schema);
            if (target.Path.Schema is null || schema.Extension?.Urn == target.Path.Schema || part is not JsonObject)
            {
                if (target.Path.Schema is not null || !Own.Contains(target.Path.Attribute))
                    Apply(op, target, part);
            }
            else
            {
                // An extension that the schemas do not know comes as a whole: kept as it is.
                JsonNames.Set(resource, name, part.DeepClone());
            }
        }
    }

    private void Apply(string op, ScimTarget target, JsonNode? value)
    {
        var (path, where) = target;
        if (path.Schema is null && Dropped.Contains(path.Attribute))
            return;
        if (IsMembers(path, schema))
        {
            ChangeMembers(op, where, value);
            return;
        }

        if (path is { Schema: null, Attribute: "" })
            throw new ScimException(ScimProblems.InvalidPath, "The schema itself is no attribute.");
        if (path.Schema is not null && path.Attribute.Length == 0)
        {
            WholeExtension(op, path.Schema, value);
            return;
        }

        var holder = path.Schema is null ? resource : Extension(path.Schema, make: op != "remove");
        if (holder is null)
            return;
        var attribute = schema.Find(path with { Sub = null });
        if (where is not null)
            ChangeChosen(op, holder, path, attribute, where, value);
        else if (op == "remove")
            Remove(holder, path, attribute, value);
        else if (path.Sub is not null)
            SetPart(holder, path, attribute, value);
        else
            Set(op, holder, path.Attribute, attribute, value);
        if (path.Schema is not null && holder.Count == 0)
            resource.Remove(JsonNames.Find(resource, path.Schema)!);
    }

    private static void Set(string op, JsonObject holder, string name, ScimAttribute? attribute, JsonNode? value)
    {
        var sent = ScimValues.Coerce(attribute, value?.DeepClone());
        var there = JsonNames.Get(holder, name);
        if (sent is JsonArray more && op == "add" && there is JsonArray some)
        {
            foreach (var one in more.ToList().Where(one => !some.Any(known => JsonNode.DeepEquals(known, one))))
            {
                Demote(some, one);
                Add(some, one?.DeepClone());
            }
        }
        else if (sent is JsonObject parts && there is JsonObject known && attribute is { Many: false })
        {
            foreach (var (key, part) in parts.ToList())
                JsonNames.Set(known, key, part?.DeepClone());
        }
        else
        {
            JsonNames.Set(holder, name, sent);
        }
    }

    private void SetPart(JsonObject holder, ScimPath path, ScimAttribute? attribute, JsonNode? value)
    {
        var part = attribute?.Find(path.Sub!) is { } sub ? ScimValues.Coerce(sub, value) : value;
        switch (JsonNames.Get(holder, path.Attribute))
        {
            case JsonArray { Count: > 0 } some:
                _size.Copy(part, some.Count);
                foreach (var one in some.OfType<JsonObject>())
                    JsonNames.Set(one, path.Sub!, part?.DeepClone());
                break;
            case JsonObject parts:
                JsonNames.Set(parts, path.Sub!, part?.DeepClone());
                break;
            default:
                var made = new JsonObject { [path.Sub!] = part?.DeepClone() };
                JsonNames.Set(holder, path.Attribute, attribute is { Many: true } ? new JsonArray(made) : made);
                break;
        }
    }

    private void ChangeChosen(string op, JsonObject holder, ScimPath path, ScimAttribute? attribute, ScimFilter where, JsonNode? value)
    {
        var some = JsonNames.Get(holder, path.Attribute) as JsonArray;
        var chosen = some?.Where(one => ScimMatch.Matches(one, where)).ToList() ?? [];
        if (op == "remove")
        {
            foreach (var one in chosen)
                if (path.Sub is null)
                    some!.Remove(one);
                else if (one is JsonObject parts)
                    JsonNames.Set(parts, path.Sub, null);
            if (some is { Count: 0 })
                JsonNames.Set(holder, path.Attribute, null);
            return;
        }

        if (chosen.Count == 0)
        {
            var made = ScimMatch.Made(where) ?? throw new ScimException(ScimProblems.NoTarget, $"No value of {path.Attribute} is such.");
            if (some is null)
                JsonNames.Set(holder, path.Attribute, some = []);
            Add(some, made);
            chosen.Add(made);
        }

        _size.Copy(value, chosen.Count);

        foreach (var one in chosen.OfType<JsonObject>())
        {
            var parts = path.Sub is not null ? new JsonObject { [path.Sub] = value?.DeepClone() } : value as JsonObject ?? throw new ScimException(ScimProblems.InvalidValue, $"{path.Attribute} is an object.");
            var sent = attribute is null ? parts : (JsonObject)ScimValues.One(attribute, parts)!;
            Demote(some!, sent);
            foreach (var (key, part) in sent.ToList())
                JsonNames.Set(one, key, part?.DeepClone());
        }
    }

    private static void Remove(JsonObject holder, ScimPath path, ScimAttribute? attribute, JsonNode? value)
    {
        if (attribute is { Required: true } or { Type: "boolean", Name: "active" })
            throw new ScimException(ScimProblems.Mutability, $"{path.Attribute} cannot be removed.");
        var there = JsonNames.Get(holder, path.Attribute);
        if (path.Sub is not null)
        {
            foreach (var one in there is JsonArray some ? some.OfType<JsonObject>() : there is JsonObject parts ? [parts] : [])
                JsonNames.Set(one, path.Sub, null);
        }
        else if (there is JsonArray all && value is JsonArray gone)
        {
            foreach (var one in all.Where(one => gone.Any(named => IsNamed(one, named))).ToList())
                all.Remove(one);
        }
        else
        {
            JsonNames.Set(holder, path.Attribute, null);
        }
    }

    private void WholeExtension(string op, string urn, JsonNode? value)
    {
        if (op == "remove")
        {
            JsonNames.Set(resource, urn, null);
            return;
        }

        foreach (var (name, part) in value as JsonObject ?? throw new ScimException(ScimProblems.InvalidValue, $"{urn} is an object."))
            Apply(op, new(schema.Canonical(new(urn, name, null)), null), part);
    }

    private JsonObject? Extension(string urn, bool make)
    {
        if (JsonNames.Get(resource, urn) is JsonObject there)
            return there;
        if (!make)
            return null;
        var made = new JsonObject();
        JsonNames.Set(resource, urn, made);
        return made;
    }

    /// <summary>A list of values is what is removed, not all that there is: Entra ID says so, whatever the grammar would.</summary>
    private void ChangeMembers(string op, ScimFilter? where, JsonNode? value)
    {
        if (where is not null)
        {
            var ids = ScimMatch.Values(where)?.ToList() ?? throw new ScimException(ScimProblems.InvalidPath, "Members are chosen by their value.");
            AddMembers(new(op == "remove" ? DirectoryMemberChangeKind.Remove : DirectoryMemberChangeKind.Add, ids));
        }
        else if (op == "remove" && value is null)
        {
            AddMembers(new(DirectoryMemberChangeKind.Replace, []));
        }
        else
        {
            AddMembers(new(op switch { "add" => DirectoryMemberChangeKind.Add, "remove" => DirectoryMemberChangeKind.Remove, _ => DirectoryMemberChangeKind.Replace }, ScimMembers.Read(value)));
        }
    }

    /// <summary>A call names so many in all, whatever the number of its operations.</summary>
    private void AddMembers(DirectoryMemberChange change)
    {
        if (Members.Sum(before => before.UserIds.Count) + change.UserIds.Count > ScimMembers.Most)
            throw new ScimException(ScimProblems.TooLarge, $"A call names up to {ScimMembers.Most} members. Send them in several calls.");
        Members.Add(change);
    }

    private static void Add(JsonArray some, JsonNode? one)
    {
        if (some.Count >= ScimSize.MostParts)
            throw ScimSize.Exceeded();
        some.Add(one);
    }

    private static void Demote(JsonArray some, JsonNode? sent)
    {
        if (sent is JsonObject parts && ScimValues.AsTruth(JsonNames.Get(parts, "primary")) == true)
            foreach (var one in some.OfType<JsonObject>())
                if (JsonNames.Find(one, "primary") is { } key)
                    one[key] = false;
    }

    private static bool IsNamed(JsonNode? one, JsonNode? named) =>
        JsonNode.DeepEquals(one, named)
        || (one is JsonObject parts && JsonNames.Get(parts, "value") is { } value && JsonNode.DeepEquals(value, named is JsonObject other ? JsonNames.Get(other, "value") : named));
}
