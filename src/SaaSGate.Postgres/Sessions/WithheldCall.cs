using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Sessions;

/// <summary>A tool call of an answer that did not reach the skill, or not before somebody allowed it.</summary>
/// <param name="At">When it was kept back.</param>
/// <param name="Index">Of its content block in Claude's answer.</param>
/// <param name="Tool">The tool's name, masked.</param>
/// <param name="Input">What it was called with: JSON, masked, cut where it is long.</param>
/// <param name="Rule">The rule that kept it back.</param>
/// <param name="PolicyId">The policy with that rule, <c>pol_…</c>; <c>lck_…</c> where a lock on its destination did.</param>
/// <param name="PolicyVersion">The version of the policy.</param>
/// <param name="Kind">hold, block or lock.</param>
/// <param name="ApprovalId">Of one that was held: the approval that it waited for.</param>
/// <param name="ApprovalState">What became of that; <c>consumed</c> where the skill got the call. Null where there is none, or none any more.</param>
/// <param name="DecidedByName">Who decided.</param>
public sealed record WithheldCall(
    DateTimeOffset At,
    int Index,
    string Tool,
    string Input,
    string Rule,
    string PolicyId,
    long PolicyVersion,
    [property: AllowedValues("hold", "block", "lock")] string Kind,
    string? ApprovalId,
    [property: AllowedValues("pending", "approved", "denied", "expired", "consumed", "cancelled", null)] string? ApprovalState,
    string? DecidedByName);
