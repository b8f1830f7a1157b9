using SaaSGate.Postgres.Retention;

namespace SaaSGate.ControlPlane.Retention;

/// <summary>Whether what was promised is kept.</summary>
/// <param name="At">When it was looked at.</param>
/// <param name="Lines">A line for each kind of data.</param>
internal sealed record RetentionReport(DateTimeOffset At, IReadOnlyList<RetentionReportLine> Lines);
