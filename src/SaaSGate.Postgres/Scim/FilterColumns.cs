namespace SaaSGate.Postgres.Scim;

/// <summary>Which attributes of a resource have a column, or rows of their own, and which have several values.</summary>
internal sealed class FilterColumns(Dictionary<string, FilterColumn> columns, Dictionary<string, string> rows)
{
    private static readonly HashSet<string> Many = new(
        ["emails", "phoneNumbers", "ims", "photos", "addresses", "entitlements", "roles", "x509Certificates", "groups", "members"], StringComparer.OrdinalIgnoreCase);

    public static FilterColumns Users { get; } = new(
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["id"] = new("r.user_id", FilterColumnKind.Id),
            ["userName"] = new("r.user_key", FilterColumnKind.SmallLetters),
            ["externalId"] = new("r.external_id", FilterColumnKind.Id),
            ["active"] = new("r.active", FilterColumnKind.Boolean),
            ["meta.created"] = new("r.created_at", FilterColumnKind.Time),
            ["meta.lastModified"] = new("r.updated_at", FilterColumnKind.Time),
        },
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["groups"] = """
                (select jsonb_build_object('value', g.id, 'display', g.display_name) from tenant.directory_group_members p
                join tenant.directory_groups g on g.organisation_id = p.organisation_id and g.id = p.group_id
                where p.organisation_id = r.organisation_id and p.user_id = r.user_id)
                """,
        });

    public static FilterColumns Groups { get; } = new(
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["id"] = new("r.id", FilterColumnKind.Id),
            ["displayName"] = new("r.name_key", FilterColumnKind.SmallLetters),
            ["externalId"] = new("r.external_id", FilterColumnKind.Id),
            ["meta.created"] = new("r.created_at", FilterColumnKind.Time),
            ["meta.lastModified"] = new("r.updated_at", FilterColumnKind.Time),
        },
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["members"] = """
                (select jsonb_build_object('value', p.user_id, 'display', u.user_name) from tenant.directory_group_members p
                join tenant.directory_users u on u.organisation_id = p.organisation_id and u.user_id = p.user_id
                where p.organisation_id = r.organisation_id and p.group_id = r.id)
                """,
        });

    public FilterColumn? Find(ScimPath path) => path.Schema is null ? columns.GetValueOrDefault(path.Sub is null ? path.Attribute : $"{path.Attribute}.{path.Sub}") : null;

    public static bool IsMany(ScimPath path) => path.Schema is null && Many.Contains(path.Attribute);

    public string? Elements(ScimPath path) => path.Schema is null ? rows.GetValueOrDefault(path.Attribute) : null;
}
