using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Exfiltration.Threats;
using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Policies.Matching;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>Reads the conditions of one rule.</summary>
internal sealed class WhenParser(KnownFindings known)
{
    private const int MaxNames = 500, MaxDestinations = 1000, MaxCount = 100_000;
    private const long MaxTokens = 1_000_000_000;
    private static readonly string[] Things = ["tool", "destination", "model"];

    /// <summary>Keys that have no meaning for a tool call, which has no text around it.</summary>
    private static readonly string[] OfRequests = ["text", "last_user_turn", "mcp_servers", "container_skills", "files", "max_tokens", "request_tokens"];

    public PolicyRule Read(YamlObject rule, PolicyRule compiled)
    {
        if (rule.Object("when") is not { } when)
        {
            if (compiled.Kind == DecisionKind.Mask && !rule.Has("when"))
                rule.Refuse("then", "A rule that masks must say what. Add 'when: { findings: [EMAIL] }'.");
            return compiled;
        }
        compiled = ReadFindings(when, compiled);
        compiled = compiled with { Text = Patterns.Compile(when, "text"), LastUserTurn = when.Flag("last_user_turn") };
        compiled = ReadNames(when, compiled);
        compiled = ReadAmounts(when, compiled);
        compiled = compiled with { Time = TimeParser.Read(when), FirstSeen = ReadFirstSeen(when, compiled) };
        Check(rule, when, compiled);
        when.RefuseRest();
        return compiled;
    }

    private PolicyRule ReadFindings(YamlObject when, PolicyRule compiled)
    {
        var types = when.Texts("findings", known.Types, "type of finding");
        var detectors = when.Texts("detectors", known.Detectors, "detector") ?? [];
        var (count, score) = (when.Number("min_count", 1, MaxCount), when.Fraction("min_score"));
        var isAsked = types is not null || detectors.Count > 0;
        if (count is not null && !isAsked)
            when.Refuse("min_count", "'min_count' counts findings. Add 'findings', or remove it.");
        if (score is not null && !isAsked)
            when.Refuse("min_score", "'min_score' is how sure findings must be. Add 'findings', or remove it.");
        types ??= known.TypesOf(detectors);
        if (detectors.Count > 0 && types.Count > 0 && !known.TypesOf(detectors).Any(types.Contains))
            when.Refuse("detectors", "None of these detectors finds any of these types. Correct 'detectors' or 'findings'.");
        if (score is not null && types.Contains(FindingTypes.Bulk))
            when.Refuse("min_score", "BULK is a count and has no score. Use 'more_than', or write a rule of its own for it.");
        var moreThan = when.Number("more_than", 1, MaxCount);
        if (moreThan is not null && !types.Contains(FindingTypes.Bulk))
            when.Refuse("more_than", "'more_than' belongs to BULK. Add it to 'findings', or remove this.");
        return compiled with
        {
            Types = types,
            Detectors = detectors,
            MinCount = (int)(count ?? 1),
            MinScore = score ?? MaskPlan.DefaultMinScore,
            MoreThan = (int)(moreThan ?? BulkCounter.DefaultMoreThan),
        };
    }

    private static PolicyRule ReadNames(YamlObject when, PolicyRule compiled)
    {
        var allowed = when.Words("allowed_destinations", MaxDestinations, AllowedDestinations.IsEntry, "api.example.com, '*.example.com' or someone@example.com");
        var destinations = when.Words("destinations", MaxDestinations, DestinationList.IsEntry, "api.example.com, '*.example.com' or '*@example.com'");
        return compiled with
        {
            Allowed = allowed is null ? AllowedDestinations.None : new AllowedDestinations(allowed),
            Destinations = destinations ?? [],
            AsksDestinations = allowed is not null || destinations is not null,
            Tools = when.Words("tools", MaxNames, Glob.IsGlob, "send_mail or 'mail_*'") ?? [],
            ToolInput = Patterns.Compile(when, "tool_input"),
            Models = when.Words("models", MaxNames, Glob.IsGlob, "'claude-opus-*'") ?? [],
            Endpoints = [.. (when.Texts("endpoints", EndpointNames.All, "endpoint") ?? []).Where(name => EndpointNames.All.Contains(name)).Select(EndpointNames.Parse)],
            McpServers = when.Words("mcp_servers", MaxNames, Glob.IsGlob, "'*.example.com' or its name") ?? [],
            ContainerSkills = when.Words("container_skills", MaxNames, Glob.IsGlob, "pptx or 'skill_*'") ?? [],
            Files = when.Flag("files"),
            Labels = when.Words("labels", MaxNames, Glob.IsGlob, "finance or 'team-*'") ?? [],
        };
    }

