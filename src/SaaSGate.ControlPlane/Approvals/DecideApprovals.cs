using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>One decision about many approvals, each as it was seen.</summary>
/// <param name="Decision">approve or deny.</param>
/// <param name="Items">Which, up to 2,000.</param>
/// <param name="Note">A word on why.</param>
internal sealed record DecideApprovals(
    [property: AllowedValues("approve", "deny")] string Decision, IReadOnlyList<DecideApprovals.Item> Items, string? Note = null)
{
    /// <summary>One of them.</summary>
    /// <param name="Id">The approval.</param>
    /// <param name="ViewDigest">Digest of the view that the reviewer saw, in hexadecimal.</param>
    internal sealed record Item(string Id, string ViewDigest);
}
