using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Requests;

/// <summary>A value under another one's replacement still counts for rules.</summary>
public sealed class CoveredValueTests
{
    private const string Masks = "  - { name: mask, on: both, when: { findings: [URL, EMAIL] }, then: mask }\n";

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
