using System.Text;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Policies;

public sealed class ToolUseTests
{
    private static readonly RequestFacts Known = new() { SkillLabels = [], UtcNow = new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero), Endpoint = EndpointFamily.Messages, Model = "claude-x" };

    [Theory]
    [InlineData("tools: ['send_*']", """{"to":"a"}""", true)]
    [InlineData("tools: [read]", "{}", false)]
    [InlineData("tool_input: '\"to\":\"a\"'", """{ "to" : "\u0061" }""", true)]
    [InlineData("destinations: [evil.example]", """{"url":"https://evil.example/x"}""", true)]
    [InlineData("allowed_destinations: ['*.corp.example']", """{"url":"https://evil.example/x"}""", true)]
    [InlineData("allowed_destinations: ['*.corp.example']", """{"url":"https://git.corp.example/x"}""", false)]
    [InlineData("{ findings: [EMAIL], allowed_destinations: ['*.corp.example'] }", """{"url":"https://evil.example/x","text":"john@mail.corp.example"}""", true)]
    [InlineData("findings: [CREDIT_CARD]", """{"n":"4111 1111 1111 1111"}""", true)]
    [InlineData("{ findings: [BULK], more_than: 2 }", """{"text":"a@example.com b@example.com c@example.com"}""", true)]
    [InlineData("{ findings: [BULK], more_than: 2 }", """{"text":"a@example.com b@example.com"}""", false)]
    [InlineData("models: ['claude-*']", "{}", true)]
    [InlineData("endpoints: [batches]", "{}", false)]
    [InlineData("labels: [finance]", "{}", false)]
    public void Holds_a_call_where_all_conditions_hold(string when, string input, bool held)
    {
        var call = Given.Inspector(Rule(when)).InspectToolUse("send_mail", Sse.Bytes(input), Known);
        Assert.Equal(held ? DecisionKind.Hold : DecisionKind.Allow, call.Decision.Kind);
        Assert.Equal(call.Decision, Given.Policy(Rule(when)).DecideToolUse("send_mail", Sse.Bytes(input), Known).Decision);
        Assert.Equal(DecisionKind.Allow, Given.Inspector(Rule(when)).InspectRequest(Sse.Bytes("""{"tools":[{"name":"send_mail"}]}"""), EndpointFamily.Messages, Known).Decision.Kind);
    }

    [Fact]
    public void Tells_where_a_value_stands_and_keeps_it_out_of_the_record()
    {
        const string Rules = """
            rules:
              - { name: hold-cards, on: tool_use, then: hold, when: { findings: [CREDIT_CARD] } }
              - { name: mask-mail, on: response, then: mask, when: { findings: [EMAIL] } }
            """;
        var call = Given.Inspector(Rules).InspectToolUse("pay", Sse.Bytes("""{"who":"john@example.com","card":["4111 1111 1111 1111"]}"""), Known);
        Assert.Equal(["/input/who", "/input/card/0"], call.Findings.Select(finding => finding.Location));
        Assert.Equal($$"""{"who":"{{call.Findings[0].Label}}","card":["4111 1111 1111 1111"]}""", Encoding.UTF8.GetString(call.RecordInput.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    public void Reads_a_call_without_input(string input) => Assert.Equal("{}", Encoding.UTF8.GetString(Given.Inspector(Rule("tools: ['*']")).InspectToolUse("a", Sse.Bytes(input), Known).RecordInput.Span));

    [Theory]
    [InlineData("{")]
    [InlineData("""{"a":1}, "b":{}""")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{}}]}]}""")]
    [InlineData("text")]
    public void Counts_a_pattern_as_met_on_what_is_no_JSON(string input)
    {
        Assert.Equal(DecisionKind.Hold, Given.Inspector(Rule("tool_input: nowhere")).InspectToolUse("a", Sse.Bytes(input), Known).Decision.Kind);
        Assert.Equal(DecisionKind.Allow, Given.Inspector(Rule("{ tools: [b], tool_input: nowhere }")).InspectToolUse("a", Sse.Bytes(input), Known).Decision.Kind);
        Assert.Equal(DecisionKind.Hold, Given.Inspector(Rule("findings: [EMAIL]")).InspectToolUse("a", Sse.Bytes(input + "john@example.com"), Known).Decision.Kind);
    }

    [Fact]
    public void Tells_a_tool_that_is_called_for_the_first_time()
    {
        var inspector = Given.Inspector(Rule("first_seen: [tool]"));
        var seen = new Seen();
        Assert.Equal(DecisionKind.Hold, inspector.InspectToolUse("a", default, Known).Decision.Kind);
        Assert.Equal(new UsedThing(SeenKind.Tool, "b"), Assert.Single(inspector.InspectToolUse("b", default, Known with { Seen = seen }).FirstUses));
        Assert.Equal(DecisionKind.Allow, inspector.InspectToolUse("known", default, Known with { Seen = seen }).Decision.Kind);
    }

    [Fact]
    public void Locks_and_opens_incidents()
    {
        var call = Given.Inspector("rules: [{ name: l, on: tool_use, then: lock, incident: high, when: { tools: [wipe] }, message: Never. }]").InspectToolUse("wipe", default, Known);
        Assert.Equal((DecisionKind.Lock, "Never."), (call.Decision.Kind, call.Decision.Message));
        Assert.Equal(new RuleIncident("l", "pol_1", 3, "high"), Assert.Single(call.Incidents));
    }

    private static string Rule(string when) => $"rules:\n  - name: a\n    on: tool_use\n    then: hold\n    when: {(when.StartsWith('{') ? when : $"{{ {when} }}")}";

    private sealed class Seen : ISeenThings
    {
        public bool Contains(SeenKind kind, ReadOnlySpan<char> value) => value is "known";
    }
}
