namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Approves at once, for a while, what is like something that the caller has just approved.</summary>
/// <param name="ApprovalId">What was approved.</param>
/// <param name="Minutes">For how long, 1 to 1,440.</param>
internal sealed record ApproveLikes(string ApprovalId, int Minutes);
