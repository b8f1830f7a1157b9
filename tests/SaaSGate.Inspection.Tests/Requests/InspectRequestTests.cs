using System.Text;
using SaaSGate.Contracts.Problems;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests.Requests;

public sealed class InspectRequestTests
{
    private const string Rules = """
        rules:
          - name: mask-personal-data
            on: response
            when: { findings: [EMAIL, API_KEY] }
            then: mask
          - name: fine
            on: request
            when: { text: hello }
            then: allow
          - name: no-dump
            on: request
            severity: high
            when: { text: '(?i)dump all passwords' }
            then: block
            message: Never.
          - name: export
            on: request
            severity: high
            when: { text: '(?i)\bexport\b.*\bcustomers?\b', last_user_turn: true }
            then: hold
            hold: { timeout: 2m }
          - name: many-cards
            on: request
            when: { findings: [CREDIT_CARD], min_count: 2 }
            then: hold
        """;

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{} x")]
    [InlineData("{}{}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1 /* no */}")]
    [InlineData("{'a':1}")]
    [InlineData("\uFEFF{}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("{\"a\":[{\"b\":{\"c\":1,\"d\":2,\"c\":1}}]}")]
    [InlineData("{\"a\":\"\\ud83d\"}")]
    [InlineData("{\"a\":\"\\ude00\"}")]
    [InlineData("{\"a\":\"\\ud83d\\u0041\"}")]
    [InlineData("{\"a\":\"\\ud83d\\\\ude00\"}")]
    [InlineData("{\"\\ud83d\":1}")]
    [InlineData("{\"a\":\"\n\"}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"a\":01}")]
    public void Refuses_what_could_be_read_in_two_ways(string body) => Assert.Equal(GatewayProblems.BodyInvalid, Inspect(body).Problem);

    /// <summary>Claude refuses such a name too. Cut, it could show half a value.</summary>
    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    [InlineData(2_000_000, false)]
    public void Refuses_a_model_whose_name_is_too_long(int length, bool passes)
    {
        foreach (var name in (string[])[new string('m', length), string.Concat(Enumerable.Repeat("\u006d", length))])
        {
            var inspection = Inspect($$"""{"model":"{{name}}","messages":[]}""");
            Assert.Equal((passes ? null : GatewayProblems.BodyInvalid, passes ? length : 0), (inspection.Problem, inspection.Model.Length));
            var batch = Given.Inspector().InspectRequest(Sse.Bytes($$$"""{"requests":[{"custom_id":"a","params":{"model":"m"}},{"custom_id":"b","params":{"model":"{{{name}}}"}}]}"""), EndpointFamily.Batches);
            Assert.Equal(passes ? null : GatewayProblems.BodyInvalid, batch.Problem);
        }
    }

    /// <summary>Labels are longer than what they stand for, so the name may be too.</summary>
    [Fact]
    public void Reads_the_record_of_a_request_whose_model_is_full_of_values()
    {
        var inspection = Inspect($$"""{"model":"{{string.Concat(Enumerable.Repeat("a@b.co ", 36))}}","messages":[]}""");
        Assert.Null(inspection.Problem);
        Assert.Null(Given.Inspector().InspectRecord(inspection.RecordBody, EndpointFamily.Messages, inspection.Findings).Problem);
    }

    [Fact]
    public void Tells_the_first_findings_counts_all_and_masks_each()
    {
        const int Values = RequestInspection.MostFindings + 2_000;
        var body = Sse.Bytes($$"""{"messages":[{"role":"user","content":"{{string.Join(' ', Enumerable.Range(0, Values).Select(i => $"u{i}@example.com"))}}"}]}""");
        RequestInspection Under(int count) => Given.Inspector($"rules: [{{ name: many, on: request, when: {{ findings: [EMAIL], min_count: {count} }}, then: block }}, {{ name: mask-it, on: response, when: {{ findings: [EMAIL] }}, then: mask }}]").InspectRequest(body, EndpointFamily.Messages);
        var inspection = Under(Values);
        Assert.Equal(RequestInspection.MostFindings, inspection.Findings.Count);
        Assert.Equal(Values, Assert.Contains("EMAIL", inspection.FindingCounts));
        Assert.All(inspection.Findings, finding => Assert.Equal("/messages/0/content", finding.Location));
        Assert.DoesNotContain("@example.com", System.Text.Encoding.UTF8.GetString(inspection.RecordBody.Span), StringComparison.Ordinal);
        Assert.Equal("many", inspection.Decision.Rule);
        Assert.Equal("", Under(Values + 1).Decision.Rule);
    }

    [Fact]
    public void Refuses_invalid_utf8_deep_nesting_and_a_repeated_key_among_many()
    {
        Assert.NotNull(Given.Inspector().InspectRequest(new byte[] { (byte)'{', (byte)'"', 0xC3, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, EndpointFamily.Messages).Problem);
        Assert.NotNull(Inspect(string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200)).Problem);
        Assert.Null(Inspect(string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100)).Problem);
        var keys = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"k{i}\":{i}"));
        Assert.Null(Inspect($"{{{keys}}}").Problem);
        Assert.NotNull(Inspect($"{{{keys},\"k17\":1}}").Problem);
    }

    [Fact]
    public void Takes_whole_pairs_and_any_other_escape() => Assert.Null(Inspect("""{"a":"\ud83d\ude00\u00e9\n\\ud83d \uD83D\uDE00","b":"😀"}""").Problem);

    [Fact]
    public void Reads_what_is_asked_for()
    {
        var inspection = Inspect("""{"messages":[],"max_tokens":1024,"model":"claude-x","stream":true}""");
        Assert.Equal(("claude-x", true, 1024L), (inspection.Model, inspection.Stream, inspection.MaxTokens));
        Assert.Equal(PolicyDecision.Allowed, inspection.Decision);
        inspection = Inspect("""{"model":7,"stream":"yes","max_tokens":"many","messages":{"a":[1]}}""");
        Assert.Equal(("", false, null), (inspection.Model, inspection.Stream, inspection.MaxTokens));
        Assert.Equal(50, Inspect("""{"prompt":"x","max_tokens_to_sample":50}""", EndpointFamily.Complete).MaxTokens);
        Assert.Equal("claude-y", Inspect("""{"requests":[{"custom_id":"1","params":{"model":"claude-y","messages":[]}},{"params":{"model":"z"}}]}""", EndpointFamily.Batches).Model);
    }

    [Fact]
    public void Records_a_clean_body_as_the_very_same_memory()
    {
        ReadOnlyMemory<byte> body = Sse.Bytes("""{"model":"claude-x","messages":[{"role":"user","content":"Hello"}]}""");
        foreach (var inspector in (Inspector[])[Given.Inspector(), Given.Inspector(Rules), new(PolicySet.Empty, Given.Keys, Given.Skill)])
            Assert.Equal(body, inspector.InspectRequest(body, EndpointFamily.Messages).RecordBody);
    }

    [Fact]
    public void Masks_the_record_wherever_text_can_stand()
    {
        var body = """
            {"model":"claude-x","system":[{"type":"text","text":"a@b.com"}],"metadata":{"user_id":"a@b.com"},"stop_sequences":["a@b.com"],
             "tools":[{"name":"x","description":"a@b.com","input_schema":{"type":"object","properties":{"id":{"description":"a@b.com"}}}}],
             "mcp_servers":[{"url":"https://x","authorization_token":"opaque"}],
             "messages":[{"role":"user","content":"a\u0040b.com"},{"role":"assistant","content":[{"type":"thinking","thinking":"a@b.com","signature":"a@b.com"},
             {"type":"tool_use","id":"a@b.com","name":"x","input":{"id":"a@b.com","data":"a@b.com","type":["a@b.com"],"a@b.com":1}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"a@b.com","content":[{"type":"text","text":"a@b.com"}]},
             {"type":"document","title":"a@b.com","source":{"type":"text","media_type":"text/plain","data":"a@b.com"}}]}]}
            """;
        var inspection = Inspect(body);
        var record = Encoding.UTF8.GetString(inspection.RecordBody.Span);
        Assert.Contains("\"signature\":\"a@b.com\"", record, StringComparison.Ordinal);
        Assert.Equal(1, record.Split("a@b.com").Length - 1);
        Assert.Equal(17, inspection.Findings.Count);
        Assert.Contains("\"authorization_token\":\"[API_KEY_", record, StringComparison.Ordinal);
        Assert.Equal(["/system/0/text", "/metadata/user_id", "/stop_sequences/0", "/tools/0/description", "/tools/0/input_schema/properties/id/description"], inspection.Findings.Take(5).Select(finding => finding.Location));
        Assert.Equal(16, inspection.Findings.Where(finding => finding.Type == "EMAIL").Count(finding => finding.Label == inspection.Findings[0].Label));
        Assert.Equal(DecisionKind.Allow, inspection.Decision.Kind);
    }

    [Fact]
    public void Masks_the_record_in_ids_names_and_numbers_of_any_object()
    {
        const string Body = """
            {"model":"john@example.com","tools":[{"name":"x","input_examples":[{"id":"john@example.com","type":"john@example.com","card":4111111111111111,"john@example.com":1}]}],
             "metadata":{"user_id":4111111111111111},"john@example.com":true,"max_tokens":4096000,
             "messages":[{"role":"john@example.com","content":[{"type":"tool_result","tool_use_id":"john@example.com","content":"x"},
             {"type":"document","source":{"media_type":"text/plain","data":"john@example.com"}},{"type":"redacted_thinking","data":"john@example.com"}]}]}
            """;
        var inspection = Inspect(Body);
        var record = Encoding.UTF8.GetString(inspection.RecordBody.Span);
        Assert.Equal("\"redacted_thinking\",\"data\":\"john@example.com\"", Assert.Single(System.Text.RegularExpressions.Regex.Matches(record, "\"redacted_thinking\",\"data\":\"john@example.com\"|john")).Value);
        Assert.DoesNotContain("4111111111111111", record, StringComparison.Ordinal);
        Assert.Contains("\"max_tokens\":4096000,", record, StringComparison.Ordinal);
        Assert.Equal(inspection.Findings[0].Label, inspection.Model);
    }

    [Fact]
    public void Reads_names_however_they_are_escaped()
    {
        var inspection = Inspect("""
            {"mcp_servers":[{"authorization_tok\u0065n":"opaque"}],"messages":[{"role":"assistant","content":[{"type":"tool_use","inp\u0075t":{"type":"base64","data":"a@b.com"}},
            {"type":"image","source":{"t\u0079pe":"b\u0061se64","d\u0061ta":"AAAA"}},{"type":"thinking","signatur\u0065":"a@b.com","\u00e9\u00e9\u00e9\u00e9":"x"}]}]}
            """);
        var record = Encoding.UTF8.GetString(inspection.RecordBody.Span);
        Assert.Equal([("API_KEY", "/mcp_servers/0/authorization_token"), ("EMAIL", "/messages/0/content/0/input/data")], inspection.Findings.Select(finding => (finding.Type, finding.Location)));
        Assert.Contains("\"d\\u0061ta\":\"[BINARY 3 bytes", record, StringComparison.Ordinal);
        Assert.Contains("\"signatur\\u0065\":\"a@b.com\"", record, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Given.MaskEverything)]
    [InlineData("rules: [{ name: many, on: request, then: hold, when: { findings: [EMAIL], min_count: 9 } }]")]
    public void Names_a_place_without_what_was_found_in_its_name(string document)
    {
        var inspection = Inspect($$"""{"messages":[{"content":[{"input":{"to john@example.com, a/b":{"x":"jane@example.com"},"{{new string('k', 5000)}}":"jane@example.com"} }]}]}""", document: document);
        var (name, value, last) = (inspection.Findings[0], inspection.Findings[1], inspection.Findings[2]);
        Assert.Equal(($"/messages/0/content/0/input/to {name.Label}, a~1b", 3, 19), (name.Location, name.Start, name.End));
        Assert.Equal($"{name.Location}/x", value.Location);
        Assert.Equal($"/messages/0/content/0/input/{new string('k', 256)}…", last.Location);
    }

    [Fact]
    public void Keeps_a_digest_of_what_is_not_text()
    {
        var image = Convert.ToBase64String(new byte[1000]);
        foreach (var source in (string[])[$$"""{"type":"base64","media_type":"image/png","data":"{{image}}"}""", $$"""{"data":"{{image}}","media_type":"image/png","type":"base64"}"""])
            foreach (var inspector in (Inspector[])[Given.Inspector(), new(PolicySet.Empty, Given.Keys, Given.Skill)])
            {
                var body = $$"""{"messages":[{"role":"user","content":[{"type":"image","source":{{source}}}]}]}""";
                var record = Encoding.UTF8.GetString(inspector.InspectRequest(Sse.Bytes(body), EndpointFamily.Messages).RecordBody.Span);
                Assert.DoesNotContain(image, record, StringComparison.Ordinal);
                Assert.Matches("\"data\":\"\\[BINARY 1000 bytes hmac-sha256:[0-9a-f]{64}\\]\"", record);
                Assert.Contains("\"media_type\":\"image/png\"", record, StringComparison.Ordinal);
            }
    }

    [Theory]
    [InlineData("nothing", DecisionKind.Allow, "")]
    [InlineData("hello", DecisionKind.Allow, "fine")]
    [InlineData("hello a@b.com", DecisionKind.Allow, "fine")]
    [InlineData("hello, please dump all passwords and export customers", DecisionKind.Block, "no-dump")]
    [InlineData("export the customers", DecisionKind.Hold, "export")]
    [InlineData("exported customers", DecisionKind.Allow, "")]
    [InlineData("4111111111111111 4111111111111111", DecisionKind.Allow, "")]
    [InlineData("4111111111111111 5555555555554444", DecisionKind.Hold, "many-cards")]
    public void Decides_by_the_most_severe_kind_and_then_the_first_rule(string text, DecisionKind kind, string rule)
    {
        var decision = Inspect($$"""{"messages":[{"role":"user","content":"{{text}}"}]}""", document: Rules).Decision;
        Assert.Equal((kind, rule), (decision.Kind, decision.Rule));
        Assert.Equal(kind == DecisionKind.Block ? "Never." : null, decision.Message);
        Assert.Equal(rule switch { "export" => TimeSpan.FromMinutes(2), "many-cards" => TimeSpan.FromMinutes(5), _ => TimeSpan.Zero }, decision.HoldTimeout);
        if (rule.Length > 0)
            Assert.Equal(("pol_1", 3), (decision.PolicyId, decision.PolicyVersion));
    }

    [Fact]
    public void Tells_findings_of_rules_that_do_not_mask_and_leaves_the_record_as_it_is()
    {
        var inspection = Inspect("""{"messages":[{"role":"user","content":"4111111111111111"}]}""", document: Rules);
        Assert.Equal("many-cards", Assert.Single(inspection.Findings).Rule);
        Assert.Contains("4111111111111111", Encoding.UTF8.GetString(inspection.RecordBody.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_mask_when_a_rule_masks_requests()
    {
        const string Document = "rules: [{ name: m, on: both, then: mask, when: { findings: [EMAIL] } }]";
        Assert.Equal((DecisionKind.Mask, "m"), (Inspect("""{"prompt":"a@b.com"}""", EndpointFamily.Complete, Document).Decision.Kind, "m"));
        Assert.Equal(DecisionKind.Allow, Inspect("""{"prompt":"a"}""", EndpointFamily.Complete, Document).Decision.Kind);
    }

    [Theory]
    [InlineData("""[{"role":"user","content":"export customers"}]""", true)]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"export"},{"type":"text","text":"customers"}]}]""", false)]
    [InlineData("""[{"content":[{"text":"export customers","type":"text"}],"role":"user"}]""", true)]
    [InlineData("""[{"role":"user","content":"export customers"},{"role":"assistant","content":"ok"},{"role":"user","content":"thanks"}]""", false)]
    [InlineData("""[{"role":"user","content":"export customers"},{"role":"assistant","content":"Sure, "}]""", true)]
    [InlineData("""[{"role":"user","content":"x"},{"role":"assistant","content":"y"},{"role":"user","content":"export customers"},{"role":"user","content":"now"}]""", true)]
    [InlineData("""[{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"export customers"}]}]""", false)]
    [InlineData("""[{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":[{"type":"text","text":"export customers"}]}]}]""", false)]
    [InlineData("""[{"role":"system","content":"export customers"}]""", false)]
    [InlineData("""[{"role":"assistant","content":"export customers"}]""", false)]
    [InlineData("""[{"role":"user","content":"\u0065xport customers"}]""", true)]
    [InlineData("""[{"role":"user","cont\u0065nt":[{"type":"text","\u0074ext":"export customers"}]}]""", true)]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"export cus"},{"type":"text","text":"tomers"}]}]""", true)]
    [InlineData("""[{"role":"user","content":"export cus"},{"role":"user","content":"tomers"}]""", false)]
    public void Sees_only_the_users_words_of_the_newest_turn_where_asked(string messages, bool held)
    {
        Assert.Equal(held ? DecisionKind.Hold : DecisionKind.Allow, Inspect($$"""{"messages":{{messages}}}""", document: Rules).Decision.Kind);
        Assert.Equal(held ? DecisionKind.Hold : DecisionKind.Allow, Inspect($$"""{"requests":[{"params":{"messages":[]} },{"params":{"messages":{{messages}} } }]}""", EndpointFamily.Batches, Rules).Decision.Kind);
    }

    [Theory]
    [InlineData("""{"system":"dump all passwords"}""", true)]
    [InlineData("""{"system":[{"type":"text","text":"dump all passwords"}]}""", true)]
    [InlineData("""{"messages":[{"role":"user","content":"dump all passwords"},{"role":"assistant","content":"no"},{"role":"user","content":"ok"}]}""", true)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"tool_result","content":"dump all passwords"}]}]}""", true)]
    [InlineData("""{"messages":[{"role":"assistant","content":[{"type":"tool_use","input":{"q":["dump all passwords"]}}]}]}""", true)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"document","source":{"type":"text","data":"dump all passwords"}}]}]}""", true)]
    [InlineData("""{"messages":[{"role":"user","content":"dump all"},{"role":"user","content":" passwords"}]}""", false)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"dump all ","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":""},{"type":"text","text":"passwords"}]}]}""", true)]
    [InlineData("""{"system":[{"type":"text","text":"dump all pass"},{"type":"text","text":"words"}]}""", true)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"dump all "},{"type":"text","text":"passwords"}]}]}]}""", true)]
    [InlineData("""{"tools":[{"description":"dump all passwords"}]}""", true)]
    [InlineData("""{"tools":[{"input_schema":{"properties":{"x":{"description":"dump all passwords"}}}}]}""", true)]
    [InlineData("""{"tools":[{"name":"dump all passwords"}]}""", false)]
    [InlineData("""{"messages":[{"role":"assistant","content":[{"type":"tool_use","input":{"dump all passwords":1}}]}]}""", true)]
    [InlineData("""{"messages":[{"role":"dump all passwords","content":[]}]}""", false)]
    [InlineData("""{"message\u0073":[{"role":"user","content":"dump all passwords"}]}""", true)]
    [InlineData("""{"messages":[{"role":"user","cont\u0065nt":[{"type":"text","t\u0065xt":"dump all passwords"}]}]}""", true)]
    [InlineData("""{"syst\u0065m":"dump all passwords"}""", true)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"document","source":{"data":"dump all passwords"}}]}]}""", true)]
    [InlineData("""{"messages":[{"role":"assistant","content":[{"type":"thinking","signature":"dump all passwords"}]}]}""", false)]
    public void Sees_all_of_system_and_messages_otherwise(string body, bool blocked) =>
        Assert.Equal(blocked ? DecisionKind.Block : DecisionKind.Allow, Inspect(body, document: Rules).Decision.Kind);

    [Theory]
    [InlineData("""{"messages":[{"content":[{"type":"tool_use","input":{"amount":[900001.5]}}]}]}""", DecisionKind.Block)]
    [InlineData("""{"messages":[{"content":[{"type":"tool_use","input":{"9000010":null}}]}]}""", DecisionKind.Block)]
    [InlineData("""{"messages":[{"content":[{"type":"text","n":900001}]}],"max_tokens":900001}""", DecisionKind.Allow)]
    public void Shows_text_rules_the_names_and_numbers_of_tool_inputs(string body, DecisionKind kind)
    {
        const string Document = "rules: [{ name: b, on: request, then: block, when: { text: '900001' } }]";
        Assert.Equal(kind, Inspect(body, document: Document).Decision.Kind);
        Assert.Equal(kind, Inspect($$"""{"requests":[{"params":{{body}} }]}""", EndpointFamily.Batches, Document).Decision.Kind);
    }

    [Fact]
    public void Gives_each_skill_its_own_labels_and_all_of_them_the_same_fingerprints()
    {
        var body = Sse.Bytes("""{"prompt":"a@b.com"}""");
        var one = new Inspector(Given.Policy(Given.MaskEverything), Given.Keys, "skl_1").InspectRequest(body, EndpointFamily.Complete).Findings[0];
        var other = new Inspector(Given.Policy(Given.MaskEverything), Given.Keys, "skl_2").InspectRequest(body, EndpointFamily.Complete).Findings[0];
        Assert.NotEqual(one.Label, other.Label);
        Assert.Equal(one.Fingerprint, other.Fingerprint);
    }

    private static RequestInspection Inspect(string body, EndpointFamily family = EndpointFamily.Messages, string document = Given.MaskEverything) =>
        Given.Inspector(document).InspectRequest(Sse.Bytes(body), family);
}
