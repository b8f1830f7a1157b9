using System.Text.RegularExpressions;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Exfiltration.Threats;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>Reads one rule.</summary>
internal sealed partial class RuleParser(PolicySource source, List<PolicyError> errors, KnownFindings known)
{
    private const int MaxMessage = 1000, MaxDoc = 4000, MaxExcept = 1000, MaxNotified = 20, MaxName = 100;
    private static readonly string[] Severities = ["low", "medium", "high"];
    private readonly WhenParser _when = new(known);

    /// <summary>The rule; null where something is wrong with it.</summary>
    public PolicyRule? Read(YamlObject rule)
    {
        var before = errors.Count;
        var name = rule.Text("name", required: true) ?? "";
        if (name.Length > 0 && !KebabCase().IsMatch(name))
            rule.Refuse("name", $"'{name}' is no name for a rule. Use lower-case letters, digits and single dashes, at most 64.");
        var direction = ReadDirection(rule);
        var kind = ReadKind(rule);
        if (kind != DecisionKind.Mask && direction is RuleDirection.Response or RuleDirection.Both)
            rule.Refuse("on", "Only 'then: mask' works on answers. Set 'on: request' or 'on: tool_use', or make this rule mask.");
        if (kind == DecisionKind.Mask && direction == RuleDirection.ToolUse)
            rule.Refuse("on", "A tool call is let through, held or refused as a whole. Set 'on: response' to mask what stands in it.");
        var compiled = new PolicyRule
        {
            Name = name,
            Policy = source,
            Direction = direction,
            Kind = kind,
            Severity = rule.Has("severity") ? rule.OneOf("severity", Severities) ?? "" : "medium",
            Incident = rule.Has("incident") ? rule.OneOf("incident", Severities) : null,
            Doc = rule.Text("doc", MaxDoc),
            Message = ReadMessage(rule, kind),
            Notify = rule.Words("notify", MaxNotified, to => to.Length <= MaxName && to.Trim().Length > 0, "security-team") ?? [],
            Operator = ReadOperator(rule, kind),
            Hold = HoldParser.Read(rule, kind),
        };
        rule.Know("severity", "incident", "with");
        compiled = _when.Read(rule, compiled);
        compiled = compiled with { Except = ReadExcept(rule, compiled) };
        compiled = compiled with { Exceptions = ExceptionParser.Read(rule, compiled) };
        rule.RefuseRest();
        return errors.Count == before ? compiled : null;
    }

    private static RuleDirection ReadDirection(YamlObject rule) => rule.OneOf("on", ["request", "response", "both", "tool_use"]) switch
    {
        "response" => RuleDirection.Response,
        "both" => RuleDirection.Both,
        "tool_use" => RuleDirection.ToolUse,
        _ => RuleDirection.Request,
    };

    private static DecisionKind ReadKind(YamlObject rule) => rule.OneOf("then", ["allow", "mask", "hold", "block", "lock"]) switch
    {
        "mask" => DecisionKind.Mask,
        "hold" => DecisionKind.Hold,
        "block" => DecisionKind.Block,
        "lock" => DecisionKind.Lock,
        _ => DecisionKind.Allow,
    };

    private static string? ReadMessage(YamlObject rule, DecisionKind kind)
    {
        var message = rule.Text("message", MaxMessage);
        if (message is not null && kind is DecisionKind.Allow or DecisionKind.Mask)
            rule.Refuse("message", "Only rules that hold or block refuse something. Leave 'message' out.");
        return message;
    }

    private static MaskOperator ReadOperator(YamlObject rule, DecisionKind kind)
    {
        if (!rule.Has("with"))
            return MaskOperator.Label;
        var name = rule.OneOf("with", ["label", "partial", "drop", "seal"]);
        if (kind != DecisionKind.Mask)
            rule.Refuse("with", "'with' belongs to rules with 'then: mask'. Remove it.");
        return name switch
        {
            "partial" => MaskOperator.Partial,
            "drop" => MaskOperator.Drop,
            "seal" => MaskOperator.Seal,
            _ => MaskOperator.Label,
        };
    }

    private static IReadOnlyList<string> ReadExcept(YamlObject rule, PolicyRule compiled)
    {
        var except = rule.Words("except", MaxExcept, Detector.LookAhead);
        if (except.Count > 0 && compiled.Types.Count == 0)
            rule.Refuse("except", "'except' names values of findings. Add 'when: { findings: [EMAIL] }', or remove it.");
        if (except.Count > 0 && compiled.Types.Any(ThreatTypes.All.Contains))
            rule.Refuse("except", "'except' names values that detectors find. For DESTINATION use 'allowed_destinations', for the other judged types write a rule of their own.");
        return except;
    }

    [GeneratedRegex("^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();
}
