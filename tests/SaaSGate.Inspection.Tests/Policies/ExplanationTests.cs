using SaaSGate.Inspection.Policies;
using SaaSGate.Inspection.Policies.Explaining;

namespace SaaSGate.Inspection.Tests.Policies;

public sealed class ExplanationTests
{
    private const string Organisation = """
        rules:
          - { name: mail, on: both, then: mask, when: { findings: [EMAIL] } }
          - { name: export, on: request, then: block, when: { text: '(?i)export', tools: ['send_*'] } }
          - { name: finance, on: request, then: block, when: { labels: [finance] } }
          - { name: calls, on: tool_use, then: block }
          - { name: answers, on: response, then: mask, when: { findings: [PHONE] } }
          - name: excepted
            on: request
            then: lock
            when: { text: '(?i)export' }
            exceptions: [{ skills: ['*'], owner: ann@example.com, until: 2027-01-31, reason: A test. }]
        """;

    private const string Own = "rules: [{ name: own-export, on: request, then: hold, when: { text: '(?i)export', models: [m] } }]";

    private static readonly RequestFacts Known = new() { SkillLabels = [], UtcNow = new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero) };

    [Fact]
    public void Says_of_each_rule_what_came_of_it()
    {
        var explanation = Explain("""{"model":"m","tools":[{"name":"send_secretly"}],"messages":[{"role":"user","content":"Export john@example.com"}]}""", Known);
        Assert.Equal(
        [
            ("own-export", RuleOutcome.Matched, "It matches, and 'export' of 'zeta' is more severe: 'block' comes before 'hold'."),
            ("mail", RuleOutcome.Matched, "It matches, and 'export' of 'zeta' is more severe: 'block' comes before 'mask'."),
            ("export", RuleOutcome.Decides, "It decides: of the rules that match none is more severe than 'block', and it is the first of its kind."),
            ("finance", RuleOutcome.NotMatched, "'labels' does not hold."),
            ("calls", RuleOutcome.NotAsked, "It looks at tool calls of answers."),
            ("answers", RuleOutcome.NotAsked, "It looks at answers."),
            ("excepted", RuleOutcome.Excepted, "All of its conditions hold, and an exception speaks against it."),
        ], explanation.Rules.Select(rule => (rule.Rule.Name, rule.Outcome, rule.Why)));
        Assert.Equal([new ConditionExplanation("text", "text", ConditionAnswer.Yes, null), new ConditionExplanation("tools", "tools send_*", ConditionAnswer.Yes, null)], explanation.Rules[2].Conditions);
        Assert.Equal(new ConditionExplanation("findings", "findings EMAIL", ConditionAnswer.Yes, 1), Assert.Single(explanation.Rules[1].Conditions));
        Assert.Equal("Line 11: until 2027-01-31, answered for by ann@example.com: A test.", Assert.Single(explanation.Rules[6].Exceptions));
        Assert.Equal("'export' decides: 'block'. 3 rules match in all.", explanation.Why);
        Assert.Equal(Enumerable.Range(1, 7), explanation.Rules.Select(rule => rule.Order));
        Assert.DoesNotContain("secretly", string.Concat(explanation.Rules.Select(rule => rule.ToString())) + string.Concat(explanation.Rules.SelectMany(rule => rule.Conditions).Select(condition => condition.ToString())), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_nothing_matches()
    {
        var explanation = Explain("{}", Known);
        Assert.Equal((PolicyDecision.Allowed, "No rule matches, so it is let through."), (explanation.Decision, explanation.Why));
        Assert.DoesNotContain(explanation.Rules, rule => rule.Outcome is RuleOutcome.Matched or RuleOutcome.Decides);
        Assert.Equal("'text', 'models' do not hold.", explanation.Rules[0].Why);
    }

    [Fact]
    public void Says_what_could_not_be_answered()
    {
        var explanation = Explain("{}", RequestFacts.None);
        Assert.Equal(ConditionAnswer.UnknownCountsAsMet, Assert.Single(explanation.Rules[3].Conditions).Answer);
        Assert.Equal("finance", explanation.Decision.Rule);
    }

    [Fact]
    public void Explains_a_tool_call()
    {
        var explanation = Inspector().ExplainToolUse("pay", default, Known).Explanation!;
        Assert.Equal(RuleOutcome.Decides, explanation.Rules[4].Outcome);
        Assert.Equal("It looks at requests.", explanation.Rules[0].Why);
    }

    [Fact]
    public void Is_only_there_where_it_is_asked_for() => Assert.Null(Inspector().InspectRequest(Sse.Bytes("{}"), EndpointFamily.Messages, Known).Explanation);

    private static PolicyExplanation Explain(string body, RequestFacts facts) => Inspector().ExplainRequest(Sse.Bytes(body), EndpointFamily.Messages, facts).Explanation!;

    private static Inspector Inspector() => new(
        PolicySet.Compile([new PolicySource("pol_o", "zeta", 1, Organisation), new PolicySource("pol_s", "own", 1, Own, PolicySource.Skill(Given.Skill))]).Policy!, Given.Keys, Given.Skill);
}
