using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Federation;

/// <summary>Assertions that were taken, each once.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Forgets what is old, in all organisations.</param>
public sealed class SamlAssertionStore(TenantDatabase tenants, PlatformDatabase platform)
{
    /// <summary>Notes that an assertion was taken. False where it was before.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="provider">From whom.</param>
    /// <param name="hash">SHA-256 of its ID.</param>
    /// <param name="expiresAt">From when on it is not believed any more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<bool> TakeAsync(Id<Organisation> organisation, Id<IdentityProvider> provider, byte[] hash, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, async connection => await connection.RunAsync(
            """
            insert into tenant.saml_assertions (organisation_id, provider_id, assertion_hash, expires_at) values (@organisation, @provider, @hash, @expiresAt)
            on conflict do nothing
            """,
            new { organisation = organisation.Value, provider = provider.Value, hash, expiresAt }, cancellationToken) == 1, cancellationToken);

    /// <summary>Forgets those that are not believed any more.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync("delete from tenant.saml_assertions where expires_at < now()", null, cancellationToken);
    }
}
