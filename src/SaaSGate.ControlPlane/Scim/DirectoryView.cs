using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>The organisation's directory, as administrators see it.</summary>
/// <param name="Address">Where the directory sends: the base address of SCIM.</param>
/// <param name="Users">People that it keeps here.</param>
/// <param name="ActiveUsers">Those of them who are here.</param>
/// <param name="Groups">Groups that it keeps here.</param>
/// <param name="LastChangeAt">When it last changed anything; null for never.</param>
/// <param name="Tokens">Tokens that it may come with, newest first.</param>
internal sealed record DirectoryView(string Address, int Users, int ActiveUsers, int Groups, DateTimeOffset? LastChangeAt, IReadOnlyList<DirectoryTokenView> Tokens);
