using System.Text;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Policies;

/// <summary>A policy that brings its own detectors, and rules that leave values alone.</summary>
public sealed class OwnDetectorTests
{
    private const string Example = """
        detectors:
          - name: project-names
            type: PROJECT
            dictionary: [Bluebird, "Red Falcon", EU]
            samples:
              - { text: "About bluebird and red falcons.", finds: [bluebird] }
          - name: employee-ids
            type: EMPLOYEE_ID
            pattern: '\bEMP-[0-9]{6}\b'
            samples:
              - { text: "EMP-123456, EMP-12", finds: [EMP-123456] }
              - { text: "none", finds: [] }
        rules:
          - { name: m, on: both, then: mask, when: { findings: [PROJECT, EMPLOYEE_ID, EMAIL] }, except: [Info@Example.com, red falcon] }
          - { name: h, on: request, then: hold, when: { findings: [PROJECT, EMAIL], min_count: 2 }, except: [eu] }
        """;

    [Fact]
    public void Masks_what_they_find_in_answers_streams_and_records()
    {
        var inspector = Given.Inspector(Example);
        Assert.Equal("""{"content":[{"type":"text","text":"On [PROJECT_]: Red Falcon, [EMPLOYEE_ID_], INFO@example.com, [EMAIL_]"}]}""",
            Bare(inspector.InspectResponse(Sse.Bytes("""{"content":[{"type":"text","text":"On Bluebird: Red Falcon, EMP-123456, INFO@example.com, john@example.com"}]}""")).Body));
        var stream = Sse.Answer("on blue", "bird: EMP-1", "23456, info@exam", "ple.com.");
        Assert.Equal("on [PROJECT_]: [EMPLOYEE_ID_], info@example.com.", Bare(Sse.Bytes(Sse.Assemble(Sse.Pump(inspector.CreateStreamMasker(), Sse.Bytes(stream), 7))["0/text"])));
        Assert.Equal("[PROJECT_]", Bare(Sse.Bytes(inspector.MaskText("bluebird"))));
    }

    [Fact]
    public void Finds_entries_that_are_shorter_than_any_value_of_the_product() =>
        Assert.Equal("""{"content":[{"type":"text","text":"[PROJECT_]","x":{"y":"[PROJECT_]"}}]}""", Bare(Given.Inspector(Example).InspectResponse(Sse.Bytes("""{"content":[{"type":"text","text":"eu","x":{"y":"EU"}}]}""")).Body));

    [Theory]
    [InlineData("bluebird", DecisionKind.Mask)]
    [InlineData("bluebird john@example.com", DecisionKind.Hold)]
    [InlineData("bluebird EU", DecisionKind.Mask)]
    [InlineData("bluebird info@example.com", DecisionKind.Hold)]
    [InlineData("bluebird red falcon", DecisionKind.Hold)]
    public void Counts_no_value_that_the_rule_leaves_alone(string text, DecisionKind expected)
    {
        var inspection = Given.Inspector(Example).InspectRequest(Sse.Bytes($$"""{"model":"m","messages":[{"role":"user","content":"{{text}}"}]}"""), EndpointFamily.Messages);
        Assert.Equal(expected, inspection.Decision.Kind);
        Assert.Equal(text.Contains("falcon", StringComparison.Ordinal), Encoding.UTF8.GetString(inspection.RecordBody.Span).Contains("falcon", StringComparison.Ordinal));
    }

    [Fact]
    public void Masks_a_value_that_only_one_of_two_rules_leaves_alone() =>
        Assert.Contains("[EMAIL_", Bare(Given.Inspector("""
            rules:
              - { name: a, on: both, then: mask, when: { findings: [EMAIL] }, except: [info@example.com] }
              - { name: b, on: both, then: mask, when: { findings: [EMAIL] } }
            """).InspectResponse(Sse.Bytes("""{"content":[{"type":"text","text":"info@example.com"}]}""")).Body), StringComparison.Ordinal);

