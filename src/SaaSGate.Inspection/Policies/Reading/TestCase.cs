namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>A test that a policy carries: what comes, and what must be decided.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Line">Where it stands in the document, from 1.</param>
/// <param name="Column">Column in the line, from 1.</param>
/// <param name="On">What comes.</param>
/// <param name="Body">JSON in UTF-8: the body of a request or answer, or the input of a tool.</param>
/// <param name="Tool">Name of the tool; empty for others.</param>
/// <param name="Facts">What is known beside the body.</param>
/// <param name="Decision">What must be decided.</param>
/// <param name="Rule">Name of the rule that must decide; null where that does not matter.</param>
internal sealed record TestCase(string Name, int Line, int Column, RuleDirection On, byte[] Body, string Tool, RequestFacts Facts, DecisionKind Decision, string? Rule);
