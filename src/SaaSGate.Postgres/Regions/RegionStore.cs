using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Regions;

/// <summary>Regions, whom they serve, and the tokens by which gateways join them.</summary>
/// <param name="platform">The database.</param>
/// <param name="clock">Gives regions their ids.</param>
public sealed class RegionStore(PlatformDatabase platform, TimeProvider clock)
{
    /// <summary>The region of this name, made where it is missing.</summary>
    public async Task<Id<Region>> EnsureAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            "insert into platform.regions (id, name) values (@id, @name) on conflict (name) do nothing",
            new { id = Id<Region>.New(clock).Value, name }, cancellationToken);
        return Id<Region>.Parse((await connection.ValueAsync<string>("select id from platform.regions where name = @name", new { name }, cancellationToken))!);
    }

    /// <summary>Lets the region serve an organisation: its gateways get its view and its stops at once.</summary>
    public async Task AssignAsync(Id<Region> region, Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            "select platform.assign_organisation(@region, @organisation)", new { region = region.Value, organisation = organisation.Value }, cancellationToken);
    }

    /// <summary>Ends that: its gateways drop the organisation, and may still deliver what they recorded of it.</summary>
    public async Task ReleaseAsync(Id<Region> region, Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            "select platform.release_organisation(@region, @organisation)", new { region = region.Value, organisation = organisation.Value }, cancellationToken);
    }

    /// <summary>The organisations that a region serves now.</summary>
    public async Task<IReadOnlyList<string>> ListOrganisationsAsync(string regionId, CancellationToken cancellationToken) =>
        [.. (await ReadOrganisationsAsync(regionId, cancellationToken)).Served.Order(StringComparer.Ordinal)];

    /// <summary>The organisations that a region serves, and those that it ever did.</summary>
    public async Task<RegionOrganisations> ReadOrganisationsAsync(string regionId, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        var rows = await connection.ListAsync<Row>(
            "select organisation_id, removed_at is not null as removed from platform.region_organisations where region_id = @regionId",
            new { regionId }, cancellationToken);
        return new(
            rows.Where(row => !row.Removed).Select(row => row.OrganisationId).ToHashSet(StringComparer.Ordinal),
            rows.Select(row => row.OrganisationId).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Keeps the hash of a join token's secret.</summary>
    public async Task AddJoinTokenAsync(Id<Region> region, byte[] secretHash, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        await connection.RunAsync(
            "insert into platform.join_tokens (secret_hash, region_id, expires_at) values (@secretHash, @region, now() + @lifetime)",
            new { secretHash, region = region.Value, lifetime }, cancellationToken);
    }

    private sealed record Row(string OrganisationId, bool Removed);
}
