namespace SaaSGate.Inspection.Policies;

/// <summary>How one test of a policy went.</summary>
/// <param name="Name">Name of the test.</param>
/// <param name="Line">Where it stands in the document, from 1.</param>
/// <param name="Column">Column in the line, from 1.</param>
/// <param name="Expected">What must be decided.</param>
/// <param name="ExpectedRule">The rule that must decide; null where that does not matter.</param>
/// <param name="Actual">What is decided.</param>
/// <param name="ActualRule">The rule that decides; empty where none matches.</param>
/// <param name="Matches">Every rule that matched.</param>
/// <param name="Refusal">Why the input was not read at all; null where it was.</param>
public sealed record PolicyTestResult(string Name, int Line, int Column, DecisionKind Expected, string? ExpectedRule, DecisionKind Actual, string ActualRule, IReadOnlyList<RuleMatch> Matches, string? Refusal = null)
{
    /// <summary>Whether it is as expected.</summary>
    public bool Passed => Refusal is null && Actual == Expected && (ExpectedRule is null || ExpectedRule == ActualRule);

    /// <summary>What is wrong and what to do; empty where nothing is.</summary>
    public string Message => Passed
        ? ""
        : Refusal ?? $"The test '{Name}' expects {Show(Expected, ExpectedRule ?? "")}, and the policy decides {Show(Actual, ActualRule)}. Correct the rules or the test.";

    private static string Show(DecisionKind kind, string rule) => rule.Length == 0 ? $"'{kind.ToString().ToLowerInvariant()}'" : $"'{kind.ToString().ToLowerInvariant()}' by '{rule}'";
}
