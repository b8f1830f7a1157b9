using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Policies;

public sealed class PolicyTestsTests
{
    private const string Document = """
        rules:
          - name: bulk-export
            on: request
            when: { text: '(?i)export all', last_user_turn: true }
            then: hold
          - name: mail
            on: response
            when: { findings: [EMAIL] }
            then: mask
          - name: at-night
            on: tool_use
            when: { time: { outside: 'mon-fri 08:00-18:00' }, labels: [crm], first_seen: [tool] }
            then: block
          - name: large
            on: request
            when: { max_tokens: { more_than: 1000 }, models: ['claude-*'] }
            then: block
        tests:
          - { name: holds an export, request: Please export all customers, expect: { decision: hold, rule: bulk-export } }
          - { name: lets others through, request: Hello, expect: { decision: allow } }
          - { name: masks mail, response: "Write to john@example.com", expect: { decision: mask, rule: mail } }
          - { name: leaves text, response: "Write", expect: { decision: allow } }
          - name: takes a whole body
            request: { model: claude-x, max_tokens: 2000, stream: true, messages: [{ role: user, content: "1" }] }
            expect: { decision: block, rule: large }
          - name: blocks a new tool at night
            tool_use: { name: pay, input: { amount: 1, to: "2" } }
            skill: { labels: [crm] }
            at: 2026-11-26T22:00:00Z
            seen: { tools: [read] }
            expect: { decision: block, rule: at-night }
          - name: lets it through by day
            tool_use: { name: pay, input: {} }
            skill: { labels: [crm] }
            at: 2026-11-26T12:00:00+01:00
            seen: { tools: [read] }
            expect: { decision: allow }
        """;

    [Fact]
    public void Runs_them_all()
    {
        var report = PolicyTests.Run(new PolicySource("pol_1", "mine", 1, Document));
        Assert.Empty(report.Failures);
        Assert.True(report.Passed);
        Assert.Equal(7, report.Results.Count);
    }

    [Fact]
    public void Says_at_which_line_one_fails()
    {
        var report = PolicyTests.Run(new PolicySource("pol_1", "mine", 1, Document.Replace("export all'", "export every'", StringComparison.Ordinal)));
        Assert.False(report.Passed);
        Assert.Equal("mine:19:5: The test 'holds an export' expects 'hold' by 'bulk-export', and the policy decides 'allow'. Correct the rules or the test.", Assert.Single(report.Failures).ToString());
    }

    [Fact]
    public void Fails_where_another_rule_decides()
    {
        var report = PolicyTests.Run(new PolicySource("pol_1", "mine", 1, "rules:\n  - { name: a, on: request, then: hold }\n  - { name: b, on: request, then: hold }\ntests:\n  - { name: t, request: x, expect: { decision: hold, rule: b } }"));
        Assert.Equal((5, "a"), (Assert.Single(report.Failures).Line, report.Results[0].ActualRule));
    }

    [Fact]
    public void Runs_none_where_the_policy_does_not_compile()
    {
        var report = PolicyTests.Run(new PolicySource("pol_1", "mine", 1, "rules: 1"));
        Assert.False(report.Passed);
        Assert.Empty(report.Results);
        Assert.NotEmpty(report.Errors);
    }
}
