using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection;

/// <summary>What drafts that run beside the policy in force would have said. It changes nothing.</summary>
/// <param name="Decision">What they would decide.</param>
/// <param name="Matches">Rules of theirs that matched, in the order of merging.</param>
public sealed record ShadowVerdict(PolicyDecision Decision, IReadOnlyList<RuleMatch> Matches);
