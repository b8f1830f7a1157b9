using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Organisations;

/// <summary>Organisations.</summary>
/// <param name="tenants">The database.</param>
public sealed class OrganisationStore(TenantDatabase tenants)
{
    /// <summary>An organisation by id; null when there is none.</summary>
    public Task<OrganisationView?> FindAsync(Id<Organisation> organisation, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.FirstAsync<OrganisationView>(
            "select organisation_id as id, slug, name from tenant.organisations where organisation_id = @organisation",
            new { organisation = organisation.Value }, cancellationToken), cancellationToken);

    /// <summary>Makes an organisation.</summary>
    /// <param name="organisation">Its id.</param>
    /// <param name="slug">Its short name, unique.</param>
    /// <param name="name">Its name.</param>
    /// <param name="keysSealed">Its keys of labels, digests and seals, under the master key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Npgsql.PostgresException">The slug is taken.</exception>
    public Task CreateAsync(Id<Organisation> organisation, string slug, string name, byte[] keysSealed, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.RunAsync(
            "insert into tenant.organisations (organisation_id, slug, name, keys_sealed) values (@organisation, @slug, @name, @keysSealed)",
            new { organisation = organisation.Value, slug, name, keysSealed }, cancellationToken), cancellationToken);

    /// <summary>The organisations where a person may do something with one sign-in, by name.</summary>
    /// <param name="user">The person.</param>
    /// <param name="only">The one organisation that an identity provider's sign-in opens; null for a local account's, which opens those that ask for no provider.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<List<Membership>> MembershipsAsync(Id<User> user, string? only, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(TenantScope.Of(user), async connection =>
        {
            var memberships = new List<Membership>();
            var own = await connection.ListAsync<MembershipRow>(
                "select organisation_id, roles, email from tenant.members where user_id = @user and roles <> '{}' and (@only is null or organisation_id = @only)",
                new { user = user.Value, only }, cancellationToken);
            foreach (var row in own)
            {
                // The person alone sees that they belong there; the organisation's names are seen inside it.
                await connection.RunAsync("select set_config('saasgate.organisation', @organisation, true)", new { organisation = row.OrganisationId }, cancellationToken);
                memberships.AddRange(await connection.ListAsync<Membership>(
                    "select organisation_id, slug, name, @roles as roles from tenant.organisations where organisation_id = @organisation and (@only is not null or not tenant.provider_needed(@email))",
                    new { organisation = row.OrganisationId, roles = row.Roles, email = row.Email, only }, cancellationToken));
            }

            return memberships.OrderBy(membership => membership.Name, StringComparer.Ordinal).ToList();
        }, cancellationToken);

    /// <summary>Whether a person may do something anywhere, however they would have to sign in.</summary>
    public Task<bool> BelongsAnywhereAsync(Id<User> user, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(TenantScope.Of(user), connection => connection.ValueAsync<bool>(
            "select exists (select from tenant.members where user_id = @user and roles <> '{}')", new { user = user.Value }, cancellationToken), cancellationToken);

    private sealed record MembershipRow(string OrganisationId, IReadOnlyList<string> Roles, string Email);
}
