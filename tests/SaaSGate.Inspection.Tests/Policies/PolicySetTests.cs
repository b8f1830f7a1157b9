using SaaSGate.Inspection.Masking;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Policies;

public sealed class PolicySetTests
{
    private const string Example = """
        # The example of the documentation.
        rules:
          - name: mask-personal-data
            on: response
            when: { findings: [EMAIL, PHONE, CREDIT_CARD, US_SSN, API_KEY] }
            then: mask
          - name: no-credential-dump
            on: request
            severity: high
            when: { text: '(?i)\bdump all (passwords|credentials)\b' }
            then: block
            message: Credentials are never exported.
          - name: bulk-export
            on: request
            severity: high
            when: { text: '(?i)\bexport\b.*\bcustomers?\b', last_user_turn: true }
            then: hold
            hold: { timeout: 90s }
        """;

    [Fact]
    public void Reads_the_example()
    {
        var policy = Given.Policy(Example);
        Assert.Equal(3, policy.Rules.Count);
        Assert.Equal(TimeSpan.FromSeconds(90), policy.Rules[2].HoldTimeout);
        Assert.Equal(("high", "medium"), (policy.Rules[1].Severity, policy.Rules[0].Severity));
    }

    [Fact]
    public void Reads_which_rules_open_incidents()
    {
        var policy = Given.Policy("""
            rules:
              - { name: a, on: request, then: allow, incident: low, severity: high }
              - { name: b, on: both, when: { findings: [EMAIL] }, then: mask, incident: high }
              - { name: c, on: request, then: block }
            """);
        Assert.Equal([new RuleIncident("a", "pol_1", 3, "low"), new RuleIncident("b", "pol_1", 3, "high"), null], policy.Rules.Select(rule => rule.Opens));
        Assert.True(policy.OpensIncidents);
        Assert.False(Given.Policy(Example).OpensIncidents);
    }

    [Fact]
    public void Reads_a_policy_without_rules()
    {
        Assert.Empty(Given.Policy("rules: []").Rules);
        Assert.True(PolicySet.Compile([]).Succeeded);
    }

    [Theory]
    [InlineData("", MaskOperator.Label)]
    [InlineData("with: label", MaskOperator.Label)]
    [InlineData("with: partial", MaskOperator.Partial)]
    [InlineData("with: drop", MaskOperator.Drop)]
    [InlineData("with: seal", MaskOperator.Seal)]
    public void Reads_what_takes_a_values_place(string with, object expected)
    {
        var policy = Given.Policy($"rules:\n  - name: a\n    on: response\n    when: {{ findings: [EMAIL], min_score: 0.8 }}\n    then: mask\n    {with}");
        Assert.Equal((expected, 0.8), (policy.Rules[0].Operator, policy.Rules[0].MinScore));
        Assert.Equal(new MaskPlan.Treatment("a", Masked: true, 0.8, (MaskOperator)expected), policy.ResponsePlan.Find("EMAIL", 0.9));
        Assert.Equal(new MaskPlan.Treatment("a", Masked: true, 0.8, MaskOperator.Label), policy.RecordPlan.Find("EMAIL", 0.9));
        Assert.Null(policy.ResponsePlan.Find("EMAIL", 0.7));
    }

    [Fact]
    public void Lets_the_first_rule_speak_that_takes_a_guess_for_a_value()
    {
        var policy = Given.Policy("""
            rules:
              - { name: count, on: request, when: { findings: [EMAIL], min_score: 0 }, then: hold }
              - { name: sure, on: response, when: { findings: [EMAIL], min_score: 0.9 }, then: mask, with: seal }
              - { name: likely, on: both, when: { findings: [EMAIL] }, then: mask, with: drop }
            """);
        Assert.Equal(("sure", "likely"), (policy.ResponsePlan.Find("EMAIL", 0.95)?.Rule, policy.ResponsePlan.Find("EMAIL", 0.6)?.Rule));
        Assert.Equal(("likely", "count"), (policy.RecordPlan.Find("EMAIL", 0.6)?.Rule, policy.RecordPlan.Find("EMAIL", 0.3)?.Rule));
        Assert.Null(policy.ResponsePlan.Find("EMAIL", 0.3));
        Assert.Null(policy.RecordPlan.Find("PHONE", 1));
    }

    [Fact]
    public void Holds_for_five_minutes_unless_told_otherwise() =>
        Assert.Equal(TimeSpan.FromMinutes(5), Given.Policy("rules: [{ name: a, on: request, then: hold }]").Rules[0].HoldTimeout);

