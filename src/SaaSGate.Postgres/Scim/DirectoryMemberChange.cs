namespace SaaSGate.Postgres.Scim;

/// <summary>A step by which the people of a group change.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="UserIds">With whom.</param>
public sealed record DirectoryMemberChange(DirectoryMemberChangeKind Kind, IReadOnlyList<string> UserIds);
