namespace SaaSGate.Inspection.Policies.Explaining;

/// <summary>One rule and what came of it. Says nothing of what it was asked about but counts.</summary>
/// <param name="Order">Place in the order of merging, from 1.</param>
/// <param name="Rule">What the rule says.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Why">The same in a sentence.</param>
/// <param name="Conditions">Each condition that it has, in the order of the documentation; empty where it was not asked.</param>
/// <param name="Exceptions">Its exceptions that apply now, as sentences.</param>
public sealed record RuleExplanation(int Order, RuleSummary Rule, RuleOutcome Outcome, string Why, IReadOnlyList<ConditionExplanation> Conditions, IReadOnlyList<string> Exceptions);
