using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>A reviewer's decision.</summary>
/// <param name="Decision">approve or deny.</param>
/// <param name="ViewDigest">Digest of the view that the reviewer saw, in hexadecimal.</param>
/// <param name="Note">A word on why.</param>
internal sealed record DecideApproval([property: AllowedValues("approve", "deny")] string Decision, string ViewDigest, string? Note = null);