    [Fact]
    public void Takes_thousands_of_entries() =>
        Assert.True(PolicySet.Compile([Source($"detectors:\n  - name: a\n    type: OWN\n    dictionary:\n{string.Concat(Enumerable.Range(0, 9000).Select(i => $"      - Customer {i}\n"))}rules: []")]).Succeeded);

    [Theory]
    [InlineData("detectors: 3\nrules: []", 1, "must be a list of at most 50")]
    [InlineData("detectors:\n  - { type: OWN, dictionary: [one] }\nrules: []", 2, "'name' is missing")]
    [InlineData("detectors:\n  - { name: a, dictionary: [one] }\nrules: []", 2, "'type' is missing")]
    [InlineData("detectors:\n  - { name: A b, type: OWN, dictionary: [one] }\nrules: []", 2, "no name for a detector")]
    [InlineData("detectors:\n  - { name: email, type: OWN, dictionary: [one] }\nrules: []", 2, "already")]
    [InlineData("detectors:\n  - { name: a, type: OWN, dictionary: [one] }\n  - { name: a, type: OWN, dictionary: [two] }\nrules: []", 3, "already")]
    [InlineData("detectors:\n  - { name: a, type: own, dictionary: [one] }\nrules: []", 2, "no type. Use 2 to 32")]
    [InlineData("detectors:\n  - { name: a, type: EMAIL, dictionary: [one] }\nrules: []", 2, "'OUR_EMAIL'")]
    [InlineData("detectors:\n  - { name: a, type: PERSON, dictionary: [one] }\nrules: []", 2, "the product itself finds")]
    [InlineData("detectors:\n  - { name: a, type: OWN }\nrules: []", 2, "a 'dictionary' or a 'pattern'")]
    [InlineData("detectors:\n  - { name: a, type: OWN, dictionary: [one], pattern: x }\nrules: []", 2, "not both")]
    [InlineData("detectors:\n  - { name: a, type: OWN, pattern: x, match_case: true }\nrules: []", 2, "belong to a dictionary")]
    [InlineData("detectors:\n  - name: a\n    type: OWN\n    pattern: '(x)\\1'\nrules: []", 4, "needs backtracking")]
    [InlineData("detectors:\n  - name: a\n    type: OWN\n    dictionary:\n      - one\n      - x\nrules: []", 6, "2 to 256 characters")]
    [InlineData("detectors:\n  - name: a\n    type: OWN\n    dictionary: one\nrules: []", 4, "must be a list")]
    [InlineData("detectors:\n  - name: a\n    type: OWN\n    dictionary: [one]\n    samples:\n      - { text: one two, finds: [two] }\nrules: []", 6, "finds 'one', not 'two'")]
    [InlineData("detectors:\n  - name: a\n    type: OWN\n    dictionary: [one]\n    samples:\n      - { text: two, finds: [two] }\nrules: []", 6, "finds nothing, not 'two'")]
    [InlineData("detectors:\n  - name: a\n    type: OWN\n    dictionary: [one]\n    samples:\n      - { text: one two }\nrules: []", 6, "'finds' is missing")]
    [InlineData("detectors:\n  - name: a\n    type: OWN\n    dictionary: [one]\n    sample: []\nrules: []", 5, "'sample' is not known in a detector")]
    [InlineData("rules:\n  - { name: a, on: request, then: hold, when: { findings: [OWN] } }", 2, "no type of finding")]
    [InlineData("rules:\n  - { name: a, on: request, then: hold, except: [one] }", 2, "'except' names values of findings")]
    public void Says_at_the_line_what_is_wrong(string document, int line, string message)
    {
        var error = PolicySet.Compile([Source(document)]).Errors[0];
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
    }

    private static PolicySource Source(string document) => new("pol_1", "test", 1, document);

    /// <summary>The text without what is random in labels.</summary>
    private static string Bare(ReadOnlyMemory<byte> body) => System.Text.RegularExpressions.Regex.Replace(Encoding.UTF8.GetString(body.Span), "_[A-Z0-9]{6}]", "_]");
}
