namespace SaaSGate.Postgres.Proof;

/// <summary>A key that signs, or has signed.</summary>
/// <param name="Id">RFC 7638 thumbprint.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo.</param>
/// <param name="PrivateKeySealed">The private key under the master key; null once it is retired.</param>
/// <param name="CreatedAt">When it began to sign.</param>
/// <param name="RetiredAt">When it ceased to; null for the present one.</param>
public sealed record StoredSigningKey(string Id, byte[] PublicKey, byte[]? PrivateKeySealed, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt);
