namespace SaaSGate.Postgres.Evidence;

/// <summary>A record of a chain, with what it commits to as far as that is still there.</summary>
/// <param name="Sequence">Its place.</param>
/// <param name="Hash">Its link.</param>
/// <param name="Record">Its canonical bytes.</param>
/// <param name="Content">What was sent and answered; null of other records, and where an exchange's later record has it.</param>
public sealed record ProvenRecord(long Sequence, byte[] Hash, byte[] Record, ProvenContent? Content);
