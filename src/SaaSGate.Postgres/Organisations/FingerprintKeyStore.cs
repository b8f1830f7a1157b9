using Npgsql;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Organisations;

/// <summary>Keys of fingerprints, by month.</summary>
/// <param name="tenants">The database.</param>
/// <param name="platform">Lists organisations.</param>
public sealed class FingerprintKeyStore(TenantDatabase tenants, PlatformDatabase platform)
{
    /// <summary>Keeps keys of months that have none yet; of two who propose at once the first is kept. Gateways get the new ones.</summary>
    /// <returns>Whether any was missing.</returns>
    public Task<bool> EnsureAsync(Id<Organisation> organisation, IReadOnlyList<SealedMonthKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return tenants.InTenantAsync(organisation, async connection =>
        {
            var known = await connection.ValueAsync<long>(
                "select count(*) from tenant.fingerprint_keys where organisation_id = @organisation and month >= @from::date",
                new { organisation = organisation.Value, from = Text(keys.Min(key => key.Month)) }, cancellationToken);
            if (known >= keys.Count)
                return false;
            var isFirst = await connection.ValueAsync<bool>(
                "select not exists (select from tenant.fingerprint_keys where organisation_id = @organisation)", new { organisation = organisation.Value }, cancellationToken);
            await using var write = new NpgsqlBatch(connection);
            write.Add(
                """
                insert into tenant.fingerprint_keys (organisation_id, month, key_sealed)
                select $1, k.month::date, k.key from unnest($2::text[], $3::bytea[]) k (month, key)
                where exists (select from tenant.organisations where organisation_id = $1)
                on conflict do nothing
                """,
                organisation.Value, Statements.Each(keys, key => Text(key.Month)), Statements.Each(keys, key => key.KeySealed));
            var made = await write.ExecuteNonQueryAsync(cancellationToken) > 0;
            // Where there were none, no gateway has any: it is told as it asks for them.
            if (made && !isFirst)
                await connection.AppendViewAsync(cancellationToken);
            return made;
        }, cancellationToken);
    }

    /// <summary>Keys of a month and those after it, by month.</summary>
    public Task<List<SealedMonthKey>> ListAsync(Id<Organisation> organisation, DateOnly from, CancellationToken cancellationToken) =>
        tenants.InTenantAsync(organisation, connection => connection.ListAsync<SealedMonthKey>(
            "select month, key_sealed from tenant.fingerprint_keys where organisation_id = @organisation and month >= @from::date order by month",
            new { organisation = organisation.Value, from = Text(from) }, cancellationToken), cancellationToken);

    /// <summary>Every organisation that a region serves.</summary>
    public async Task<IReadOnlyList<string>> ListServedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<Served>(
            "select distinct organisation_id from platform.region_organisations where removed_at is null", null, cancellationToken)).ConvertAll(row => row.OrganisationId);
    }

    private static string Text(DateOnly month) => month.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Served(string OrganisationId);
}
