using System.Text.RegularExpressions;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Exfiltration.Threats;
using SaaSGate.Inspection.Masking;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace SaaSGate.Inspection.Policies;

/// <summary>Reads one policy document strictly: what it does not know it refuses, saying where and what to write instead.</summary>
internal sealed partial class PolicyParser(PolicySource source, List<PolicyError> errors)
{
    private const int MaxDocument = 256 * 1024, MaxRules = 500, MaxPattern = 4096, MaxMessage = 1000, MaxExceptions = 1000, MaxDepth = 16, MaxDestinations = 1000;
    private static readonly TimeSpan DefaultHold = TimeSpan.FromMinutes(5), LongestHold = TimeSpan.FromHours(24);
    private static readonly string[] Severities = ["low", "medium", "high"];

    private HashSet<string> _types = [.. BuiltInDetectors.Types, .. ThreatTypes.All];

    /// <summary>Detectors of the document's own, after <see cref="Parse"/>.</summary>
    public IReadOnlyList<Detector> Detectors { get; private set; } = [];

    public List<PolicyRule> Parse()
    {
        if (source.Document.Length > MaxDocument)
            return Refuse(Mark.Empty, $"The document is longer than {MaxDocument} characters. Split it into several policies.");
        var stream = new YamlStream();
        try
        {
            if (!IsPlain())
                return [];
            stream.Load(new StringReader(source.Document));
        }
        catch (YamlException refused)
        {
            return Refuse(refused.Start, $"This is not valid YAML: {refused.Message}");
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            // YamlDotNet stumbles over some broken documents instead of refusing them.
            return Refuse(Mark.Empty, "This is not valid YAML. Look for unusual line ends and unclosed quotes or brackets.");
        }
        if (stream.Documents.Count == 0)
            return Refuse(Mark.Empty, "The document is empty. Write 'rules: []' for a policy without rules.");
        if (stream.Documents.Count > 1)
            return Refuse(stream.Documents[1].RootNode.Start, "There is a second document. Put all rules under one 'rules:'.");
        var root = new YamlObject(stream.Documents[0].RootNode, "the document", source, errors);
        Detectors = new DetectorParser(errors).Parse(root);
        _types = [.. BuiltInDetectors.Types, .. ThreatTypes.All, .. Detectors.SelectMany(detector => detector.Kinds).Select(kind => kind.Type)];
        var rules = root.Take("rules") switch
        {
            YamlSequenceNode list => ReadRules(list),
            null => Refuse(stream.Documents[0].RootNode.Start, "'rules' is missing. Write 'rules:' and a list of rules below it."),
            var other => Refuse(other.Start, "'rules' must be a list: begin each rule with '- name:'."),
        };
        root.RefuseRest();
        return rules;
    }

    /// <summary>Looks at the events first: what refers to itself or nests without end never becomes a tree.</summary>
    private bool IsPlain()
    {
        var depth = 0;
        for (var parser = new Parser(new StringReader(source.Document)); parser.MoveNext();)
        {
            var current = parser.Current!;
            depth += current.NestingIncrease;
            if (depth > MaxDepth)
                Refuse(current.Start, "This is nested too deeply for a policy. Compare it with the example in the documentation.");
            else if (current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
                Refuse(current.Start, "Anchors and aliases are not read. Write the value out.");
            else
                continue;
            return false;
        }
        return true;
    }

    private List<PolicyRule> ReadRules(YamlSequenceNode list)
    {
        if (list.Children.Count > MaxRules)
            return Refuse(list.Start, $"There are more than {MaxRules} rules. Split them into several policies.");
        var rules = new List<PolicyRule>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in list.Children)
            if (ReadRule(new YamlObject(node, "a rule", source, errors)) is { } rule)
            {
                if (!names.Add(rule.Name))
                    Refuse(node.Start, $"Two rules are named '{rule.Name}'. Give each its own name.");
                rules.Add(rule);
            }
        return rules;
    }

