using System.Text;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Policies;

public sealed class RuleExceptionTests
{
    private static readonly DateTimeOffset Within = new(2027, 1, 31, 23, 59, 59, TimeSpan.Zero);

    private static readonly RequestFacts Known = new() { SkillLabels = ["finance"], UtcNow = Within, SkillName = "crm-sync" };

    private const string Mail = """{"messages":[{"role":"user","content":"john@example.com"}]}""";

    private const string Call = """{"tools":[{"name":"export"}],"messages":[{"role":"assistant","content":[{"type":"tool_use","name":"export","input":{"url":"https://files.example.com/"}}]}]}""";

    [Theory]
    [InlineData("findings: [EMAIL]", "skills: [crm-sync]", Mail, true)]
    [InlineData("findings: [EMAIL]", "skills: ['skl_*']", Mail, true)]
    [InlineData("findings: [EMAIL]", "skills: [other]", Mail, false)]
    [InlineData("findings: [EMAIL]", "labels: [fin*]", Mail, true)]
    [InlineData("findings: [EMAIL]", "labels: [sales]", Mail, false)]
    [InlineData("findings: [EMAIL]", "values: [JOHN@example.com]", Mail, true)]
    [InlineData("findings: [EMAIL]", "values: [jane@example.com]", Mail, false)]
    [InlineData("findings: [EMAIL]", "skills: [other], values: [john@example.com]", Mail, false)]
    [InlineData("tools: ['*']", "tools: [export]", Call, true)]
    [InlineData("tools: ['*']", "tools: [import]", Call, false)]
    [InlineData("first_seen: [tool]", "tools: [export]", Call, true)]
    [InlineData("tool_input: files", "tools: [export]", Call, true)]
    [InlineData("allowed_destinations: [a.example]", "destinations: ['*.example.com']", Call, true)]
    [InlineData("allowed_destinations: [a.example]", "destinations: [example.com]", Call, false)]
    [InlineData("findings: [DESTINATION]", "destinations: [files.example.com]", Call, true)]
    [InlineData("first_seen: [destination]", "destinations: [files.example.com]", Call, true)]
    public void Is_left_alone_until_its_last_day_is_over(string when, string exception, string body, bool excepted)
    {
        var inspector = Given.Inspector(Rule(when, $"{exception}, owner: ann@example.com, until: 2027-01-31"));
        Assert.Equal(excepted ? DecisionKind.Allow : DecisionKind.Block, Decide(Known));
        Assert.Equal(DecisionKind.Block, Decide(Known with { UtcNow = Within.AddSeconds(1) }));
        Assert.Equal(DecisionKind.Block, Decide(Known with { UtcNow = null }));

        DecisionKind Decide(RequestFacts facts) => inspector.InspectRequest(Sse.Bytes(body), EndpointFamily.Messages, facts).Decision.Kind;
    }

    [Fact]
    public void Leaves_a_called_tool_alone_whatever_the_rule_asks()
    {
        var inspector = Given.Inspector("rules: [{ name: a, on: tool_use, then: block, when: { findings: [DESTINATION] }, exceptions: [{ tools: [fetch], owner: ann@example.com, until: 2027-01-31 }] }]");
        Assert.Equal(DecisionKind.Allow, inspector.InspectToolUse("fetch", Sse.Bytes("""{"url":"https://a.example/"}"""), Known).Decision.Kind);
        Assert.Equal(DecisionKind.Block, inspector.InspectToolUse("post", Sse.Bytes("""{"url":"https://a.example/"}"""), Known).Decision.Kind);
    }

