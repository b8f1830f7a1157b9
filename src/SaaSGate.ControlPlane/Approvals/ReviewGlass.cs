namespace SaaSGate.ControlPlane.Approvals;

/// <summary>What somebody else thinks of broken glass.</summary>
/// <param name="Justified">Whether it was justified.</param>
/// <param name="Note">Why.</param>
internal sealed record ReviewGlass(bool Justified, string Note);
