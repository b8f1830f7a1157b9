namespace SaaSGate.Postgres.Exposure;

/// <summary>What a value of a list leaves behind.</summary>
/// <param name="Position">Its place in the list, from 1.</param>
/// <param name="Fingerprint">One of its fingerprints, 32 bytes.</param>
public readonly record struct ListedFingerprint(int Position, byte[] Fingerprint);
