namespace SaaSGate.Postgres.Evidence;

/// <summary>A block of a request.</summary>
/// <param name="Commitment">What the record commits to.</param>
/// <param name="Hash">SHA-256 of its bytes; null where it was deleted.</param>
/// <param name="Salt">Its salt; null where it was deleted.</param>
/// <param name="Body">Its bytes, the first time that a session has it; null later.</param>
public sealed record ProvenBlock(byte[] Commitment, byte[]? Hash, byte[]? Salt, byte[]? Body);
