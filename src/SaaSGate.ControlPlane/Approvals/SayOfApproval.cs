namespace SaaSGate.ControlPlane.Approvals;

/// <summary>A message.</summary>
/// <param name="Text">What is said.</param>
internal sealed record SayOfApproval(string Text);