    private PolicyRule? ReadRule(YamlObject rule)
    {
        var before = errors.Count;
        var name = rule.Text("name", required: true) ?? "";
        if (name.Length > 0 && !KebabCase().IsMatch(name))
            rule.Refuse("name", $"'{name}' is no name for a rule. Use lower-case letters, digits and single dashes, at most 64.");
        var direction = rule.OneOf("on", ["request", "response", "both"]) switch
        {
            "response" => RuleDirection.Response,
            "both" => RuleDirection.Both,
            _ => RuleDirection.Request,
        };
        var kind = rule.OneOf("then", ["allow", "mask", "hold", "block"]) switch
        {
            "mask" => DecisionKind.Mask,
            "hold" => DecisionKind.Hold,
            "block" => DecisionKind.Block,
            _ => DecisionKind.Allow,
        };
        if (kind != DecisionKind.Mask && direction != RuleDirection.Request)
            rule.Refuse("on", $"Only 'then: mask' works on answers. Set 'on: request', or make this rule mask.");
        var severity = rule.Has("severity") ? rule.OneOf("severity", Severities) ?? "" : "medium";
        var incident = rule.Has("incident") ? rule.OneOf("incident", Severities) : null;
        var message = rule.Text("message");
        if (message?.Length > MaxMessage)
            rule.Refuse("message", $"The message is longer than {MaxMessage} characters. Shorten it.");
        if (message is not null && kind is DecisionKind.Allow or DecisionKind.Mask)
            rule.Refuse("message", "Only rules that hold or block refuse something. Leave 'message' out.");
        var compiled = ReadWhen(rule, kind, new PolicyRule
        {
            Name = name,
            Policy = source,
            Direction = direction,
            Kind = kind,
            Severity = severity,
            Incident = incident,
            Message = message,
            HoldTimeout = kind == DecisionKind.Hold ? DefaultHold : TimeSpan.Zero,
            Operator = ReadOperator(rule, kind),
        });
        compiled = ReadHold(rule, compiled) with { Except = rule.Words("except", MaxExceptions, Detector.LookAhead) };
        if (compiled is { Except.Count: > 0, Types.Count: 0 })
            rule.Refuse("except", "'except' names values of findings. Add 'when: { findings: [EMAIL] }', or remove it.");
        if (compiled.Except.Count > 0 && compiled.Types.Any(ThreatTypes.All.Contains))
            rule.Refuse("except", "'except' names values that detectors find. For DESTINATION use 'allowed_destinations', for the other judged types write a rule of their own.");
        rule.RefuseRest();
        return errors.Count == before ? compiled : null;
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

    private static PolicyRule ReadHold(YamlObject rule, PolicyRule compiled)
    {
        if (rule.Object("hold") is not { } hold)
            return compiled;
        if (compiled.Kind != DecisionKind.Hold)
            rule.Refuse("hold", "'hold' belongs to rules with 'then: hold'. Remove it.");
        var timeout = hold.Text("timeout", required: true);
        hold.RefuseRest();
        if (timeout is null)
            return compiled;
        if (!TryReadDuration(timeout, out var duration) || duration < TimeSpan.FromSeconds(1) || duration > LongestHold)
            hold.Refuse("timeout", $"'{timeout}' is no timeout. Write a number and s, m or h, from 1s to 24h: '5m'.");
        return compiled with { HoldTimeout = duration };
    }

    private PolicyRule ReadWhen(YamlObject rule, DecisionKind kind, PolicyRule compiled)
    {
        if (rule.Object("when") is not { } when)
        {
            if (kind == DecisionKind.Mask && !rule.Has("when"))
                rule.Refuse("then", "A rule that masks must say what. Add 'when: { findings: [EMAIL] }'.");
            return compiled;
        }
        var types = when.Texts("findings", _types);
        var count = when.Number("min_count", 1, 100_000);
        var score = when.Fraction("min_score");
        var pattern = when.Text("text");
        var lastTurn = when.Flag("last_user_turn");
        if (kind == DecisionKind.Mask && (types is null || pattern is not null || count is not null || lastTurn))
            rule.Refuse("when", "A rule that masks takes 'findings' and 'min_score', nothing else: a stream is masked as it passes, before its text is whole.");
        else if (types is null && pattern is null)
            rule.Refuse("when", "There is no condition. Add 'findings' or 'text', or leave 'when' out for a rule that always matches.");
        if (count is not null && types is null)
            when.Refuse("min_count", "'min_count' counts findings. Add 'findings', or remove it.");
        if (score is not null && types is null)
            when.Refuse("min_score", "'min_score' is how sure findings must be. Add 'findings', or remove it.");
        if (lastTurn && types?.Contains(FindingTypes.Destination) == true)
            when.Refuse("last_user_turn", "DESTINATION is in inputs of tools, never in the user's words. Remove one of them.");
        if (score is not null && types?.Contains(FindingTypes.Bulk) == true)
            when.Refuse("min_score", "BULK is a count and has no score. Use 'more_than', or write a rule of its own for it.");
        compiled = ReadThreats(when, kind, types ?? [], compiled);
        when.RefuseRest();
        return compiled with { Types = types ?? [], MinCount = count ?? 1, MinScore = score ?? MaskPlan.DefaultMinScore, Text = Compile(when, pattern), LastUserTurn = lastTurn };
    }

    /// <summary>What is judged over whole texts can be held or blocked; nothing stands in its place.</summary>
    private static PolicyRule ReadThreats(YamlObject when, DecisionKind kind, IReadOnlyList<string> types, PolicyRule compiled)
    {
        if (kind == DecisionKind.Mask && types.FirstOrDefault(ThreatTypes.All.Contains) is { } judged)
            when.Refuse("findings", $"'{judged}' is judged over whole texts of a request and cannot be masked. Use it in a rule with 'on: request' and 'then: hold' or 'then: block'.");
        var allowed = when.Words("allowed_destinations", MaxDestinations, AllowedDestinations.IsEntry, "api.example.com, '*.example.com' or someone@example.com");
        if (allowed is not null && !types.Contains(FindingTypes.Destination))
            when.Refuse("allowed_destinations", "'allowed_destinations' belongs to DESTINATION. Add it to 'findings', or remove this.");
        var moreThan = when.Number("more_than", 1, 100_000);
        if (moreThan is not null && !types.Contains(FindingTypes.Bulk))
            when.Refuse("more_than", "'more_than' belongs to BULK. Add it to 'findings', or remove this.");
        return compiled with { Allowed = allowed is null ? AllowedDestinations.None : new AllowedDestinations(allowed), MoreThan = moreThan ?? BulkCounter.DefaultMoreThan };
    }

    private static Regex? Compile(YamlObject when, string? pattern)
    {
        if (pattern is null)
            return null;
        if (pattern.Length > MaxPattern)
        {
            when.Refuse("text", $"The pattern is longer than {MaxPattern} characters. Split it over several rules.");
            return null;
        }
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (RegexParseException refused)
        {
            when.Refuse("text", $"The pattern cannot be read: {refused.Message}");
        }
        catch (NotSupportedException refused)
        {
            when.Refuse("text", $"The pattern needs backtracking, which has no bound on its time, so it is refused: {refused.Message} "
                + "Write it without lookaround, backreferences and atomic groups.");
        }
        return null;
    }

    private static bool TryReadDuration(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text.Length is < 2 or > 7 || !int.TryParse(text.AsSpan(0, text.Length - 1), System.Globalization.NumberStyles.None, null, out var number))
            return false;
        duration = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            _ => TimeSpan.Zero,
        };
        return true;
    }

    private List<PolicyRule> Refuse(Mark at, string message)
    {
        errors.Add(new PolicyError(source.Id, source.Name, (int)at.Line, (int)at.Column, message));
        return [];
    }

    [GeneratedRegex("^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();
}
