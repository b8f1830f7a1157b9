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
    [InlineData("rules: []\nextra: 1", 2, "'extra' is not known in the document. Known are: description, detectors, limits, rules, tests, title")]
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
    [InlineData("rules:\n  - name: a\n    on: tool_use\n    then: mask", 3, "Set 'on: response' to mask")]
    [InlineData("rules:\n  - name: a\n    on: tool_use\n    then: hold\n    when: { text: x }", 5, "Use 'tool_input'")]
    [InlineData("rules:\n  - name: a\n    on: tool_use\n    then: hold\n    when: { files: true }", 5, "'files' is asked of requests")]
    [InlineData("rules:\n  - name: a\n    on: tool_use\n    then: hold\n    when: { findings: [INJECTION] }", 5, "judged in what people and tools say")]
    [InlineData("rules:\n  - name: a\n    on: tool_use\n    then: hold\n    when: { first_seen: [model] }", 5, "Use 'first_seen: [model]' in a rule with 'on: request'")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { first_seen: [person] }", 5, "'person' is no thing that can be new. Use: destination, model, tool")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { tools: send_mail }", 5, "'tools' must be a list of 1 to 500")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { tools: [] }", 5, "'tools' must be a list of 1 to 500")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { detectors: [mail] }", 5, "'mail' is no detector")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { findings: [EMAIL], detectors: [attack-prompt] }", 5, "None of these detectors finds any of these types")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { destinations: ['https://a.example'] }", 5, "cannot stand in 'destinations'")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { endpoints: [chat] }", 5, "'chat' is no endpoint. Use: batches, complete, count_tokens, messages")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { max_tokens: 8 }", 5, "Expected keys and values")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { max_tokens: {} }", 5, "Write 'max_tokens: { more_than: 8000 }'")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { files: false }", 5, "no condition")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { last_user_turn: true }", 5, "no condition")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { tools: [a], last_user_turn: true }", 5, "'last_user_turn' says where")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { tool_input: '(' }", 5, "The pattern cannot be read")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { time: { zone: UTC } }", 5, "takes 'outside' or 'within'")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { time: { within: 'noon' } }", 5, "'noon' is no time of the week")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { time: { within: 'mon 8:00-9:00' } }", 5, "is no time of the week")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    when: { time: { within: 'mon', zone: Middle/Earth } }", 5, "is no time zone")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    hold: { approvals: 6 }", 5, "whole number from 1 to 5")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    hold: { roles: [King!] }", 5, "cannot stand in 'roles'")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    hold: { escalate: { after: 5m, to: [b] } }", 5, "must be less than the timeout")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    hold: { escalate: { after: 1m } }", 5, "'to' names the groups")]
    [InlineData("rules:\n  - name: a\n    on: request\n    then: hold\n    notify: everybody", 5, "'notify' must be a list")]
    [InlineData("limits: { requests_per_minute: 0 }\nrules: []", 1, "whole number from 1")]
    [InlineData("limits: { cost_per_day: much }\nrules: []", 1, "an amount above 0")]
    [InlineData("limits: {}\nrules: []", 1, "There is no limit")]
    [InlineData("limits: { requests_per_hour: 1 }\nrules: []", 1, "'requests_per_hour' is not known in 'limits'")]
    [InlineData("rules: []\ntests:\n  - name: a", 3, "A test says what comes")]
    [InlineData("rules: []\ntests:\n  - name: a\n    request: hello", 3, "'expect' is missing in a test")]
    [InlineData("rules: []\ntests:\n  - name: a\n    request: hello\n    expect: { decision: perhaps }", 5, "Use one of: allow, mask, hold, block, lock")]
    [InlineData("rules: []\ntests:\n  - name: a\n    request: hello\n    expect: { decision: hold, rule: none }", 5, "There is no rule named 'none' here")]
    [InlineData("rules: []\ntests:\n  - name: a\n    request: [a]\n    expect: { decision: hold }", 4, "'request' is a text, or a body")]
    [InlineData("rules: []\ntests:\n  - name: a\n    tool_use: { name: a }\n    expect: { decision: hold }", 4, "'input' is what the tool gets")]
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
    public void Reads_who_decides_about_what_is_held()
    {
        var policy = Given.Policy("""
            rules:
              - name: a
                doc: Money is not moved by one person.
                on: tool_use
                when: { tools: [pay] }
                then: hold
                notify: [finance-channel]
                hold: { timeout: 10m, reviewers: [treasury], approvals: 2, roles: [admin, reviewer], escalate: { after: 2m, to: [cfo] }, step_up: true }
              - { name: b, on: request, then: hold }
              - { name: c, on: request, then: lock, message: No. }
            """);
        var summary = policy.FindRule("pol_1", "a")!;
        Assert.Equal((TimeSpan.FromMinutes(10), 2, TimeSpan.FromMinutes(2), true), (summary.Hold!.Timeout, summary.Hold.Approvals, summary.Hold.EscalateAfter, summary.Hold.StepUp));
        Assert.Equal(["treasury", "admin", "reviewer", "cfo", "finance-channel"], [.. summary.Hold.Reviewers, .. summary.Hold.Roles, .. summary.Hold.EscalateTo, .. summary.Notify]);
        Assert.Equal(("tool_use", "Money is not moved by one person.", 3L), (summary.On, summary.Doc, summary.Version));
        Assert.Equal(HoldRouting.Default, policy.FindRule("pol_1", "b")!.Hold);
        Assert.Equal((DecisionKind.Lock, "No.", null), (policy.FindRule("pol_1", "c")!.Kind, policy.FindRule("pol_1", "c")!.Message, policy.FindRule("pol_1", "c")!.Hold));
        Assert.Null(policy.FindRule("pol_2", "a"));
        Assert.Equal(["a", "b", "c"], policy.RuleSummaries.Select(rule => rule.Name));
    }

    [Fact]
    public void Takes_of_each_limit_the_strictest()
    {
        var policy = PolicySet.Compile(
        [
            new PolicySource("pol_1", "one", 1, "limits: { requests_per_minute: 60, cost_per_day: 12.50 }\nrules: []"),
            new PolicySource("pol_2", "two", 1, "limits: { requests_per_minute: 90, tokens_per_day: 5000000000, cost_per_day: 10 }\nrules: []", PolicySource.Label("x")),
            new PolicySource("pol_3", "three", 1, "limits: { concurrent_streams: 2, requests_per_day: 7, tokens_per_minute: 8, cost_per_minute: 0.5 }\nrules: []"),
        ]).Policy!;
        Assert.Equal(new SkillLimits(60, 7, 8, 5_000_000_000, 0.5m, 10m, 2), policy.Limits);
        Assert.True(PolicySet.Empty.Limits.IsEmpty);
    }

    [Fact]
    public void Refuses_ten_megabytes_without_reading_them()
    {
        var error = Assert.Single(PolicySet.Compile([new PolicySource("pol_1", "x", 1, new string('#', 10_000_000))]).Errors);
        Assert.Contains("longer than 262144 characters", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: &a [*a]")]
    [InlineData("rules: [&r { name: a, when: *r }]")]
    [InlineData("<<: *base")]
    public void Refuses_what_refers_to_itself(string document) =>
        Assert.Contains(PolicySet.Compile([new PolicySource("pol_1", "x", 1, document)]).Errors, error => error.Line == 1 && error.Message.Contains("Anchors and aliases", StringComparison.Ordinal));

    [Theory]
    [InlineData("(a{1000}){1000}", "counts too high")]
    [InlineData("((a{1,50}){1,50}){1,50}", "counts too high")]
    [InlineData("(x?){400}x{400}", "too much memory")]
    [InlineData("(?=a)b", "needs backtracking")]
    public void Refuses_patterns_that_grow_without_bound(string pattern, string message)
    {
        var error = Assert.Single(PolicySet.Compile([new PolicySource("pol_1", "x", 1, $"rules:\n  - name: a\n    on: tool_use\n    then: hold\n    when: {{ tool_input: '{pattern}' }}")]).Errors);
        Assert.Equal(5, error.Line);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(.*a){20}")]
    [InlineData("(x+x+)+y")]
    [InlineData("([a-z]+)*[0-9]")]
    [InlineData("(a|aa|aaa)*b")]
    public void Takes_patterns_that_would_be_catastrophic_elsewhere_and_stays_fast(string pattern)
    {
        var inspector = Given.Inspector($"rules: [{{ name: a, on: request, then: hold, when: {{ text: '{pattern}' }} }}]");
        var text = new string('a', 50_000) + "!";
        Assert.Null(inspector.InspectRequest(Sse.Bytes($$"""{"messages":[{"role":"user","content":"{{text}}"}]}"""), EndpointFamily.Messages).Problem);
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
