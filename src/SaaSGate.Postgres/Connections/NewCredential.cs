namespace SaaSGate.Postgres.Connections;

/// <summary>A credential that takes the place of a connection's.</summary>
/// <param name="Kind">api_key or oauth_token.</param>
/// <param name="Sealed">Under the master key.</param>
/// <param name="Hint">Its last four characters.</param>
/// <param name="DropOld">Whether the one before goes at once, and is not kept until told.</param>
public sealed record NewCredential(string Kind, byte[] Sealed, string Hint, bool DropOld);
