using System.Globalization;
using SaaSGate.Inspection.Policies;
using SaaSGate.Inspection.Policies.Explaining;
using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Requests;

/// <summary>Says of each rule what came of it, after a verdict.</summary>
internal static class RuleExplainer
{
    private static readonly ConditionKind[] Kinds = Enum.GetValues<ConditionKind>();

    private static readonly string[] Keys =
        ["findings", "text", "tools", "tool_input", "destinations", "models", "endpoints", "mcp_servers", "container_skills", "files", "max_tokens", "request_tokens", "time", "labels", "first_seen"];

    /// <summary>Explains a verdict.</summary>
    /// <param name="policy">All rules in force.</param>
    /// <param name="evaluation">What was gathered for those that were asked.</param>
    /// <param name="verdict">What came of it.</param>
    public static PolicyExplanation Explain(PolicySet policy, RuleEvaluation evaluation, RuleVerdict verdict)
    {
        var table = evaluation.Table;
        var matched = new ulong[table.Words];
        RuleVerdict.Match(evaluation, matched);
        var decisive = Array.FindIndex(table.Rules, rule => rule.Name == verdict.Decision.Rule && rule.Policy.Id == verdict.Decision.PolicyId);
        var rules = policy.Rules.Select((rule, order) =>
        {
            var place = Array.FindIndex(table.Rules, asked => ReferenceEquals(asked, rule));
            return place < 0 ? new RuleExplanation(order + 1, rule.Summary, RuleOutcome.NotAsked, NotAsked(rule), [], []) : Of(evaluation, matched, place, decisive, order + 1);
        });
        return new PolicyExplanation(verdict.Decision, Why(verdict), [.. rules]);
    }

    private static RuleExplanation Of(RuleEvaluation evaluation, ulong[] matched, int place, int decisive, int order)
    {
        var rule = evaluation.Table.Rules[place];
        ConditionExplanation[] conditions = [.. Kinds.Where(rule.Asks).Select(kind => Condition(evaluation, place, kind))];
        string[] exceptions = [.. evaluation.Table.ExceptionsOf(place).ToArray().Where(i => evaluation.Running[i]).Select(i => Say(evaluation.Table.Exceptions[i].Exception))];
        var failed = conditions.Where(condition => condition.Answer is ConditionAnswer.No or ConditionAnswer.UnknownCountsAsNotMet).Select(condition => condition.Key).ToArray();
        var (outcome, why) = (RuleBits.Contains(matched, place), place == decisive) switch
        {
            (true, true) => (RuleOutcome.Decides, $"It decides: of the rules that match none is more severe than '{Lower(rule.Kind)}', and it is the first of its kind."),
            (true, false) => (RuleOutcome.Matched, Beaten(rule, evaluation.Table.Rules[decisive])),
            _ when failed.Length == 0 => (RuleOutcome.Excepted, "All of its conditions hold, and an exception speaks against it."),
            _ => (RuleOutcome.NotMatched, $"{string.Join(", ", failed.Select(key => $"'{key}'"))} {(failed.Length == 1 ? "does" : "do")} not hold."),
        };
        return new RuleExplanation(order, rule.Summary, outcome, why, conditions, exceptions);
    }

    private static ConditionExplanation Condition(RuleEvaluation evaluation, int place, ConditionKind kind)
    {
        var holds = RuleBits.Contains(evaluation.Held(kind), place);
        var answer = (holds, evaluation.IsUnknown(kind)) switch
        {
            (true, false) => ConditionAnswer.Yes,
            (false, false) => ConditionAnswer.No,
            (true, true) => ConditionAnswer.UnknownCountsAsMet,
            (false, true) => ConditionAnswer.UnknownCountsAsNotMet,
        };
        return new ConditionExplanation(Keys[(int)kind], RuleReasons.Asked(evaluation.Table.Rules[place], kind), answer, kind == ConditionKind.Findings ? evaluation.CountOf(place) : null);
    }

    private static string Beaten(PolicyRule rule, PolicyRule decisive) => decisive.Kind == rule.Kind
        ? $"It matches, and '{decisive.Name}' of '{decisive.Policy.Name}', of the same kind, comes before it."
        : $"It matches, and '{decisive.Name}' of '{decisive.Policy.Name}' is more severe: '{Lower(decisive.Kind)}' comes before '{Lower(rule.Kind)}'.";

    private static string NotAsked(PolicyRule rule) => rule.Direction switch
    {
        RuleDirection.Response => "It looks at answers.",
        RuleDirection.ToolUse => "It looks at tool calls of answers.",
        _ => "It looks at requests.",
    };

    private static string Say(RuleException exception) =>
        string.Create(CultureInfo.InvariantCulture, $"Line {exception.Line}: until {exception.Until.AddDays(-1):yyyy-MM-dd}, answered for by {exception.Owner}{(exception.Reason is null ? "" : $": {exception.Reason}")}");

    private static string Why(RuleVerdict verdict) => verdict.Matches.Count == 0
        ? "No rule matches, so it is let through."
        : $"'{verdict.Decision.Rule}' decides: '{Lower(verdict.Decision.Kind)}'. {Number(verdict.Matches.Count)} in all.";

    private static string Number(int rules) => rules == 1 ? "One rule matches" : string.Create(CultureInfo.InvariantCulture, $"{rules} rules match");

    private static string Lower(DecisionKind kind) => kind.ToString().ToLowerInvariant();
}
