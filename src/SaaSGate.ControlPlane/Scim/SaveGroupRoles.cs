namespace SaaSGate.ControlPlane.Scim;

/// <summary>What a group's people may do here.</summary>
/// <param name="Roles">Names of roles; none for nothing. Never owner.</param>
internal sealed record SaveGroupRoles(IReadOnlyList<string> Roles);
