namespace SaaSGate.Postgres.Connections;

/// <summary>A connection's credential as it is kept, and the one before it.</summary>
/// <param name="BaseUrl">Where Claude answers.</param>
/// <param name="Kind">api_key or oauth_token.</param>
/// <param name="Sealed">Under the master key.</param>
/// <param name="Version">The connection's.</param>
public sealed record SealedCredential(string BaseUrl, string Kind, byte[] Sealed, long Version);
