using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.Holds;

/// <summary>How a wait for reviewers ended. <see cref="ApprovalState.Approved"/> is not yet the right to send: it must be consumed.</summary>
internal sealed record HoldOutcome(ApprovalState State, string ApprovalId, string DecidedBy = "", string Note = "");