    private static PolicyRule ReadAmounts(YamlObject when, PolicyRule compiled) =>
        compiled with { MaxTokensMoreThan = MoreThan(when, "max_tokens"), RequestTokensMoreThan = MoreThan(when, "request_tokens") };

    private static long? MoreThan(YamlObject when, string key)
    {
        if (when.Object(key) is not { } amount)
            return null;
        var number = amount.Number("more_than", 0, MaxTokens);
        if (!amount.Has("more_than"))
            when.Refuse(key, $"'{key}' says how many are too many. Write '{key}: {{ more_than: 8000 }}'.");
        amount.RefuseRest();
        return number;
    }

    private static IReadOnlyList<SeenKind> ReadFirstSeen(YamlObject when, PolicyRule compiled)
    {
        var things = when.Texts("first_seen", Things, "thing that can be new") ?? [];
        if (things.Contains("model") && compiled.Direction == RuleDirection.ToolUse)
            when.Refuse("first_seen", "A tool call comes from a model that its request named. Use 'first_seen: [model]' in a rule with 'on: request'.");
        return [.. things.Where(thing => Things.Contains(thing)).Select(thing => (SeenKind)Array.IndexOf(Things, thing))];
    }

    private static void Check(YamlObject rule, YamlObject when, PolicyRule compiled)
    {
        if (compiled.Kind == DecisionKind.Mask)
        {
            if (when.Other("findings", "min_score") is not null || !when.Has("findings"))
                rule.Refuse("when", "A rule that masks takes 'findings' and 'min_score', nothing else: a stream is masked as it passes, before its text is whole.");
            // What is judged over whole texts can be held or blocked; nothing stands in its place.
            if (compiled.Types.FirstOrDefault(ThreatTypes.All.Contains) is { } judged)
                when.Refuse("findings", $"'{judged}' is judged over whole texts of a request and cannot be masked. Use it in a rule with 'on: request' and 'then: hold' or 'then: block'.");
            return;
        }
        if (!Enum.GetValues<ConditionKind>().Any(compiled.Asks) && when.Other("last_user_turn", "min_count", "min_score", "more_than", "files") is null)
            rule.Refuse("when", "There is no condition. Add 'findings', 'text', 'tools' or another one, or leave 'when' out for a rule that always matches.");
        if (compiled.LastUserTurn && compiled.Text is null && compiled.Types.Count == 0 && !when.Has("text"))
            when.Refuse("last_user_turn", "'last_user_turn' says where 'text' and 'findings' are looked for. Add one of them, or remove it.");
        if (compiled.LastUserTurn && compiled.Types.Contains(FindingTypes.Destination))
            when.Refuse("last_user_turn", "DESTINATION is in inputs of tools, never in the user's words. Remove one of them.");
        if (when.Has("allowed_destinations") && compiled is { Direction: RuleDirection.Request, Types.Count: > 0, Destinations.Count: 0 } && !compiled.Types.Contains(FindingTypes.Destination))
            when.Refuse("allowed_destinations", "'allowed_destinations' belongs to DESTINATION. Add it to 'findings', or remove this.");
        if (compiled.Direction == RuleDirection.ToolUse)
            CheckToolUse(when, compiled);
    }

    private static void CheckToolUse(YamlObject when, PolicyRule compiled)
    {
        foreach (var key in OfRequests)
            if (when.Has(key))
                when.Refuse(key, $"'{key}' is asked of requests. {(key == "text" ? "Use 'tool_input' to look into the input of the tool." : "Use it in a rule with 'on: request'.")}");
        if (compiled.Types.FirstOrDefault(type => type is FindingTypes.Injection or FindingTypes.SecretRequest) is { } judged)
            when.Refuse("findings", $"'{judged}' is judged in what people and tools say to Claude. Use it in a rule with 'on: request'.");
    }
}
