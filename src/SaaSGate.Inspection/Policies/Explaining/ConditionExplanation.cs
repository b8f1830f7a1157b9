namespace SaaSGate.Inspection.Policies.Explaining;

/// <summary>One condition of a rule and what came of it.</summary>
/// <param name="Key">Its key in the document: <c>findings</c>, <c>tools</c>.</param>
/// <param name="Asked">What it asks, shortened, in words of the document.</param>
/// <param name="Answer">What came of it.</param>
/// <param name="Count">How many findings the rule counted; null for other conditions.</param>
public sealed record ConditionExplanation(string Key, string Asked, ConditionAnswer Answer, int? Count);
