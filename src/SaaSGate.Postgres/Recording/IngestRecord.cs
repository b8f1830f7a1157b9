using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Recording;

/// <summary>A record of a gateway's spool.</summary>
/// <param name="Frame">The record. Its ids are valid, its times within range, its texts without NUL.</param>
/// <param name="Request">The request that starts an exchange, taken apart; null for other records.</param>
public sealed record IngestRecord(RecordFrame Frame, RecordedRequest? Request);
