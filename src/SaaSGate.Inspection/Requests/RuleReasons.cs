using System.Globalization;
using System.Text;
using SaaSGate.Inspection.Policies;
using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Requests;

/// <summary>Says in words of the document what a rule asks and what came of it: never anything of the request but counts.</summary>
internal static class RuleReasons
{
    private const int MostNames = 4;

    private static readonly ConditionKind[] Kinds = Enum.GetValues<ConditionKind>();

    /// <summary>Which conditions of a matching rule held, in at most <see cref="RuleMatch.LongestBecause"/> characters.</summary>
    public static string Because(RuleEvaluation evaluation, int rule)
    {
        var text = new StringBuilder();
        foreach (var kind in Kinds)
            if (evaluation.Table.Rules[rule].Asks(kind))
                text.Append(text.Length == 0 ? "" : "; ").Append(Asked(evaluation.Table.Rules[rule], kind)).Append(Found(evaluation, rule, kind));
        if (text.Length == 0)
            return "no condition: it always matches";
        if (text.Length <= RuleMatch.LongestBecause)
            return text.ToString();
        text.Length = char.IsHighSurrogate(text[RuleMatch.LongestBecause - 2]) ? RuleMatch.LongestBecause - 2 : RuleMatch.LongestBecause - 1;
        return text.Append('…').ToString();
    }

    /// <summary>A condition as the document has it, shortened.</summary>
    public static string Asked(PolicyRule rule, ConditionKind kind) => kind switch
    {
        ConditionKind.Findings => Names(rule.Detectors.Count > 0 ? "detectors" : "findings", rule.Detectors.Count > 0 ? rule.Detectors : rule.Types) + (rule.MinCount > 1 ? Number(" min_count ", rule.MinCount) : ""),
        ConditionKind.Text => rule.LastUserTurn ? "text in last_user_turn" : "text",
        ConditionKind.Tools => Names("tools", rule.Tools),
        ConditionKind.ToolInput => "tool_input",
        ConditionKind.Destinations => rule.Destinations.Count > 0 ? Names("destinations", rule.Destinations) : "destinations that are not allowed",
        ConditionKind.Models => Names("models", rule.Models),
        ConditionKind.Endpoints => Names("endpoints", [.. rule.Endpoints.Select(EndpointNames.Of)]),
        ConditionKind.McpServers => Names("mcp_servers", rule.McpServers),
        ConditionKind.ContainerSkills => Names("container_skills", rule.ContainerSkills),
        ConditionKind.Files => "files",
        ConditionKind.MaxTokens => Number("max_tokens more than ", rule.MaxTokensMoreThan!.Value),
        ConditionKind.RequestTokens => Number("request_tokens more than ", rule.RequestTokensMoreThan!.Value),
        ConditionKind.Time => $"time {rule.Time!.Text} {rule.Time.Zone.Id}",
        ConditionKind.Labels => Names("labels", rule.Labels),
        ConditionKind.FirstSeen => Names("first_seen", [.. rule.FirstSeen.Select(seen => seen.ToString().ToLowerInvariant())]),
        _ => "",
    };

    private static string Found(RuleEvaluation evaluation, int rule, ConditionKind kind) =>
        evaluation.IsUnknown(kind) ? " (not known, so it counts)" : kind == ConditionKind.Findings ? Number(": ", evaluation.CountOf(rule)) : "";

    private static string Names(string key, IReadOnlyList<string> names) =>
        names.Count <= MostNames ? $"{key} {string.Join(", ", names)}" : string.Create(CultureInfo.InvariantCulture, $"{key} {string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more");

    private static string Number(string before, long number) => string.Create(CultureInfo.InvariantCulture, $"{before}{number}");
}
