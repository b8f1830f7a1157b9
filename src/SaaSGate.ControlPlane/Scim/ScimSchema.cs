using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>A resource's attributes and its extension's. What is not among them is kept as it was sent.</summary>
internal sealed record ScimSchema(string Urn, string Name, string Endpoint, string Description, ScimAttribute[] Attributes, ScimSchema? Extension = null)
{
    private static readonly ScimAttribute Value = new("value"), Display = new("display") { Mutability = "readOnly" }, Kind = new("type"), Primary = new("primary", "boolean");

    public static ScimSchema EnterpriseUser { get; } = new(ScimUrns.EnterpriseUser, "EnterpriseUser", "", "What a company knows of a person", [
        new("employeeNumber"), new("costCenter"), new("organization"), new("division"), new("department"),
        new("manager", "complex", false, Value, new("$ref", "reference") { ReferenceTypes = ["User"] }, new("displayName") { Mutability = "readOnly" }),
    ]);

    public static ScimSchema User { get; } = new(ScimUrns.User, "User", "/Users", "A person", [
        new("userName") { Required = true, Uniqueness = "server" },
        new("name", "complex", false, new("formatted"), new("familyName"), new("givenName"), new("middleName"), new("honorificPrefix"), new("honorificSuffix")),
        new("displayName"), new("nickName"), new("profileUrl", "reference") { ReferenceTypes = ["external"] }, new("title"), new("userType"), new("preferredLanguage"), new("locale"), new("timezone"),
        new("active", "boolean"),
        Several("emails"), Several("phoneNumbers"), Several("ims"), Several("photos"), Several("entitlements"), Several("roles"), Several("x509Certificates"),
        new("addresses", "complex", true, new("formatted"), new("streetAddress"), new("locality"), new("region"), new("postalCode"), new("country"), Kind, Primary),
        new("groups", "complex", true, Value, new("$ref", "reference") { ReferenceTypes = ["Group"] }, Display, Kind) { Mutability = "readOnly" },
    ], EnterpriseUser);

    public static ScimSchema Group { get; } = new(ScimUrns.Group, "Group", "/Groups", "A group of people", [
        new("displayName") { Required = true },
        new("members", "complex", true, Value with { Mutability = "immutable" }, new("$ref", "reference") { ReferenceTypes = ["User"], Mutability = "immutable" }, Kind with { Mutability = "immutable" }, Display),
    ]);

    /// <summary>The attribute at a path; null where the schemas do not know it.</summary>
    public ScimAttribute? Find(ScimPath path)
    {
        var among = path.Schema is null ? Attributes : Is(path.Schema, Extension?.Urn) ? Extension!.Attributes : [];
        var found = Array.Find(among, attribute => Is(attribute.Name, path.Attribute));
        return path.Sub is null ? found : found?.Find(path.Sub);
    }

    /// <summary>A path in the schemas' own letters; the resource's own URN goes.</summary>
    public ScimPath Canonical(ScimPath path)
    {
        if (path.Schema is not null && Is(path.Schema, Urn))
            path = path with { Schema = null };
        else if (path.Schema is not null && Is(path.Schema, Extension?.Urn))
            path = path with { Schema = Extension!.Urn };
        var attribute = Find(path with { Sub = null });
        var common = path.Schema is null ? Array.Find(["id", "externalId", "meta", "schemas", "password"], name => Is(name, path.Attribute)) : null;
        return path with { Attribute = attribute?.Name ?? common ?? path.Attribute, Sub = path.Sub is null ? null : attribute?.Find(path.Sub)?.Name ?? path.Sub };
    }

    private static bool Is(string name, string? other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private static ScimAttribute Several(string name) => new(name, "complex", true, Value, Display, Kind, Primary);
}
