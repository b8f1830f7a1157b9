namespace SaaSGate.Postgres.Regions;

/// <summary>The certificate authority of the region link as it is stored.</summary>
/// <param name="Certificate">X.509, DER.</param>
/// <param name="PrivateKeySealed">PKCS#8, sealed under the master key.</param>
public sealed record StoredAuthority(byte[] Certificate, byte[] PrivateKeySealed);
