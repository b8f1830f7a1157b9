namespace SaaSGate.Postgres.Identity;

/// <summary>What an API token may do, as found by its text.</summary>
/// <param name="Id">Its id, <c>tok_…</c>.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">read, approve, manage, scim.</param>
/// <param name="CreatedBy">Who made it: an admin (<c>usr_…</c>), or <c>system</c>.</param>
/// <param name="MakerHasLeft">Whether who made it is no admin any more. Such a token lives only where a directory uses it, to say who leaves.</param>
public sealed record ApiTokenRow(string Id, string Name, IReadOnlyList<string> Scopes, string CreatedBy, bool MakerHasLeft);
