using SaaSGate.Postgres.Exposure;

namespace SaaSGate.ControlPlane.Exposure;

/// <summary>Who saw a value.</summary>
/// <param name="Type">Type under which it was looked up.</param>
/// <param name="TotalSessions">How many sessions saw it.</param>
/// <param name="Sessions">Those sessions, the last one first; at most 500.</param>
internal sealed record ExposureReport(string Type, int TotalSessions, IReadOnlyList<ExposedSession> Sessions);
