namespace SaaSGate.Postgres.Hosting;

/// <summary>Whether row-level security holds the role that reads tenants' tables.</summary>
/// <param name="tenants">The database.</param>
public sealed class RoleCheck(TenantDatabase tenants)
{
    /// <summary>Sees that the role of <see cref="DatabaseOptions.App"/> neither passes row-level security nor can become a role that does.</summary>
    /// <exception cref="InvalidOperationException">It does; the message says why and what to do.</exception>
    /// <exception cref="Npgsql.NpgsqlException">PostgreSQL cannot be reached.</exception>
    public async Task DemandAsync(CancellationToken cancellationToken)
    {
        var role = (await tenants.InTenantAsync(default, connection => connection.FirstAsync<RoleRow>(
            """
            select current_user::text as name,
                exists (select from pg_roles r where (r.rolsuper or r.rolbypassrls) and pg_has_role(current_user, r.oid, 'member')) as passes,
                exists (select from pg_class c where c.relnamespace = to_regnamespace('tenant') and pg_has_role(current_user, c.relowner, 'member')) as owns
            """,
            null, cancellationToken), cancellationToken))!;
        if (role is { Passes: false, Owns: false })
            return;
        var why = role.Passes ? "is, or can become, a superuser or a role with bypassrls" : "owns tenants' tables, or can become their owner";
        throw new InvalidOperationException(
            $"The database role {role.Name} {why}, so tenants would not be kept apart: set {DatabaseOptions.Section}:App to the role {DatabaseRoles.App}, which saasgate migrate makes.");
    }

    private sealed record RoleRow(string Name, bool Passes, bool Owns);
}
