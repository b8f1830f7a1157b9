using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Requests;

/// <summary>A value under another one's replacement still counts for rules.</summary>
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
}