    [Theory]
    [InlineData("", 0, "empty")]
    [InlineData("rules: [", 2, "not valid YAML")]
    [InlineData("a: 1", 1, "'rules' is missing")]
    [InlineData("rules: []\nextra: 1", 2, "'extra' is not known in the document. Known are: detectors, rules")]
    [InlineData("rules: 3", 1, "must be a list")]
    [InlineData("rules: []\n---\nrules: []", 3, "second document")]
    [InlineData("rules: []\nrules: []", 2, "not valid YAML")]
    [InlineData("rules:\n  - text", 2, "Expected keys and values")]
    [InlineData("rules:\n  - on: request\n    then: allow", 2, "'name' is missing")]
    [InlineData("rules:\n  - name: Not_Kebab\n    on: request\n    then: allow", 2, "no name for a rule")]
    [InlineData("rules:\n  - { name: a, on: request, then: allow }\n  - { name: a, on: request, then: allow }", 3, "Two rules are named 'a'")]
    [InlineData("rules:\n  - name: a\n    then: allow", 2, "'on' is missing")]
    [InlineData("rules:\n  - name: a\n    on: sideways\n    then: allow", 3, "Use one of: request, response, both")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: explode", 4, "Use one of: allow, mask, hold, block")]
    [InlineData("rules:\n  - name: a\n    on: response\n    then: block", 3, "Only 'then: mask' works on answers")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: allow\n    severity: dire", 5, "low, medium, high")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: allow\n    incident: dire", 5, "'dire' is unknown here. Use one of: low, medium, high")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: allow\n    incident: [high]", 5, "'incident' must be text")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: mask", 4, "must say what")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: mask\n    when: { findings: [EMAIL], text: x }", 5, "takes 'findings' and 'min_score', nothing else")]
    [InlineData("rules:\n  - name: a\n    on: response\n    when: { findings: [EMAIL] }\n    then: mask\n    with: shred", 6, "Use one of: label, partial, drop, seal")]
    [InlineData("rules:\n  - name: a\n    on: request\n    when: { findings: [EMAIL] }\n    then: block\n    with: drop", 6, "'with' belongs to rules with 'then: mask'")]
    [InlineData("rules:\n  - name: a\n    on: response\n    then: mask\n    when: { findings: [EMAIL], min_score: 1.5 }", 5, "a number from 0 to 1")]
    [InlineData("rules:\n  - name: a\n    on: response\n    then: mask\n    when: { findings: [EMAIL], min_score: -1 }", 5, "a number from 0 to 1")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    when: { text: x, min_score: 0.2 }", 5, "'min_score' is how sure findings must be")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    when: { findings: [E_MAIL] }", 5, "no type of finding. Use: ")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    when: { findings: EMAIL }", 5, "must be a list")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    when: { findings: [DESTINATION], last_user_turn: true }", 5, "DESTINATION is in inputs of tools")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    when: { findings: [BULK], min_score: 0.7 }", 5, "BULK is a count and has no score")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    when: { findings: [DESTINATION] }\n    except: [files.example.com]", 6, "use 'allowed_destinations'")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    when: { min_count: 3 }", 5, "no condition")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    when: { text: x, min_count: 3 }", 5, "'min_count' counts findings")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    when: { findings: [EMAIL], min_count: none }", 5, "whole number from 1")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    when: { text: x, last_user_turn: yes }", 5, "true or false")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    when: { tekst: x }", 5, "'tekst' is not known in 'when'")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    when: { text: '(' }", 5, "The pattern cannot be read")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    when: { text: '(a)\\1' }", 5, "needs backtracking")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    when: { text: '(?<=a)b' }", 5, "needs backtracking")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: block\n    hold: { timeout: 5m }", 5, "'hold' belongs to rules with 'then: hold'")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    hold: { timeout: 5 minutes }", 5, "no timeout")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    hold: { timeout: 48h }", 5, "from 1s to 24h")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: allow\n    message: no", 5, "Only rules that hold or block refuse")]
    [InlineData("rules: &all\n  - { name: a, on: request, then: allow }", 1, "Anchors and aliases")]
    [InlineData("rules: [[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]", 1, "nested too deeply")]
    public void Says_where_and_what_to_do(string document, int line, string message)
    {
        var compilation = PolicySet.Compile([new PolicySource("pol_1", "mine", 1, document)]);
        Assert.False(compilation.Succeeded);
        Assert.Null(compilation.Policy);
        Assert.Contains(compilation.Errors, error => error.Message.Contains(message, StringComparison.Ordinal) && (line == 0 || error.Line == line) && error is { PolicyId: "pol_1", PolicyName: "mine" });
    }

    [Fact]
    public void Says_everything_that_is_wrong_at_once()
    {
        var compilation = PolicySet.Compile(
        [
            new PolicySource("pol_1", "one", 1, "rules:\n  - name: A\n    on: x\n    then: y\n    z: 1"),
            new PolicySource("pol_2", "two", 1, "rules: 1"),
        ]);
        Assert.Equal(5, compilation.Errors.Count);
        Assert.Equal("one:2:11: 'A' is no name for a rule. Use lower-case letters, digits and single dashes, at most 64.", compilation.Errors[0].ToString());
    }

    [Fact]
    public void Survives_a_document_that_nests_without_end() => Assert.False(PolicySet.Compile([new PolicySource("pol_1", "x", 1, new string('[', 200_000))]).Succeeded);

    [Fact]
    public void Survives_aliases_that_multiply()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefghij".Select(c => $"{c}: &{c} [{string.Join(',', Enumerable.Repeat("*" + (char)(c - 1), 9))}]\n"));
        Assert.False(PolicySet.Compile([new PolicySource("pol_1", "x", 1, bomb)]).Succeeded);
    }
}
