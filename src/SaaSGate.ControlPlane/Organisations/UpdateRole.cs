namespace SaaSGate.ControlPlane.Organisations;

/// <summary>What a role is to be.</summary>
/// <param name="Description">What it is for.</param>
/// <param name="Permissions">What who has it may do: read, decide, contain, policies, audit, manage, people, bill.</param>
internal sealed record UpdateRole(string Description, IReadOnlyList<string> Permissions);
