namespace SaaSGate.ControlPlane.Policies;

/// <summary>Another name for a policy.</summary>
/// <param name="Name">Unique in the organisation.</param>
internal sealed record RenamePolicy(string Name);
