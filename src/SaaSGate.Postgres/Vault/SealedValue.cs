namespace SaaSGate.Postgres.Vault;

/// <summary>An envelope where it lies.</summary>
/// <param name="Keys">Values of the columns that name its row, as text.</param>
/// <param name="Envelope">The bytes.</param>
public sealed record SealedValue(IReadOnlyList<string> Keys, byte[] Envelope);
