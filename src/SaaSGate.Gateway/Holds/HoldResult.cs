using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Refusals;

namespace SaaSGate.Gateway.Holds;

/// <summary>Step 6's result: one of three.</summary>
/// <param name="Approval">The right to send.</param>
/// <param name="Refusal">Why it is not sent.</param>
/// <param name="Edits">How a reviewer changed it: it must be asked for anew.</param>
/// <param name="ApprovalId">The approval that they changed.</param>
internal readonly record struct HoldResult(ConsumedApproval? Approval, Refusal? Refusal = null, IReadOnlyList<TextEdit>? Edits = null, string ApprovalId = "");
