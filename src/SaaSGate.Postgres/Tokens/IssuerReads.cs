using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Tokens;

namespace SaaSGate.Postgres.Tokens;

/// <summary>Reads trusted issuers as tokens are checked against them.</summary>
internal static class IssuerReads
{
    /// <param name="connection">In a transaction of the organisation.</param>
    /// <param name="issuer">Only this one; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<List<IssuerTrust>> ReadAsync(NpgsqlConnection connection, string? issuer, CancellationToken cancellationToken)
    {
        var issuers = await connection.ListAsync<IssuerRow>(
            """
            select id, issuer, audience, keys::text as keys, keys_at from tenant.trusted_issuers
            where organisation_id = tenant.current_organisation() and removed_at is null and (@issuer is null or id = @issuer) order by id
            """,
            new { issuer }, cancellationToken);
        if (issuers.Count == 0)
            return [];
        var mappings = (await connection.ListAsync<MappingRow>(
            """
            select id, issuer_id, skill_id, claims::text as claims from tenant.issuer_mappings
            where organisation_id = tenant.current_organisation() and removed_at is null and issuer_id = any (@ids) order by id
            """,
            new { ids = issuers.ConvertAll(row => row.Id) }, cancellationToken)).ToLookup(row => row.IssuerId);
        return issuers.ConvertAll(row => new IssuerTrust(
            row.Id, row.Issuer, row.Audience, StoredIssuerKey.Read(row.Keys), row.KeysAt ?? DateTimeOffset.UnixEpoch,
            [.. mappings[row.Id].Select(mapping => new ClaimMapping(mapping.Id, mapping.SkillId, ClaimsOf(mapping.Claims)))]));
    }

    public static IReadOnlyList<ClaimPattern> ClaimsOf(string json) => JsonSerializer.Deserialize<ClaimPattern[]>(json, JsonSerializerOptions.Web)!;

    private sealed record IssuerRow(string Id, string Issuer, string Audience, string Keys, DateTimeOffset? KeysAt);

    private sealed record MappingRow(string Id, string IssuerId, string SkillId, string Claims);
}
