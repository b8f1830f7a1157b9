namespace SaaSGate.Postgres.Proof;

/// <summary>A checkpoint, as it was signed.</summary>
/// <param name="Number">From 1.</param>
/// <param name="At">When it was made.</param>
/// <param name="Document">Canonical JSON.</param>
/// <param name="Hash">Its SHA-256.</param>
/// <param name="Signature">64 bytes.</param>
public sealed record StoredCheckpoint(long Number, DateTimeOffset At, byte[] Document, byte[] Hash, byte[] Signature);
