namespace SaaSGate.ControlPlane.Organisations;

/// <summary>What a person is given here.</summary>
/// <param name="Roles">Names of roles; none takes all.</param>
internal sealed record SaveMemberRoles(IReadOnlyList<string> Roles);
