using System.Buffers;
using System.Text;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests;

/// <summary>Wherever a value can stand in what Claude sends and gets, it is found.</summary>
public sealed class EverywhereTests
{
    private const string Value = "john@example.com";

    private static readonly string Document = Convert.ToBase64String(Encoding.UTF8.GetBytes($"Dear \"all\",\n\twrite to {Value} — 😀\\n"));

    private static readonly Inspector Inspector = Given.Inspector("rules: [{ name: m, on: both, then: mask, when: { findings: [EMAIL] } }]");

    public static TheoryData<string> Blocks { get; } =
    [
        """{"type":"text","text":"to JOHN"}""",
        """{"type":"text","text":"to \u006aohn\u0040example\u002Ecom"}""",
        """{"type":"text","text":"x","citations":[{"type":"char_location","cited_text":"to JOHN","document_title":"x"}]}""",
        """{"type":"text","text":"x","citations":[{"type":"char_location","cited_text":"x","document_title":"JOHN"}]}""",
        """{"type":"thinking","thinking":"to JOHN","signature":"c2ln"}""",
        """{"type":"tool_use","id":"toolu_1","name":"send","input":{"to":["JOHN"]}}""",
        """{"type":"tool_use","id":"toolu_1","name":"send","input":{"a":{"JOHN":1}}}""",
        """{"type":"tool_use","id":"toolu_1","name":"send","input":{"body":"{\"to\": \"JOHN\"}"}}""",
        """{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"JOHN"}}""",
        """{"type":"mcp_tool_result","tool_use_id":"mcptoolu_1","is_error":false,"content":[{"type":"text","text":"JOHN"}]}""",
        """{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"https://x/","title":"JOHN","encrypted_content":"c2ln"}]}""",
        """{"type":"web_fetch_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"web_fetch_result","content":{"type":"document","source":{"type":"text","media_type":"text/plain","data":"JOHN"}}}}""",
        """{"type":"web_fetch_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"web_fetch_result","content":{"type":"document","source":{"type":"base64","media_type":"text/plain","data":"DOCUMENT"}}}}""",
        """{"type":"bash_code_execution_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"bash_code_execution_result","stdout":"JOHN","stderr":"","return_code":0,"content":[]}}""",
        """{"type":"code_execution_tool_result","tool_use_id":"srvtoolu_1","content":{"stderr":"JOHN"}}""",
        """{"type":"document","title":"JOHN","source":{"type":"content","content":[{"type":"text","text":"x"}]}}""",
        """{"type":"document","source":{"type":"content","content":[{"type":"text","text":"JOHN"}]}}""",
        """{"type":"search_result","source":"x","title":"x","content":[{"type":"text","text":"JOHN"}]}""",
        """{"type":"a_block_of_tomorrow","what":{"ever":["JOHN"]}}""",
    ];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Masks_a_block_of_an_answer_a_stream_a_batch_and_a_record(string block)
    {
        block = block.Replace("JOHN", Value, StringComparison.Ordinal).Replace("DOCUMENT", Document, StringComparison.Ordinal);
        AssertMasked(Inspector.InspectResponse(Sse.Bytes($$"""{"type":"message","content":[{{block}}]}""")).Body.Span);
        foreach (var read in (int[])[1, 50, int.MaxValue])
            AssertMasked(Sse.Pump(Inspector.CreateStreamMasker(), Sse.Bytes(Sse.MessageStart + Sse.Start(0, block) + Sse.Stop() + Sse.MessageEnd), read));
        AssertMasked(Lines($$"""{"custom_id":"1","result":{"type":"succeeded","message":{"content":[{{block}}]} } }""" + "\n"));
        foreach (var body in (string[])[$$"""{"model":"m","messages":[{"role":"user","content":[{{block}}]}]}""", $$"""{"model":"m","messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{{block}}]}]}]}"""])
            AssertMasked(Inspector.InspectRequest(Sse.Bytes(body), EndpointFamily.Messages).RecordBody.Span, Inspector.InspectRequest(Sse.Bytes(body), EndpointFamily.Messages).Findings);
        AssertMasked(Inspector.InspectRequest(Sse.Bytes($$"""{"requests":[{"custom_id":"1","params":{"model":"m","messages":[{"role":"user","content":[{{block}}]}]} }]}"""), EndpointFamily.Batches).RecordBody.Span);
    }

