namespace SaaSGate.Postgres.Scim;

/// <summary>What an organisation's directory keeps here.</summary>
/// <param name="Users">People.</param>
/// <param name="ActiveUsers">Those of them who are here.</param>
/// <param name="Groups">Groups.</param>
/// <param name="LastChangeAt">When it last changed anything; null for never.</param>
public sealed record DirectoryOverview(int Users, int ActiveUsers, int Groups, DateTimeOffset? LastChangeAt);
