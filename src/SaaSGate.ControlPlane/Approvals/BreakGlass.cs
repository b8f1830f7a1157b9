namespace SaaSGate.ControlPlane.Approvals;

/// <summary>An approval past everyone whom the rule asks.</summary>
/// <param name="ViewDigest">Digest of the view that the admin saw, in hexadecimal.</param>
/// <param name="Reason">Why it cannot wait; everyone will read it.</param>
internal sealed record BreakGlass(string ViewDigest, string Reason);
