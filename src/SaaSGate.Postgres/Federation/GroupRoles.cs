namespace SaaSGate.Postgres.Federation;

/// <summary>What people of a group may do.</summary>
/// <param name="Group">The group, exactly as the identity provider names it in its claim.</param>
/// <param name="Roles">Names of roles.</param>
public sealed record GroupRoles(string Group, IReadOnlyList<string> Roles);
