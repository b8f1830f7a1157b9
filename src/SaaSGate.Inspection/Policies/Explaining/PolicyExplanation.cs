namespace SaaSGate.Inspection.Policies.Explaining;

/// <summary>Why a request or a tool call is decided as it is.</summary>
/// <param name="Decision">What was decided.</param>
/// <param name="Why">The same in a sentence.</param>
/// <param name="Rules">Every rule in force, in the order of merging.</param>
public sealed record PolicyExplanation(PolicyDecision Decision, string Why, IReadOnlyList<RuleExplanation> Rules);
