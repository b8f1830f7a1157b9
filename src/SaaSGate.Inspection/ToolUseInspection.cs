using SaaSGate.Inspection.Policies;
using SaaSGate.Inspection.Policies.Explaining;

namespace SaaSGate.Inspection;

/// <summary>What was read in a tool call of an answer, and what policy decides about it.</summary>
public sealed class ToolUseInspection
{
    /// <summary>What policy decides: allow, hold, block or lock.</summary>
    public PolicyDecision Decision { get; init; } = PolicyDecision.Allowed;

    /// <summary>Every rule that matched, in the order of merging.</summary>
    public IReadOnlyList<RuleMatch> Matches { get; init; } = [];

    /// <summary>Incidents that rules open about it, whichever of them decides.</summary>
    public IReadOnlyList<RuleIncident> Incidents { get; init; } = [];

    /// <summary>What detectors saw, of the types that rules name. Locations are JSON pointers that begin with <c>/input</c> or <c>/name</c>.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What the skill has not used before, where the facts say what it has.</summary>
    public IReadOnlyList<UsedThing> FirstUses { get; init; } = [];

    /// <summary>The input for record and reviewers: labels stand for values that policy masks. What was no JSON is a JSON string.</summary>
    public ReadOnlyMemory<byte> RecordInput { get; init; }

    /// <summary>Why, where that was asked for; null otherwise.</summary>
    public PolicyExplanation? Explanation { get; init; }

    /// <summary>What drafts would have said, where some run beside the policy in force; null otherwise.</summary>
    public ShadowVerdict? Shadow { get; init; }
}