    [Fact]
    public void Warns_of_one_that_is_past()
    {
        var document = Rule("findings: [EMAIL]", "skills: [a], owner: ann@example.com, until: 2027-01-31");
        Assert.Empty(PolicySet.Compile([new PolicySource("pol_1", "mine", 1, document)], new SetClock { Now = Within }).Warnings);
        var compiled = PolicySet.Compile([new PolicySource("pol_1", "mine", 1, document)], new SetClock { Now = Within.AddSeconds(1) });
        Assert.True(compiled.Succeeded);
        var warning = Assert.Single(compiled.Warnings);
        Assert.Equal(7, warning.Line);
        Assert.Contains("ann@example.com", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("skills: [a], until: 2027-01-31", "'owner' is missing")]
    [InlineData("skills: [a], owner: ann@example.com", "'until' is missing")]
    [InlineData("skills: [a], owner: Ann, until: 2027-01-31", "mail address of the person")]
    [InlineData("skills: [a], owner: ann@example.com, until: tomorrow", "'tomorrow' is no day")]
    [InlineData("owner: ann@example.com, until: 2027-01-31", "where the rule does not match")]
    [InlineData("tools: [a], owner: ann@example.com, until: 2027-01-31", "does not ask for tools")]
    [InlineData("destinations: [a.example], owner: ann@example.com, until: 2027-01-31", "does not ask for destinations")]
    [InlineData("skills: [a], owner: ann@example.com, until: 2027-01-31, forever: true", "'forever' is not known in an exception")]
    public void Says_what_is_wrong(string exception, string message) =>
        Assert.Contains(PolicySet.Compile([new PolicySource("pol_1", "mine", 1, Rule("findings: [EMAIL]", exception))]).Errors, error => error.Line == 7 && error.Message.Contains(message, StringComparison.Ordinal));

    [Theory]
    [InlineData("skills: [crm-sync]", "ann@example.com and bob@example.com")]
    [InlineData("labels: [finance]", "ann@example.com and bob@example.com")]
    [InlineData("skills: ['skl_*'], values: [ann@example.com]", "ann@example.com and [EMAIL_")]
    [InlineData("skills: [another]", "[EMAIL_")]
    [InlineData("skills: [crm-sync], labels: [another], values: [ann@example.com]", "[EMAIL_")]
    public void Of_a_rule_that_masks_says_what_is_left_alone_for_whom_and_until_when(string exception, string expected)
    {
        var clock = new SetClock { Now = Within };
        var policy = Given.Policy(Rule("findings: [EMAIL]", exception + ", owner: ann@example.com, until: 2027-01-31", "mask", "both"));
        var facts = new RequestFacts { SkillId = Given.Skill, SkillName = "crm-sync", SkillLabels = ["finance"] };
        var inspector = new Inspector(policy, Given.Keys, Given.Skill, new InspectionCache(), clock, skill: facts);
        const string Text = "Write to ann@example.com and bob@example.com please, as you did when all of this began.";
        Check(expected);
        clock.Now += TimeSpan.FromSeconds(1);
        Check("Write to [EMAIL_");

        void Check(string there)
        {
            var whole = there.StartsWith("[EMAIL_", StringComparison.Ordinal) ? "Write to [EMAIL_" : there;
            var request = inspector.InspectRequest(Sse.Bytes($$"""{"model":"m","messages":[{"role":"user","content":"{{Text}}"}]}"""), EndpointFamily.Messages, facts with { UtcNow = clock.GetUtcNow() });
            Assert.Contains(whole, Encoding.UTF8.GetString(request.RecordBody.Span), StringComparison.Ordinal);
            Assert.Equal(there.Contains("[EMAIL_", StringComparison.Ordinal) ? DecisionKind.Mask : DecisionKind.Allow, request.Decision.Kind);
            var answer = inspector.InspectResponse(Sse.Bytes($$"""{"type":"message","role":"assistant","content":[{"type":"text","text":"{{Text}}"}]}"""));
            Assert.Contains(whole, Encoding.UTF8.GetString(answer.Body.Span), StringComparison.Ordinal);
            Assert.Contains(whole, Encoding.UTF8.GetString(answer.RecordBody.Span), StringComparison.Ordinal);
            Assert.Contains(whole, inspector.MaskText(Text), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void One_rule_that_masks_says_nothing_for_another()
    {
        var inspector = Given.Inspector(Rule("findings: [EMAIL]", "values: [ann@example.com], owner: ann@example.com, until: 2999-01-31", "mask", "both") + "\n  - { name: b, on: response, then: mask, when: { findings: [EMAIL] } }");
        Assert.StartsWith("[EMAIL_", inspector.MaskText("ann@example.com"), StringComparison.Ordinal);
    }

    private static string Rule(string when, string exception, string then = "block", string on = "request") => $"rules:\n  - name: a\n    on: {on}\n    then: {then}\n    when: {{ {when} }}\n    exceptions:\n      - {{ {exception} }}";
}
