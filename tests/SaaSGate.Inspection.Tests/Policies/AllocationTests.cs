using System.Text;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Policies;

public sealed class AllocationTests
{
    private static readonly RequestFacts Known = new() { SkillLabels = ["crm"], UtcNow = new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero), Seen = new Everything() };

    /// <summary>Both requests are read and scanned alike; only the number of rules differs.</summary>
    [Fact]
    public void Two_hundred_rules_that_do_not_match_cost_no_more_memory_than_one()
    {
        var (one, many) = (Given.Inspector(Rules(1)), Given.Inspector(Rules(200)));
        var body = Sse.Bytes("""{"model":"m","max_tokens":10,"tools":[{"name":"read"},{"name":"write"}],"mcp_servers":[{"name":"a","url":"https://mcp.example/"}],"messages":[{"role":"user","content":[{"type":"text","text":"hello"},{"type":"text","text":"there john@example.com"}]},{"role":"assistant","content":"export nothing"}]}""");
        Assert.Equal(Allocated(one, body), Allocated(many, body));
    }

    private static long Allocated(Inspector inspector, byte[] body)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 200; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var inspection = inspector.InspectRequest(body, EndpointFamily.Messages, Known);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Empty(inspection.Matches);
        }
        return least;
    }

    private static string Rules(int number)
    {
        var rules = new StringBuilder("rules:\n  - { name: base, on: request, then: hold, when: { findings: [EMAIL], min_count: 9, text: never, tools: [x], models: [x], mcp_servers: [x] } }\n");
        for (var i = 1; i < number; i++)
            rules.Append(System.Globalization.CultureInfo.InvariantCulture, $"  - {{ name: r-{i}, on: request, then: hold, when: {{ findings: [EMAIL], text: 'export project {i}', tools: ['tool_{i}_*'], models: ['m-{i}'], mcp_servers: [m-{i}], labels: [l-{i}], first_seen: [tool], max_tokens: {{ more_than: {i}000 }}, time: {{ within: 'sun 0{i % 8}:00-09:00' }} }} }}\n");
        return rules.ToString();
    }

    private sealed class Everything : ISeenThings
    {
        public bool Contains(SeenKind kind, ReadOnlySpan<char> value) => true;
    }
}
