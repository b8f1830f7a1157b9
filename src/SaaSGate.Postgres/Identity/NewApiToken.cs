namespace SaaSGate.Postgres.Identity;

/// <summary>An API token that is to be kept.</summary>
/// <param name="Id">Its id, <c>tok_…</c>.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">read, approve, contain, policies, audit, manage, scim.</param>
public sealed record NewApiToken(string Id, string Name, IReadOnlyList<string> Scopes);
