using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>Reads the tests that a policy carries.</summary>
internal static class TestParser
{
    private const int MaxTests = 200, MaxName = 200, MaxThings = 100, LongestThing = 300;
    private static readonly string[] Inputs = ["request", "response", "tool_use"], Decisions = ["allow", "mask", "hold", "block", "lock"];

    public static IReadOnlyList<TestCase> Read(YamlObject root, IReadOnlyList<PolicyRule> rules)
    {
        var tests = new List<TestCase>();
        foreach (var member in root.Objects("tests", "a test", MaxTests))
        {
            if (ReadOne(member, rules) is { } test)
                tests.Add(test);
            member.RefuseRest();
        }
        return tests;
    }

    private static TestCase? ReadOne(YamlObject member, IReadOnlyList<PolicyRule> rules)
    {
        var name = member.Text("name", required: true);
        if (name?.Length > MaxName)
            member.Refuse("name", $"The name is longer than {MaxName} characters. Shorten it.");
        member.Know(Inputs);
        var input = Inputs.FirstOrDefault(member.Has);
        var on = member.Has("on") ? member.OneOf("on", Inputs) : input;
        member.Know("on");
        if (input is null || on != input || Inputs.Count(member.Has) > 1)
            member.Refuse("name", "A test says what comes: 'request', 'response' or 'tool_use', one of them. Write 'request: Export all customers', or a whole body below it.");
        var (tool, body) = input == "tool_use" ? ReadCall(member) : ("", input is null ? null : ReadBody(member, input));
        var facts = ReadFacts(member);
        var (decision, rule) = ReadExpected(member, rules);
        if (name is null || body is null || tool is null || decision is null)
            return null;
        var direction = input switch { "response" => RuleDirection.Response, "tool_use" => RuleDirection.ToolUse, _ => RuleDirection.Request };
        return new TestCase(name, member.Line, member.Column, direction, body, tool, facts, decision.Value, rule);
    }

    /// <summary>A whole body, or the words of one message.</summary>
    private static byte[]? ReadBody(YamlObject member, string input)
    {
        var node = member.Take(input);
        if (node is YamlScalarNode { Value: { } text })
            return input == "request" ? YamlJson.Prompt(text) : YamlJson.Answer(text);
        if (node is YamlMappingNode)
            return YamlJson.Write(node);
        member.Refuse(input, $"'{input}' is a text, or a body as Claude's API has it: 'messages:' and what belongs to it.");
        return null;
    }

    private static (string? Tool, byte[]? Input) ReadCall(YamlObject member)
    {
        if (member.Object("tool_use") is not { } call)
            return (null, null);
        var (name, input) = (call.Text("name", required: true), call.Take("input"));
        if (input is null or not YamlMappingNode)
            call.Refuse("input", "'input' is what the tool gets: keys and values, or {} for nothing.");
        call.RefuseRest();
        return (name, input is YamlMappingNode ? YamlJson.Write(input) : null);
    }

    private static RequestFacts ReadFacts(YamlObject member)
    {
        var skill = member.Object("skill");
        var labels = skill?.Words("labels", MaxThings, LongestThing);
        var (id, name) = (skill?.Text("id"), skill?.Text("name"));
        skill?.RefuseRest();
        DateTimeOffset? at = null;
        if (member.Text("at") is { } text)
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment))
                at = moment;
            else
                member.Refuse("at", $"'{text}' is no time. Write 2026-11-26T22:00:00Z.");
        var endpoint = member.Has("endpoint") ? member.OneOf("endpoint", EndpointNames.All) : null;
        member.Know("endpoint");
        return new RequestFacts
        {
            SkillId = id,
            SkillName = name,
            SkillLabels = labels,
            UtcNow = at,
            Endpoint = endpoint is null ? null : EndpointNames.Parse(endpoint),
            Model = member.Text("model"),
            Seen = ReadSeen(member),
        };
    }

    private static GivenThings? ReadSeen(YamlObject member)
    {
        if (member.Object("seen") is not { } seen)
            return null;
        var things = new GivenThings(seen.Words("tools", MaxThings, LongestThing), seen.Words("destinations", MaxThings, LongestThing), seen.Words("models", MaxThings, LongestThing));
        seen.RefuseRest();
        return things;
    }

    private static (DecisionKind? Decision, string? Rule) ReadExpected(YamlObject member, IReadOnlyList<PolicyRule> rules)
    {
        if (member.Object("expect") is not { } expected)
        {
            if (!member.Has("expect"))
                member.Refuse("name", "'expect' is missing in a test. Write 'expect: { decision: hold, rule: bulk-export }'.");
            return (null, null);
        }
        var (decision, rule) = (expected.OneOf("decision", Decisions), expected.Text("rule"));
        if (rule is not null && rules.All(known => known.Name != rule))
            expected.Refuse("rule", $"There is no rule named '{rule}' here. Correct the name, or leave it out.");
        expected.RefuseRest();
        return (decision is null ? null : (DecisionKind)Array.IndexOf(Decisions, decision), rule);
    }
}
