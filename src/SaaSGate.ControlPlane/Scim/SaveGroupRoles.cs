namespace SaaSGate.ControlPlane.Scim;

/// <summary>What a group's people may do here.</summary>
/// <param name="Roles">admin, reviewer, responder; none of them for nothing.</param>
internal sealed record SaveGroupRoles(IReadOnlyList<string> Roles);
