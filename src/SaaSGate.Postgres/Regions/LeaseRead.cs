using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Regions;

/// <summary>What one renewal read from PostgreSQL.</summary>
/// <param name="StopPosition">Up to here no stop of the region is missing in <paramref name="Stops"/>: the log's end, or the last of these when there are more.</param>
/// <param name="ViewPosition">The gateway's view must reach this.</param>
/// <param name="Stops">In order; at most <see cref="GatewayStore.StopsPerRead"/>.</param>
/// <param name="More">Whether there are more stops than fit: read on from <paramref name="StopPosition"/>.</param>
/// <param name="Ahead">Whether the gateway has seen more of a log than there is: the database has lost rows, and nothing else here counts.</param>
/// <param name="SpoolLost">Whether the spool went back to an earlier state: its head is behind what is known of it, or is another record at the same place.</param>
/// <param name="SpoolLossIsNew">Whether nobody was told yet that it went back, or that another stands in its place.</param>
public sealed record LeaseRead(long StopPosition, long ViewPosition, IReadOnlyList<Stop> Stops, bool More, bool Ahead, bool SpoolLost, bool SpoolLossIsNew);
