namespace SaaSGate.ControlPlane.Organisations;

/// <summary>A role that an organisation makes for itself.</summary>
/// <param name="Name">2 to 50 small letters, digits, - and _; it never changes.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Permissions">What who has it may do: read, decide, contain, policies, audit, manage, people, bill.</param>
internal sealed record CreateRole(string Name, string Description, IReadOnlyList<string> Permissions);
