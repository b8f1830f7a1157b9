using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Incidents;

/// <summary>What came of a change to an incident, and what portals are to be told.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Feeds">Events of feeds.</param>
public sealed record IncidentChange(IncidentOutcome Outcome, IReadOnlyList<FeedAppended> Feeds);
