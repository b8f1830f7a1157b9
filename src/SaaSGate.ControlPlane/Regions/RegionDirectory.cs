using System.Collections.Concurrent;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>
/// Which organisations a region's gateways may speak for. Kept in memory until the view log says that something changed;
/// an organisation that is not known is looked up once more before it is refused.
/// </summary>
internal sealed class RegionDirectory(RegionStore regions)
{
    private readonly ConcurrentDictionary<string, Task<RegionOrganisations>> _known = new(StringComparer.Ordinal);

    /// <summary>Whether the region serves the organisation now.</summary>
    public async Task<bool> ServesAsync(string regionId, string organisationId, CancellationToken cancellationToken) =>
        (await ReadAsync(regionId, cancellationToken)).Served.Contains(organisationId)
        || (await ReadAnewAsync(regionId, cancellationToken)).Served.Contains(organisationId);

    /// <summary>The organisations among these whose records the region's gateways may not deliver: it never served them.</summary>
    public async Task<IReadOnlyList<string>> ForeignAsync(string regionId, IReadOnlyCollection<string> organisationIds, CancellationToken cancellationToken)
    {
        var known = (await ReadAsync(regionId, cancellationToken)).EverServed;
        if (organisationIds.All(known.Contains))
            return [];
        known = (await ReadAnewAsync(regionId, cancellationToken)).EverServed;
        return [.. organisationIds.Where(id => !known.Contains(id))];
    }

    public void ForgetAll() => _known.Clear();

    public void Forget(string regionId) => _known.TryRemove(regionId, out _);

    private async Task<RegionOrganisations> ReadAsync(string regionId, CancellationToken cancellationToken)
    {
        try
        {
            return await _known.GetOrAdd(regionId, id => regions.ReadOrganisationsAsync(id, CancellationToken.None)).WaitAsync(cancellationToken);
        }
        catch
        {
            Forget(regionId);
            throw;
        }
    }

    private Task<RegionOrganisations> ReadAnewAsync(string regionId, CancellationToken cancellationToken)
    {
        Forget(regionId);
        return ReadAsync(regionId, cancellationToken);
    }
}
