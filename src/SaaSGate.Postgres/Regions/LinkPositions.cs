namespace SaaSGate.Postgres.Regions;

/// <summary>How far the logs that gateways follow have been read.</summary>
/// <param name="Stop">In <c>platform.stop_log</c>.</param>
/// <param name="View">In <c>platform.view_log</c>.</param>
/// <param name="Decision">In <c>platform.decision_log</c>.</param>
public readonly record struct LinkPositions(long Stop, long View, long Decision);
