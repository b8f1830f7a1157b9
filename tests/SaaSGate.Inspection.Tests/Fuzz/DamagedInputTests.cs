using System.Buffers;
using System.Text.Json;
using CsCheck;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Fuzz;

/// <summary>Bytes from outside, damaged: read, or refused in the way that is promised, and never anything else.</summary>
public sealed class DamagedInputTests
{
    private const string Body = """
        {"model":"m","max_tokens":5,"system":[{"type":"text","text":"hi \u00e9 john@example.com"}],"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","data":"AAAA"}},
        {"type":"text","text":"\ud83d\ude00 4111 1111 1111 1111"}]},{"role":"assistant","content":[{"type":"tool_use","name":"n","input":{"a":["+1 415 555 2671",12345678901]}}]}],"tools":[{"name":"t","type":"custom"},{"name":"w","type":"web_search_1"}],
        "mcp_servers":[{"name":"s","url":"https://mcp.example/"}],"container":{"skills":[{"skill_id":"pptx"}]}}
        """;

    private static readonly string Stream = Sse.MessageStart + Sse.Start(0, """{"type":"text","text":"to "}""") + Sse.Text("john@exa") + Sse.Ping + Sse.Text("mple.com") + Sse.Stop()
        + Sse.Start(1, """{"type":"tool_use","id":"t","name":"n","input":{}}""") + Sse.Input("{\"a\":\"\\u00", 1) + Sse.Input("e9 415-555-\",\"b\":[1", 1) + Sse.Input("2.5]}", 1) + Sse.Stop(1) + Sse.MessageEnd;

    private static readonly Gen<(int At, int Kind, byte Value)[]> Damage = Gen.Select(Gen.Int[0, 3000], Gen.Int[0, 3], Gen.Byte).Array[0, 6];

    private static readonly Inspector Ruled = Given.Inspector("""
        rules:
          - { name: m, on: both, then: mask, when: { findings: [EMAIL, PHONE, CREDIT_CARD, US_SSN, API_KEY] } }
          - { name: h, on: request, then: hold, when: { text: 'x+y', last_user_turn: true } }
          - { name: t, on: request, then: hold, when: { tools: ['t*'], tool_input: '4', mcp_servers: ['*'], container_skills: [pptx], files: true, models: [m], max_tokens: { more_than: 4 } } }
          - { name: s, on: request, then: hold, when: { first_seen: [tool, destination, model] } }
          - { name: u, on: tool_use, then: block, when: { findings: [CREDIT_CARD, DESTINATION], tool_input: 'a' } }
        """);

    private static readonly string[] Policies =
        [Given.MaskEverything, "rules: [{ name: a, on: request, then: hold, when: { text: 'a(b|c)*' }, hold: { timeout: 5m } }]", .. PolicyPacks.All.Select(pack => pack.Document)];

    /// <summary>The card number as a word of its own: damage may glue a letter or digit to it, and then it is no card number.</summary>
    private const string StandingCard = "[ \"]4111 1111 1111 1111[ \"]";

    [Fact]
    public void Reads_or_refuses_any_stream() => Gen.Select(Damage, Gen.Int[1, 50]).Holds(
        (damage, read) =>
        {
            try
            {
                Sse.Pump(Ruled.CreateStreamMasker(), Apply(Sse.Bytes(Stream), damage), read);
            }
            catch (InspectionException)
            {
                // As promised.
            }
        }, 4000);

    [Fact]
    public void Reads_or_refuses_any_request() => Gen.Select(Damage, Gen.Enum<EndpointFamily>()).Holds(
        (damage, family) =>
        {
            var inspection = Ruled.InspectRequest(Apply(Sse.Bytes(Body), damage), family);
            if (inspection.Problem is null)
                using (JsonDocument.Parse(inspection.RecordBody))
                    Assert.DoesNotMatch(StandingCard, System.Text.Encoding.UTF8.GetString(inspection.RecordBody.Span));
        }, 4000);

    [Fact]
    public void Reads_or_refuses_any_answer() => Damage.Holds(
        damage =>
        {
            try
            {
                Ruled.InspectResponse(Apply(Sse.Bytes(Body), damage));
            }
            catch (InspectionException)
            {
                // As promised.
            }
        }, 4000);

    [Fact]
    public void Reads_any_tool_call() => Gen.Select(Damage, Gen.Int[0, 3]).Holds(
        (damage, from) => Assert.All(Ruled.InspectToolUse("n", Apply(Sse.Bytes(Body)[(from * 100)..], damage)).Findings, finding => Assert.StartsWith("/input", finding.Location, StringComparison.Ordinal)),
        2000);

    [Fact]
    public void Reads_or_refuses_any_policy() => Gen.Select(Damage, Gen.Int[0, Policies.Length - 1]).Holds(
        (damage, policy) => PolicySet.Compile([new PolicySource("p", "p", 1, System.Text.Encoding.UTF8.GetString(Apply(Sse.Bytes(Policies[policy]), damage)))]),
        2000);

    [Fact]
    public void Passes_any_bytes_without_rules() => Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[1, 20]).Holds(
        (bytes, read) => Assert.Equal(bytes, Sse.Pump(new Inspector(PolicySet.Empty, Given.Keys, Given.Skill).CreateStreamMasker(), bytes, read)), 4000);

    private static byte[] Apply(byte[] bytes, (int At, int Kind, byte Value)[] damage)
    {
        var list = new List<byte>(bytes);
        foreach (var (position, kind, value) in damage)
        {
            var at = position % (list.Count + 1);
            if (kind == 0)
                list.Insert(at, value);
            else if (kind == 1 && at < list.Count)
                list.RemoveAt(at);
            else if (kind == 2 && at < list.Count)
                list[at] = (byte)"\"\\{}[]:,\n\r"[value % 10];
            else
                list.InsertRange(at, list.Take(Math.Min(20, list.Count)).ToArray());
        }
        return [.. list];
    }
}
