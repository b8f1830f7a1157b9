using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Identity;

/// <summary>A credential for the management API, without its text.</summary>
/// <param name="Id">Its id, <c>tok_…</c>.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">read, approve, contain, policies, audit, manage, scim.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedByName">Who made it.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="RevokedAt">When it was revoked; null while it works.</param>
public sealed record ApiTokenView(string Id, string Name, [property: AllowedValues("read", "approve", "contain", "policies", "audit", "manage", "scim")] IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, string CreatedByName, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt);
