namespace SaaSGate.Contracts.Recording;

/// <summary>What a record says of a tool call of the answer that did not reach the skill, or not before somebody allowed it.</summary>
/// <param name="At">When it was kept back.</param>
/// <param name="Index">Of its content block in Claude's answer.</param>
/// <param name="Tool">The tool's name, masked.</param>
/// <param name="Rule">The rule that kept it back.</param>
/// <param name="PolicyId">The policy with that rule; a lock's id where that kept it back.</param>
/// <param name="PolicyVersion">The version of the policy.</param>
/// <param name="Kind">hold, block or lock.</param>
/// <param name="ApprovalId">Of one that was held: the approval that it waited for.</param>
/// <param name="ConsumedAt">When that was used up for it; null where it never was. How it ended without says the exchange's outcome.</param>
public sealed record WithheldFacts(
    DateTimeOffset At, int Index, string Tool, string Rule, string PolicyId, long PolicyVersion, string Kind, string? ApprovalId, DateTimeOffset? ConsumedAt);
