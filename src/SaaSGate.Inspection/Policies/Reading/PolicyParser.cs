using SaaSGate.Inspection.Detection;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>Reads one policy document strictly: what it does not know it refuses, saying where and what to write instead.</summary>
internal sealed class PolicyParser
{
    private const int MaxDocument = 256 * 1024, MaxRules = 500, MaxDepth = 20, MaxTitle = 100, MaxDescription = 2000;

    private readonly PolicySource _source;
    private readonly List<PolicyError> _errors;

    private PolicyParser(PolicySource source, List<PolicyError> errors) => (_source, _errors) = (source, errors);

    /// <summary>Reads a document; what is wrong with it is added to the errors.</summary>
    public static PolicyDocument Parse(PolicySource source, List<PolicyError> errors)
    {
        var parser = new PolicyParser(source, errors);
        return parser.Load() is { } root ? parser.Read(root) : PolicyDocument.Empty;
    }

    private YamlNode? Load()
    {
        if (_source.Document.Length > MaxDocument)
            return Refuse(Mark.Empty, $"The document is longer than {MaxDocument} characters. Split it into several policies.");
        var stream = new YamlStream();
        try
        {
            if (!IsPlain())
                return null;
            stream.Load(new StringReader(_source.Document));
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
        return stream.Documents.Count == 1
            ? stream.Documents[0].RootNode
            : Refuse(stream.Documents[1].RootNode.Start, "There is a second document. Put all rules under one 'rules:'.");
    }

    /// <summary>Looks at the events first: what refers to itself or nests without end never becomes a tree.</summary>
    private bool IsPlain()
    {
        var depth = 0;
        for (var parser = new Parser(new StringReader(_source.Document)); parser.MoveNext();)
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

    private PolicyDocument Read(YamlNode node)
    {
        var root = new YamlObject(node, "the document", _source, _errors);
        var (title, description) = (root.Text("title", MaxTitle), root.Text("description", MaxDescription));
        var detectors = new DetectorParser(_errors).Parse(root);
        var limits = LimitsParser.Read(root);
        List<PolicyRule> rules = [];
        switch (root.Take("rules"))
        {
            case YamlSequenceNode list:
                rules = ReadRules(list, detectors);
                break;
            case null:
                Refuse(node.Start, "'rules' is missing. Write 'rules:' and a list of rules below it.");
                break;
            case var other:
                Refuse(other.Start, "'rules' must be a list: begin each rule with '- name:'.");
                break;
        }
        var tests = TestParser.Read(root, rules);
        root.RefuseRest();
        return new PolicyDocument(rules, detectors, limits, tests) { Title = title, Description = description };
    }

    private List<PolicyRule> ReadRules(YamlSequenceNode list, IReadOnlyList<Detector> detectors)
    {
        var rules = new List<PolicyRule>();
        if (list.Children.Count > MaxRules)
        {
            Refuse(list.Start, $"There are more than {MaxRules} rules. Split them into several policies.");
            return rules;
        }
        var parser = new RuleParser(_source, _errors, new KnownFindings(detectors));
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in list.Children)
            if (parser.Read(new YamlObject(node, "a rule", _source, _errors)) is { } rule)
            {
                if (!names.Add(rule.Name))
                    Refuse(node.Start, $"Two rules are named '{rule.Name}'. Give each its own name.");
                rules.Add(rule);
            }
        return rules;
    }

    private YamlNode? Refuse(Mark at, string message)
    {
        _errors.Add(new PolicyError(_source.Id, _source.Name, (int)at.Line, (int)at.Column, message));
        return null;
    }
}
