using Npgsql;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Vault;

/// <summary>Goes through what is sealed, to seal it anew. An envelope is replaced only by compare-and-set: what was sealed meanwhile stays.</summary>
/// <param name="platform">What is the installation's.</param>
/// <param name="tenants">What is organisations'.</param>
public sealed class SealedValueStore(PlatformDatabase platform, TenantDatabase tenants)
{
    /// <summary>Every organisation.</summary>
    public async Task<IReadOnlyList<string>> ListOrganisationsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<IdRow>("select organisation_id as id from tenant.organisations order by organisation_id", null, cancellationToken)).ConvertAll(row => row.Id);
    }

    /// <summary>Columns of the database that are called as if they held envelopes: <c>schema.table.column</c>.</summary>
    public async Task<IReadOnlyList<string>> FindColumnsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<IdRow>(
            """
            select n.nspname || '.' || c.relname || '.' || a.attname as id from pg_attribute a
            join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p') and not c.relispartition
            join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('tenant', 'platform')
            where a.attnum > 0 and not a.attisdropped and a.atttypid = 'bytea'::regtype and a.attname ~ '(^|_)sealed$|^canary$' order by 1
            """, null, cancellationToken)).ConvertAll(row => row.Id);
    }

    /// <summary>What is in a column, of one organisation where it is organisations'.</summary>
    public Task<List<SealedValue>> ReadAsync(SealedColumn column, string? organisation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(column);
        var keys = column.Keys.Count == 0 ? "'{}'::text[]" : $"array[{string.Join(", ", column.Keys.Select(key => $"{key}::text"))}]";
        return InAsync(column, organisation, connection => connection.ListAsync<SealedValue>(
            $"select {keys} as keys, {column.Column} as envelope from {column.Table} where {column.Column} is not null{Own(column)}", null, cancellationToken), cancellationToken);
    }

    /// <summary>Puts an envelope in the place of another; false where that has been replaced or is gone.</summary>
    public async Task<bool> ReplaceAsync(SealedColumn column, string? organisation, SealedValue value, byte[] by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(value);
        var named = string.Concat(column.Keys.Select((key, i) => $" and {key}::text = (@keys::text[])[{i + 1}]"));
        return await InAsync(column, organisation, connection => connection.RunAsync(
            $"update {column.Table} set {column.Column} = @by where {column.Column} = @envelope{named}{Own(column)}",
            new { by, envelope = value.Envelope, keys = value.Keys.ToArray() }, cancellationToken), cancellationToken) > 0;
    }

    /// <summary>Keys of data protection: XML in which an envelope stands as Base64.</summary>
    public async Task<IReadOnlyList<(string Name, string Xml)>> ReadProtectionKeysAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        return (await connection.ListAsync<XmlRow>("select friendly_name, xml from platform.data_protection_keys", null, cancellationToken)).ConvertAll(row => (row.FriendlyName, row.Xml));
    }

    /// <summary>Replaces one of them.</summary>
    public async Task ReplaceProtectionKeyAsync(string name, string xml, string by, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync("update platform.data_protection_keys set xml = @by where friendly_name = @name and xml = @xml", new { name, xml, by }, cancellationToken);
    }

    private static string Own(SealedColumn column) => column.IsOfTenants ? " and organisation_id = tenant.current_organisation()" : "";

    private async Task<T> InAsync<T>(SealedColumn column, string? organisation, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        if (column.IsOfTenants)
            return await tenants.InTenantAsync(Id<Organisation>.Parse(organisation!), work, cancellationToken);
        await using var connection = await platform.OpenAsync(cancellationToken);
        return await work(connection);
    }

    private sealed record IdRow(string Id);

    private sealed record XmlRow(string FriendlyName, string Xml);
}
