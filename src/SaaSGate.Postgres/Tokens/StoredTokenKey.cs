namespace SaaSGate.Postgres.Tokens;

/// <summary>A key that signs tokens.</summary>
/// <param name="Id">Its <c>kid</c>.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo, P-256.</param>
/// <param name="PrivateKeySealed">PKCS #8 under the master key.</param>
/// <param name="CreatedAt">When it was made, from which on it is published.</param>
/// <param name="SignsFrom">From when on it signs.</param>
/// <param name="SignsUntil">Until when it signs where no newer one does.</param>
public sealed record StoredTokenKey(string Id, byte[] PublicKey, byte[] PrivateKeySealed, DateTimeOffset CreatedAt, DateTimeOffset SignsFrom, DateTimeOffset SignsUntil);
