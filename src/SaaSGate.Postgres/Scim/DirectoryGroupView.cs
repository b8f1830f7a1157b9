namespace SaaSGate.Postgres.Scim;

/// <summary>A group of the directory, and what its people may do here.</summary>
/// <param name="Id">Its id, <c>dgr_…</c>.</param>
/// <param name="DisplayName">Its name.</param>
/// <param name="Members">How many people are in it.</param>
/// <param name="Roles">What they may do here.</param>
/// <param name="RolesVersion">Grows with every edit; the ETag.</param>
public sealed record DirectoryGroupView(
    string Id, string DisplayName, int Members, IReadOnlyList<string> Roles, long RolesVersion);
