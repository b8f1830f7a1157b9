using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Regions;

/// <summary>What has come to the logs, each with the regions that it concerns.</summary>
/// <param name="Positions">Read up to here.</param>
/// <param name="Stops">New stops, in order.</param>
/// <param name="Views">Organisations whose view changed, came or went.</param>
/// <param name="Decisions">Held requests that were decided or ended.</param>
/// <param name="RevokedGateways">Every gateway that is revoked.</param>
/// <param name="WentBack">Whether a log ends before what was read of it: the database lost rows. Reading goes on at its end.</param>
public sealed record LinkChanges(
    LinkPositions Positions,
    IReadOnlyList<LinkChanges.OfRegions<Stop>> Stops,
    IReadOnlyList<LinkChanges.OfRegions<LinkChanges.ViewChange>> Views,
    IReadOnlyList<LinkChanges.OfRegions<LinkChanges.Decision>> Decisions,
    IReadOnlySet<string> RevokedGateways,
    bool WentBack)
{
    /// <summary>Something with the regions that it concerns.</summary>
    public sealed record OfRegions<T>(T What, string[] Regions);

    /// <summary>An organisation's view changed at this position.</summary>
    public sealed record ViewChange(long Position, string OrganisationId);

    /// <summary>A held request is in this state now.</summary>
    public sealed record Decision(string OrganisationId, string ApprovalId, string State);
}