    [Theory]
    [InlineData("rules: [{ name: m, on: both, then: mask, when: { findings: [EMAIL] } }]")]
    [InlineData("rules: [{ name: m, on: both, then: mask, when: { findings: [EMAIL] } }, { name: b, on: request, then: hold, when: { findings: [API_KEY] } }]")]
    public void A_credential_that_no_rule_masks_is_a_text(string policy)
    {
        var inspection = Given.Inspector(policy).InspectRequest(Sse.Bytes($$"""{"model":"m","messages":[],"mcp_servers":[{"authorization_token":"itk {{Value}}"}]}"""), EndpointFamily.Messages);
        AssertMasked(inspection.RecordBody.Span);
        Assert.Contains(inspection.Findings, finding => finding is { Type: "EMAIL", Rule: "m" });
    }

    [Fact]
    public void Knows_data_by_its_type_but_reads_no_body_over_and_over_for_it()
    {
        // A hundred objects in each other with data in each: what would be read for all of them is as long as the innermost list.
        var depth = 100;
        var body = string.Concat(Enumerable.Repeat("""{"data":"x","a":""", depth)) + $"[{string.Join(',', Enumerable.Repeat("1", 200_000))}]" + new string('}', depth);
        Assert.Equal("", Inspector.InspectRequest(Sse.Bytes($$"""{"model":"m","messages":[{"role":"user","content":[{{body}}]}]}"""), EndpointFamily.Messages).Decision.Rule);
        var image = Inspector.InspectRequest(
            Sse.Bytes("""{"model":"m","messages":[{"role":"user","content":[{"type":"image","source":{"x":{"y":[1,{"z":2}]},"data":"aGVsbG8gd29ybGQgaGVsbG8=","media_type":"image/png","type":"base64"}}]}]}"""),
            EndpointFamily.Messages);
        Assert.Contains("[BINARY ", Encoding.UTF8.GetString(image.RecordBody.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_deep_in_a_body_share_one_bounded_location()
    {
        var name = new string('n', 250);
        var values = string.Join(' ', Enumerable.Range(0, 1000).Select(i => $"a{i}@example.com"));
        var input = string.Concat(Enumerable.Repeat($$"""{"{{name}}":""", 100)) + $"\"{values}\"" + new string('}', 100);
        var inspection = Inspector.InspectRequest(
            Sse.Bytes($$"""{"model":"m","messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"n","input":{{input}}}]}]}"""), EndpointFamily.Messages);
        Assert.Equal(1000, inspection.Findings.Count);
        Assert.Single(inspection.Findings.Select(finding => finding.Location).Distinct(ReferenceEqualityComparer.Instance));
        Assert.InRange(inspection.Findings[0].Location.Length, 1000, 1025);
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"invalid_request_error","message":"messages.0: JOHN"},"request_id":"req_1"}""")]
    [InlineData("""{"completion":"to JOHN","stop_reason":"stop_sequence","model":"claude-2"}""")]
    [InlineData("""{"type":"message","content":[],"container":{"id":"c","JOHN":1}}""")]
    public void Masks_an_answer_of_any_kind(string body) => AssertMasked(Inspector.InspectResponse(Sse.Bytes(body.Replace("JOHN", Value, StringComparison.Ordinal))).Body.Span);

    [Theory]
    [InlineData("text_delta", "text")]
    [InlineData("thinking_delta", "thinking")]
    [InlineData("compaction_delta", "content")]
    [InlineData("input_json_delta", "partial_json")]
    [InlineData("delta_of_tomorrow", "words")]
    public void Masks_what_spans_deltas(string delta, string member)
    {
        var json = member == "partial_json";
        for (var cut = 1; cut < Value.Length; cut++)
        {
            var (first, second) = (json ? $"{{\"to\": \"{Value[..cut]}" : Value[..cut], json ? $"{Value[cut..]}\"}}" : Value[cut..]);
            AssertMasked(Sse.Pump(Inspector.CreateStreamMasker(), Sse.Bytes(Sse.MessageStart + Sse.Delta(0, delta, member, first) + Sse.Ping + Sse.Delta(0, delta, member, second, ascii: true) + Sse.Stop() + Sse.MessageEnd)));
        }
    }

    [Fact]
    public void Masks_an_escaped_tool_input_that_is_cut_inside_its_escapes()
    {
        const string Json = """{"to":"\u006a\u006fhn\u0040ex\u0061mple.com","n":1}""";
        for (var cut = 1; cut < Json.Length; cut++)
            Assert.Matches("""^{"to":"\[EMAIL_......\]","n":1}$""", Sse.Assemble(Sse.Pump(Inspector.CreateStreamMasker(), Sse.Bytes(Sse.Input(Json[..cut]) + Sse.Input(Json[cut..]) + Sse.Stop())))["0/partial_json"]);
    }

    [Fact]
    public void Leaves_all_of_a_text_document_but_its_values()
    {
        var body = Inspector.InspectResponse(Sse.Bytes($$"""{"source":{"type":"base64","data":"{{Document}}"} }""")).Body;
        var data = System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("source").GetProperty("data").GetBytesFromBase64();
        Assert.Matches("^Dear \"all\",\n\twrite to \\[EMAIL_......\\] — 😀\\\\n$", Encoding.UTF8.GetString(data));
    }

    [Fact]
    public void Shows_a_document_in_base64_to_rules_and_keeps_a_digest_of_it()
    {
        var inspector = Given.Inspector("""
            rules:
              - { name: t, on: request, then: block, when: { text: 'write to \w+' } }
              - { name: f, on: request, then: hold, when: { findings: [EMAIL] } }
            """);
        foreach (var cache in (InspectionCache?[])[null, new InspectionCache()])
            foreach (var data in (string[])[Document, Document.Replace("/", "\\/", StringComparison.Ordinal), Document.Insert(8, "\\n")])
            {
                var inspection = new Inspector(Given.Policy("rules: [{ name: t, on: request, then: block, when: { text: 'write to \\w+', findings: [EMAIL] } }]"), Given.Keys, Given.Skill, cache)
                    .InspectRequest(Sse.Bytes($$"""{"messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"text/csv","data":"{{data}}"} }]}]}"""), EndpointFamily.Messages);
                Assert.Equal(DecisionKind.Block, inspection.Decision.Kind);
                Assert.Equal("/messages/0/content/0/source/data", Assert.Single(inspection.Findings).Location);
                Assert.Contains("hmac-sha256:", Encoding.UTF8.GetString(inspection.RecordBody.Span), StringComparison.Ordinal);
            }
        Assert.Equal(DecisionKind.Allow, inspector.InspectRequest(Sse.Bytes($$"""{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","data":"{{Convert.ToBase64String([0xFF, .. Encoding.UTF8.GetBytes(Value)])}}"} }]}]}"""), EndpointFamily.Messages).Decision.Kind);
    }

    [Fact]
    public void Masks_results_line_by_line_at_any_cut()
    {
        const string Results = "{\"custom_id\":\"john@example.com\",\"result\":{\"type\":\"errored\",\"error\":{\"message\":\"jane@example.com\"}}}\r\n\n{\"custom_id\":\"2\",\"result\":{\"x\":\"\\u006aane@example.com\"}}";
        var whole = Lines(Results);
        Assert.Matches("""^{"custom_id":"john@example.com","result":{"type":"errored","error":{"message":"\[EMAIL_......\]"}}}\r\n\n{"custom_id":"2","result":{"x":"\[EMAIL_......\]"}}$""", Encoding.UTF8.GetString(whole));
        for (var cut = 1; cut < Results.Length; cut++)
            Assert.Equal(whole, Lines(Results[..cut], Results[cut..]));
        var masker = Inspector.CreateLinesMasker();
        masker.Write(Sse.Bytes(Results), new ArrayBufferWriter<byte>());
        masker.Complete(new ArrayBufferWriter<byte>());
        Assert.Equal(["/0/result/error/message", "/2/result/x"], masker.Findings.Select(finding => finding.Location));
    }

    [Fact]
    public void Stops_at_a_line_that_cannot_be_read()
    {
        var masker = Inspector.CreateLinesMasker();
        var output = new ArrayBufferWriter<byte>();
        Assert.Throws<InspectionException>(() => masker.Write("{\"a\":1}\n{\"a\"\n"u8, output));
        Assert.Throws<InspectionException>(() => masker.Write("{}\n"u8, output));
        Assert.Equal("{\"a\":1}\n"u8, output.WrittenSpan);
        var passing = new Inspector(PolicySet.Empty, Given.Keys, Given.Skill).CreateLinesMasker();
        passing.Write("{\"a\"\n"u8, output);
        passing.Complete(output);
    }

    private static byte[] Lines(params string[] chunks)
    {
        var (masker, output) = (Inspector.CreateLinesMasker(), new ArrayBufferWriter<byte>());
        foreach (var chunk in chunks)
            masker.Write(Sse.Bytes(chunk), output);
        masker.Complete(output);
        return output.WrittenSpan.ToArray();
    }

    private static void AssertMasked(ReadOnlySpan<byte> bytes, IReadOnlyList<Finding>? findings = null)
    {
        var text = Encoding.UTF8.GetString(bytes);
        Assert.DoesNotContain("example", text.Replace("\\u002E", ".", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(Document, text, StringComparison.Ordinal);
        if (findings is not null)
            Assert.Single(findings);
        else
            Assert.Matches(@"\[EMAIL(_[A-Z0-9]{6}|:sgs1\.[A-Za-z0-9_-]+)]|\[BINARY|[A-Za-z0-9+/]{60}", text);
    }
}
