using SaaSGate.Postgres.Connections;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Recording;

/// <summary>What a batch changed, for those who watch.</summary>
/// <param name="Feeds">Sessions that began or went on.</param>
/// <param name="Exchanges">Responses that went on.</param>
/// <param name="Upstreams">What exchanges that ended tell of their connections.</param>
/// <param name="OpensIncidents">Whether a rule is to open an incident: <see cref="Incidents.IncidentChangeStore.OpenDueAsync"/> does.</param>
/// <param name="MovesBatches">Whether batches of messages are to be brought up to date: <see cref="Batches.BatchStore.BringUpAsync"/> does.</param>
/// <param name="PutAside">Exchanges of which something could not be taken in: it stands in <c>platform.quarantine</c>.</param>
public sealed record IngestResult(
    IReadOnlyList<FeedAppended> Feeds, IReadOnlyList<ExchangeProgress> Exchanges, IReadOnlyList<ConnectionSign> Upstreams, bool OpensIncidents, bool MovesBatches, int PutAside)
{
    /// <summary>Everything was known already.</summary>
    public static IngestResult Nothing { get; } = new([], [], [], false, false, 0);
}
