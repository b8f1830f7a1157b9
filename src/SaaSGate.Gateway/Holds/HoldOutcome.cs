using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.Holds;

/// <summary>
/// How a wait for reviewers ended. <see cref="ApprovalState.Approved"/> is not yet the right to send: it must be consumed. A
/// problem says that nobody was asked. Pending with edits says that a reviewer changed the request and wants to be asked anew.
/// </summary>
internal sealed record HoldOutcome(ApprovalState State, string ApprovalId, string Note = "", Problem? Problem = null, IReadOnlyList<TextEdit>? Edits = null);
