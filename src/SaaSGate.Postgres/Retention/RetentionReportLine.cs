using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Retention;

/// <summary>The oldest datum of a kind beside what was promised of it.</summary>
/// <param name="Kind">bodies, findings, metadata, approvals, batches (whose they are), quarantine, feed, audit, evidence (zips that wait to be taken away) or open: exchanges that have not ended, which are never deleted.</param>
/// <param name="Oldest">When the oldest was recorded that no hold keeps; null when there is none.</param>
/// <param name="Days">How long it is kept; null where nothing is promised.</param>
/// <param name="GoneBy">When it is gone at the latest: its days, and one for deleting it.</param>
/// <param name="Late">Whether that time has passed.</param>
/// <param name="OldestHeld">When the oldest was recorded that a hold keeps; null when there is none.</param>
public sealed record RetentionReportLine(
    [property: AllowedValues("bodies", "findings", "metadata", "approvals", "batches", "quarantine", "feed", "audit", "evidence", "open")] string Kind,
    DateTimeOffset? Oldest, int? Days, DateTimeOffset? GoneBy, bool Late, DateTimeOffset? OldestHeld);
