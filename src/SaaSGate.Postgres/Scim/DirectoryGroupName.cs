namespace SaaSGate.Postgres.Scim;

/// <summary>A group that somebody is in.</summary>
/// <param name="Id">Its id, <c>dgr_…</c>.</param>
/// <param name="DisplayName">Its name, as sent.</param>
public sealed record DirectoryGroupName(string Id, string DisplayName);
