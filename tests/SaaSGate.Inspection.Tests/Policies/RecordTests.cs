using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Policies;

public sealed class RecordTests
{
    private const string InForce = "rules: [{ name: m, on: both, then: mask, when: { findings: [EMAIL, CREDIT_CARD] } }, { name: p, on: request, then: allow, when: { findings: [PHONE] } }]";

    private const string Body = """{"model":"m","tools":[{"name":"pay"}],"messages":[{"role":"user","content":"ann@example.com bob@example.com ann@example.com [EMAIL_AAAAAA] call +1 415 555 0100"},{"role":"assistant","content":[{"type":"tool_use","name":"pay","input":{"card":4111111111111111}}]}]}""";

    [Theory]
    [InlineData("findings: [EMAIL], min_count: 2", true)]
    [InlineData("findings: [EMAIL], min_count: 3", false)]
    [InlineData("findings: [EMAIL], last_user_turn: true", true)]
    [InlineData("findings: [CREDIT_CARD]", true)]
    [InlineData("findings: [PHONE]", true)]
    [InlineData("findings: [PHONE], min_count: 2", false)]
    [InlineData("findings: [US_SSN]", false)]
    [InlineData("findings: [BULK], more_than: 2", true)]
    [InlineData("tools: [pay], models: [m], text: '(?i)call'", true)]
    public void Is_asked_as_the_request_was(string when, bool held)
    {
        var inspection = Given.Inspector(InForce).InspectRequest(Sse.Bytes(Body), EndpointFamily.Messages);
        Assert.DoesNotContain("ann@", System.Text.Encoding.UTF8.GetString(inspection.RecordBody.Span), StringComparison.Ordinal);
        var draft = Given.Policy($"rules: [{{ name: d, on: request, then: hold, when: {{ {when} }} }}]");
        Assert.Equal(held ? DecisionKind.Hold : DecisionKind.Allow, draft.InspectRecord(inspection.RecordBody, EndpointFamily.Messages, inspection.Findings).Decision.Kind);
        Assert.Equal(held ? DecisionKind.Hold : DecisionKind.Allow, new Inspector(draft, Given.Keys, Given.Skill).InspectRecord(inspection.RecordBody, EndpointFamily.Messages, inspection.Findings).Decision.Kind);
        Assert.Equal(held ? DecisionKind.Hold : DecisionKind.Allow, new Inspector(draft, Given.Keys, Given.Skill).InspectRequest(Sse.Bytes(Body), EndpointFamily.Messages).Decision.Kind);
    }

    [Fact]
    public void Can_be_explained()
    {
        var inspection = Given.Inspector(InForce).InspectRequest(Sse.Bytes(Body), EndpointFamily.Messages);
        var explanation = Given.Policy(InForce).InspectRecord(inspection.RecordBody, EndpointFamily.Messages, inspection.Findings, explains: true).Explanation!;
        Assert.Equal("m", explanation.Decision.Rule);
    }
}
