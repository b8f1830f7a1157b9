using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Approvals;

/// <summary>States of approvals as SQL writes them.</summary>
public static class ApprovalStates
{
    /// <summary>The state for a word; unspecified for null.</summary>
    public static ApprovalState Parse(string? text) => text switch
    {
        "pending" => ApprovalState.Pending,
        "approved" => ApprovalState.Approved,
        "denied" => ApprovalState.Denied,
        "expired" => ApprovalState.Expired,
        "consumed" => ApprovalState.Consumed,
        "cancelled" => ApprovalState.Cancelled,
        _ => ApprovalState.Unspecified,
    };
}
