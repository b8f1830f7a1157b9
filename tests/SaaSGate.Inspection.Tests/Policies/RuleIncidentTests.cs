using System.Text;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Policies;

public sealed class RuleIncidentTests
{
    private const string Rules = """
        rules:
          - { name: watch-export, on: request, when: { text: 'export', last_user_turn: true }, then: allow, incident: low }
          - { name: many-addresses, on: request, when: { findings: [EMAIL], min_count: 3 }, then: hold, incident: medium }
          - { name: no-dump, on: request, when: { text: 'dump' }, then: block, incident: high }
          - { name: quiet, on: request, when: { text: 'export' }, then: block }
          - { name: mask-cards, on: response, when: { findings: [CREDIT_CARD] }, then: mask, incident: high }
          - { name: mask-mail, on: both, when: { findings: [EMAIL] }, then: mask }
        """;

    [Fact]
    public void Opens_incidents_of_all_rules_that_match_whichever_decides()
    {
        var inspection = Ask("export this");
        Assert.Equal("quiet", inspection.Decision.Rule);
        Assert.Equal(new RuleIncident("watch-export", "pol_1", 3, "low"), Assert.Single(inspection.Incidents));
        Assert.Equal(["watch-export", "no-dump"], Ask("dump, then export").Incidents.Select(incident => incident.Rule));
        Assert.Empty(Ask("hello").Incidents);
    }

    [Fact]
    public void Opens_none_for_findings_of_a_rule_that_does_not_match()
    {
        var few = Ask("a@example.com and b@example.com");
        Assert.NotEmpty(few.Findings);
        Assert.Empty(few.Incidents);
        Assert.Equal("many-addresses", Assert.Single(Ask("a@example.com, b@example.com, c@example.com").Incidents).Rule);
    }

    [Fact]
    public void Opens_incidents_of_what_an_answer_held()
    {
        var inspector = Given.Inspector(Rules);
        Assert.Equal([new RuleIncident("mask-cards", "pol_1", 3, "high")], inspector.IncidentsOf(Answer("4111 1111 1111 1111 and 5500 0055 5555 5559")));
        Assert.Empty(inspector.IncidentsOf(Answer("a@example.com")));
        Assert.Empty(inspector.IncidentsOf([]));

        IReadOnlyList<Finding> Answer(string text) => inspector.InspectResponse(Encoding.UTF8.GetBytes($$"""{"type":"message","content":[{"type":"text","text":"{{text}}"}]}""")).Findings;
    }

    [Fact]
    public void Tells_no_more_than_so_many_of_one_request()
    {
        var rules = string.Join('\n', Enumerable.Range(0, 20).Select(i => $"  - {{ name: r{i}, on: request, then: allow, incident: low }}"));
        var incidents = Given.Inspector($"rules:\n{rules}").InspectRequest(Request("hello"), EndpointFamily.Messages).Incidents;
        Assert.Equal(Enumerable.Range(0, RuleIncident.Most).Select(i => $"r{i}"), incidents.Select(incident => incident.Rule));
    }

    private static RequestInspection Ask(string text) => Given.Inspector(Rules).InspectRequest(Request(text), EndpointFamily.Messages);

    private static byte[] Request(string text) => Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":"{{text}}"}]}""");
}
