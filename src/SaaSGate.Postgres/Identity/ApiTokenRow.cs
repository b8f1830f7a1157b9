namespace SaaSGate.Postgres.Identity;

/// <summary>What an API token may do, as found by its text.</summary>
/// <param name="Id">Its id, <c>tok_…</c>.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">read, approve, contain, policies, audit, manage, scim.</param>
/// <param name="CreatedBy">Who made it: a person (<c>usr_…</c>), or <c>system</c>.</param>
/// <param name="MakerPermissions">What that person may do now: the token does no more.</param>
/// <param name="MakerHasLeft">Whether who made it manages people no more. Such a token lives only where a directory uses it, to say who leaves.</param>
public sealed record ApiTokenRow(string Id, string Name, IReadOnlyList<string> Scopes, string CreatedBy, IReadOnlyList<string> MakerPermissions, bool MakerHasLeft);
