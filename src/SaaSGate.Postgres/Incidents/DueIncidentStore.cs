using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Incidents;

/// <summary>Finds incidents that rules are to open and that wait to be opened.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Sees which organisations have some.</param>
public sealed class DueIncidentStore(TenantDatabase tenants, PlatformDatabase platform)
{
    /// <summary>Organisations that have some.</summary>
    public async Task<List<string>> ListOrganisationsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return [.. (await connection.ListAsync<Named>("select distinct organisation_id as id from tenant.incidents_due where opened_at is null", null, cancellationToken)).Select(row => row.Id)];
    }

    /// <summary>Those of an organisation, the oldest first.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Their ids, <c>inc_…</c>.</returns>
    public Task<List<string>> ListAsync(Id<Organisation> organisation, int limit, CancellationToken cancellationToken) =>
        tenants.InTenantAsync<List<string>>(organisation, async connection => [.. (await connection.ListAsync<Named>(
            "select incident_id as id from tenant.incidents_due where organisation_id = @organisation and opened_at is null order by at, incident_id limit @limit",
            new { organisation = organisation.Value, limit }, cancellationToken)).Select(row => row.Id)], cancellationToken);

    private sealed record Named(string Id);
}
