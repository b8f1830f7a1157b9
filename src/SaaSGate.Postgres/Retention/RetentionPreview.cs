namespace SaaSGate.Postgres.Retention;

/// <summary>What rules would delete at the next step, of what there is now. Holds are kept to.</summary>
/// <param name="Bodies">Exchanges that lose what was sent and answered.</param>
/// <param name="Findings">Findings that are deleted.</param>
/// <param name="Exchanges">Exchanges of which nothing is left.</param>
/// <param name="Sessions">Sessions that these belong to.</param>
/// <param name="Audit">Entries of the audit log that are deleted.</param>
public sealed record RetentionPreview(long Bodies, long Findings, long Exchanges, long Sessions, long Audit);
