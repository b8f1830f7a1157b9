namespace SaaSGate.Postgres.Connections;

/// <summary>A Claude endpoint with its credential, of which only a hint is shown.</summary>
/// <param name="Id">Its id, <c>con_…</c>.</param>
/// <param name="Name">Its name, unique in the organisation.</param>
/// <param name="BaseUrl">Where Claude answers.</param>
/// <param name="CredentialHint">Last four characters of the credential.</param>
/// <param name="Regions">Regions whose gateways may use it.</param>
/// <param name="CreatedAt">When it was registered.</param>
public sealed record ConnectionView(string Id, string Name, string BaseUrl, string CredentialHint, IReadOnlyList<string> Regions, DateTimeOffset CreatedAt);
