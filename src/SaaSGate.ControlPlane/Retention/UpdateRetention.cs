using SaaSGate.Postgres.Retention;

namespace SaaSGate.ControlPlane.Retention;

/// <summary>How long recordings are kept, in days.</summary>
/// <param name="BodiesDays">What was sent and answered.</param>
/// <param name="FindingsDays">What was found in it.</param>
/// <param name="MetadataDays">That it happened.</param>
/// <param name="Labels">Rules for skills with a label; all of them, since others end.</param>
/// <param name="AuditDays">Who did what, from 30 days on; 400 when absent.</param>
internal sealed record UpdateRetention(int BodiesDays, int FindingsDays, int MetadataDays, IReadOnlyList<RetentionRule>? Labels, int AuditDays = RetentionRules.DefaultAuditDays);
