using System.Buffers;
using System.Text;

namespace SaaSGate.Inspection.Tests.Streaming;

public sealed class SseMaskerTests
{
    private const string Label = @"\[EMAIL_[0-9A-Z]{6}\]";

    [Fact]
    public void Masks_an_address_split_over_three_deltas()
    {
        var masked = Sse.Mask(Sse.Answer("Write to ", "jo", "hn@exa", "mple.com", " today"));
        Assert.Matches($"^Write to {Label} today$", Sse.Assemble(Sse.Bytes(masked))["0/text"]);
        Assert.DoesNotContain("john", masked, StringComparison.Ordinal);
        Assert.DoesNotContain("mple.com", masked, StringComparison.Ordinal);
        Assert.Contains(Sse.Text("Write to "), masked, StringComparison.Ordinal);
        Assert.Contains(Sse.Text(" today"), masked, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_a_clean_stream_byte_for_byte()
    {
        var stream = Sse.Answer("Hello wor", "ld, 4111 11", "11 apples @", " home. sk-", "ant is a prefix") + Sse.Ping;
        Assert.Equal(stream, Sse.Mask(stream));
        Assert.Equal(stream, Sse.Mask(stream, 1));
        Assert.Equal(stream, Sse.Mask(stream, 7, 3));
    }

    [Fact]
    public void Keeps_odd_framing_where_nothing_is_found()
    {
        var stream = "\uFEFF: hello\r\n\r\nretry: 10\n\nevent:ping\ndata:{\"type\":\"ping\"}\n\n\n\n"
            + "id: 7\rdata: {\"type\":\"content_block_delta\",\"index\":0,\rdata: \"delta\":{\"type\":\"text_delta\",\"text\":\"Hi th\"}}\r\r"
            + Sse.Text("ere").ReplaceLineEndings("\r\n") + Sse.Event("something_new", "no json") + Sse.Event("something_new", "{\"a\":1}");
        foreach (var length in (int[])[1, 2, 3, 1000])
            Assert.Equal(stream, Sse.Mask(stream, length));
    }

    [Fact]
    public void Masks_data_that_comes_in_several_lines()
    {
        var stream = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\ndata: \"delta\":{\"type\":\"text_delta\",\"text\":\"to john@example.com now\"}}\nid: 1\n\n";
        Assert.Matches($"^to {Label} now$", Sse.Assemble(Sse.Bytes(Sse.Mask(stream)))["0/text"]);
        Assert.EndsWith("}}\nid: 1\n\n", Sse.Mask(stream), StringComparison.Ordinal);
    }

    [Fact]
    public void Holds_an_event_only_while_a_value_could_lie_in_it()
    {
        var masker = Given.Inspector().CreateStreamMasker();
        Assert.Equal(Sse.Text("Hello "), Write(masker, Sse.Text("Hello ")));
        Assert.Equal("", Write(masker, Sse.Text("wor")));
        Assert.Equal("", Write(masker, Sse.Ping));
        Assert.Equal(Sse.Text("wor") + Sse.Ping + Sse.Text("ld. "), Write(masker, Sse.Text("ld. ")));
        Assert.Equal("", Write(masker, Sse.Text("last")));
        Assert.Equal(Sse.Text("last") + Sse.Stop(), Write(masker, Sse.Stop()));
    }

    [Fact]
    public void Drops_events_that_a_value_covers_and_rewrites_those_it_touches()
    {
        var masked = Sse.Mask(Sse.Answer("a john@", "exam", "ple", ".com b"));
        var events = Sse.Read(Sse.Bytes(masked)).Where(data => data.TryGetProperty("delta", out var delta) && delta.TryGetProperty("text", out _)).ToList();
        Assert.Equal(2, events.Count);
        Assert.Matches($"^a {Label}$", events[0].GetProperty("delta").GetProperty("text").GetString());
        Assert.Equal(" b", events[1].GetProperty("delta").GetProperty("text").GetString());
    }

    [Fact]
    public void Keeps_the_escapes_around_a_value()
    {
        const string Before = "event: content_block_delta\ndata: {\"index\": 0, \"type\":\"content_block_delta\",  \"delta\":{\"text\":\"\\u00e9\\/é \\ud83d\\ude00😀 ", After = " \\t\\u0041é\",\"type\":\"text_delta\"} }\n\n";
        Assert.Matches("^" + System.Text.RegularExpressions.Regex.Escape(Before) + Label + System.Text.RegularExpressions.Regex.Escape(After) + "$", Sse.Mask(Before + "john\\u0040example.com" + After));
    }

    [Fact]
    public void Masks_inside_the_strings_of_a_tools_input_at_any_cut()
    {
        const string Json = """{"to": "john\u0040example.com", "n": [1, 2.5e3, true, null], "body": "Call \"415-555-2671\"\n\ud83d\ude00 ok", "card": 4111111111111111, "phone": 4155552671, "deep": {"x": []}}""";
        var whole = Sse.Assemble(Sse.Bytes(Sse.Mask(Sse.Input(Json) + Sse.Stop())))["0/partial_json"];
        Assert.Matches("^" + """\{"to": "\[EMAIL_......\]", "n": \[1, 2\.5e3, true, null\], "body": "Call \\"\[PHONE_......\]\\"\\n\\ud83d\\ude00 ok", "card": 0, "phone": 0, "deep": \{"x": \[\]\}\}""" + "$", whole);
        for (var cut = 1; cut < Json.Length; cut++)
            Assert.Equal(whole, Sse.Assemble(Sse.Bytes(Sse.Mask(Sse.Input(Json[..cut]) + Sse.Input(Json[cut..]) + Sse.Stop())))["0/partial_json"]);
        Assert.Equal(whole, Sse.Assemble(Sse.Bytes(Sse.Mask(string.Concat(Json.Select(c => Sse.Input(c.ToString()))) + Sse.Stop())))["0/partial_json"]);
    }

    [Fact]
    public void Masks_a_tools_input_that_is_cut_off_or_no_json()
    {
        Assert.Matches("""^\{"to": "\[EMAIL_......\]$""", Sse.Assemble(Sse.Bytes(Sse.Mask(Sse.Input("{\"to\": \"john@exam") + Sse.Input("ple.com") + Sse.Stop())))["0/partial_json"]);
        Assert.Matches("""^to: \[EMAIL_......\]\} ] \\ud8$""", Sse.Assemble(Sse.Bytes(Sse.Mask(Sse.Input("to: john@example.com} ] \\ud8") + Sse.Stop())))["0/partial_json"]);
    }

    [Theory]
    [InlineData("""charge 4111 1111 1111 1111 now""", """^charge \[CREDIT_CARD_......\] now$""")]
    [InlineData("""4111 1111 1111 1111""", "^0$")]
    [InlineData("""{"note": "5" wide", "call": "+1 415 555 2671"}""", """^\{"note": "5" wide", "call": "\[PHONE_......\]"\}$""")]
    [InlineData("""{"a": true , "b": 12 \t\n }""", """^\{"a": true , "b": 12 \\t\\n \}$""")]
    [InlineData("{\"n\": 1\n                        }", "^\\{\"n\": 1\n                        \\}$")]
    public void Reads_words_without_quotes_as_one_text_at_any_cut(string input, string masked)
    {
        var whole = Sse.Assemble(Sse.Bytes(Sse.Mask(Sse.Input(input) + Sse.Stop())))["0/partial_json"];
        Assert.Matches(masked, whole);
        for (var cut = 1; cut < input.Length; cut++)
            Assert.Equal(whole, Sse.Assemble(Sse.Bytes(Sse.Mask(Sse.Input(input[..cut]) + Sse.Input(input[cut..]) + Sse.Stop())))["0/partial_json"]);
    }

    [Fact]
    public void Masks_keys_of_a_tools_input() =>
        Assert.Matches("""^\{"\[EMAIL_......\]": "admin"\}$""", Sse.Assemble(Sse.Bytes(Sse.Mask(Sse.Input("{\"john@exa") + Sse.Input("mple.com\": \"admin\"}") + Sse.Stop())))["0/partial_json"]);

    [Fact]
    public void Seals_thinking_and_leaves_its_signature()
    {
        var signature = Sse.Delta(0, "signature_delta", "signature", "john@example.com");
        var masked = Sse.Mask(Sse.Start(0, """{"type":"thinking","thinking":"","signature":""}""") + Sse.Delta(0, "thinking_delta", "thinking", "I see john@") + Sse.Delta(0, "thinking_delta", "thinking", "example.com") + signature + Sse.Stop());
        var thinking = Sse.Assemble(Sse.Bytes(masked))["0/thinking"];
        Assert.Matches(@"^I see \[EMAIL:sgs1\.[A-Za-z0-9_-]+\]$", thinking);
        Assert.Equal("I see john@example.com", Scan.Unseal(thinking));
        Assert.Contains(signature, masked, StringComparison.Ordinal);
    }

    [Fact]
    public void Goes_on_with_the_text_that_a_block_begins_with()
    {
        var masked = Sse.Mask(Sse.Start(0, """{"type":"text","text":"to john@","citations":[{"cited_text":"by jane@example.com"}]}""") + Sse.Text("example.com") + Sse.Stop());
        Assert.Matches($"^to {Label}$", Sse.Assemble(Sse.Bytes(masked))["0/text"]);
        Assert.Matches($"by {Label}\"", masked);
    }

    [Theory]
    [InlineData("partial", @"\[EMAIL_\*\*\*\*ecom\]")]
    [InlineData("drop", "")]
    [InlineData("seal", @"\[EMAIL:sgs1\.[A-Za-z0-9_-]+\]")]
    public void Writes_an_event_that_is_both_whole_and_a_piece_for_skill_and_record(string operation, string form)
    {
        var stream = Sse.Start(0, """{"type":"text","text":"to john@","citations":[{"cited_text":"by jane@example.com"}]}""") + Sse.Text("example.com") + Sse.Stop() + Sse.MessageEnd;
        var (skill, record) = Sse.PumpTwice(Given.Inspector(Given.MaskWith(operation)).CreateStreamMasker(), Sse.Bytes(stream), 7);
        Assert.Matches($"^to {form}$", Sse.Assemble(skill)["0/text"]);
        Assert.Matches($"\"by {form}\"", Encoding.UTF8.GetString(skill));
        Assert.Equal(Sse.Mask(stream), Encoding.UTF8.GetString(record));
    }

    [Theory]
    [InlineData("label", false)]
    [InlineData("seal", true)]
    public void Has_the_record_apart_only_where_it_differs(string operation, bool apart)
    {
        var masker = Given.Inspector(Given.MaskWith(operation)).CreateStreamMasker();
        foreach (var (text, differs) in ((string, bool)[])[(Sse.Text("I wrote "), false), (Sse.Text("to john@example.com "), apart), (Sse.Text("and that was all "), false), (Sse.Stop() + Sse.MessageEnd, false)])
        {
            var (output, record) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
            masker.Write(Sse.Bytes(text), output);
            Assert.Equal(differs, masker.RecordsApart);
            masker.WriteRecord(output.WrittenSpan, record);
            Assert.Equal(differs, !output.WrittenSpan.SequenceEqual(record.WrittenSpan));
            Assert.Throws<ArgumentException>(() => masker.WriteRecord(new byte[output.WrittenCount + 1], record));
        }
    }

    [Fact]
    public void Masks_blocks_that_come_whole_and_leaves_what_is_not_text()
    {
        var masked = Sse.Mask(Sse.Start(1, """
            {"type":"web_fetch_tool_result","tool_use_id":"john@example.com","content":{"url":"https://x/?q=john@example.com","content":{"source":{"media_type":"text/plain","data":"by john@example.com","type":"text"}},"a":{"type":"base64","data":"john@example.com"},"encrypted_content":"john@example.com"}}
            """.Trim()));
        Assert.Contains("\"tool_use_id\":\"john@example.com\"", masked, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"base64\",\"data\":\"john@example.com\"", masked, StringComparison.Ordinal);
        Assert.Contains("\"encrypted_content\":\"john@example.com\"", masked, StringComparison.Ordinal);
        Assert.Matches($"\"https://x/\\?q={Label}\"", masked);
        Assert.Matches($"\"data\":\"by {Label}\"", masked);
    }

    [Fact]
    public void Masks_citations_errors_and_events_it_does_not_know()
    {
        var masked = Sse.Mask(
            Sse.Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{"cited_text":"john@example.com","encrypted_index":"jane@example.com"}}}""")
            + Sse.Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"new_delta","text":"john@example.com"}}""")
            + Sse.Event("error", """{"type":"error","error":{"type":"invalid_request_error","message":"john@example.com is bad"}}""")
            + Sse.Event("news", """{"type":"news","x":["john@example.com"]}"""));
        Assert.DoesNotContain("john", masked, StringComparison.Ordinal);
        Assert.Contains("\"jane@example.com\"", masked, StringComparison.Ordinal);
    }

    [Fact]
    public void Masks_the_stream_of_a_legacy_completion()
    {
        static string Completion(string text, string reason) => Sse.Event("completion", $$"""{"type":"completion","completion":"{{text}}","stop_reason":{{reason}},"model":"claude-2"}""");
        var masker = Given.Inspector().CreateStreamMasker();
        var masked = Encoding.UTF8.GetString(Sse.Pump(masker, Sse.Bytes(Completion("to john@", "null") + Completion("example", "null") + Completion(".com", "\"stop_sequence\""))));
        Assert.Equal(["to ", "", ""], Sse.Read(Sse.Bytes(masked)).Select(data => System.Text.RegularExpressions.Regex.Replace(data.GetProperty("completion").GetString()!, Label, "")));
        Assert.Equal("stop_sequence", masker.StopReason);
        Assert.True(masker.SawFinalEvent);
    }

    [Fact]
    public void Tells_usage_and_why_it_stopped_with_and_without_rules()
    {
        foreach (var document in (string[])[Given.MaskEverything, "rules: []"])
        {
            var masker = Given.Inspector(document).CreateStreamMasker();
            Sse.Pump(masker, Sse.Bytes(Sse.Answer("Hello")), 5);
            Assert.Equal(new UsageSummary(10, 42, 3, 4), masker.Usage);
            Assert.Equal("end_turn", masker.StopReason);
            Assert.Null(masker.ErrorType);
            Assert.True(masker.SawFinalEvent);
            masker = Given.Inspector(document).CreateStreamMasker();
            Write(masker, Sse.MessageStart + Sse.Text("Hel"));
            Assert.False(masker.SawFinalEvent);
            Write(masker, Sse.Event("error", """{"type":"error","error":{"details":null,"type":"overloaded_error","message":"Overloaded"}}"""));
            Assert.Equal("overloaded_error", masker.ErrorType);
            Assert.True(masker.SawFinalEvent);
        }
    }

    [Fact]
    public void Tells_findings_without_values()
    {
        var masker = Given.Inspector().CreateStreamMasker();
        Sse.Pump(masker, Sse.Bytes(Sse.MessageStart + Sse.Start(2, """{"type":"text","text":""}""") + Sse.Text("to john@exa", 2) + Sse.Text("mple.com", 2) + Sse.Stop(2)));
        var finding = Assert.Single(masker.Findings);
        Assert.Equal(("EMAIL", "email", "/content/2/text", 3, 19, "mask-personal-data"), (finding.Type, finding.Detector, finding.Location, finding.Start, finding.End, finding.Rule));
        Assert.Equal(32, finding.Fingerprint.Length);
        Assert.DoesNotContain("john", finding.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"john@example.com\"}\n\n")]
    [InlineData("event: error\ndata: not valid json john@example.com\n\n")]
    [InlineData("event: ping\ndata: {\"type\":\"ping\"}\n \nevent: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"john@example.com\"}}\n\n")]
    [InlineData("data: john@example.com\n\n")]
    [InlineData("data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\",\"text\":\"john@example.com\"}}\n\n")]
    [InlineData("data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}} john@example.com\n\n")]
    [InlineData("data: {\"type\":\"content_block_delta\",\"index\":\"john@example.com\",\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n")]
    public void Stops_at_an_event_that_cannot_be_read(string stream)
    {
        var (masker, output) = (Given.Inspector().CreateStreamMasker(), new ArrayBufferWriter<byte>());
        var refused = Assert.Throws<InspectionException>(() => masker.Write(Sse.Bytes(stream), output));
        Assert.DoesNotContain("john", refused.ToString(), StringComparison.Ordinal);
        Assert.Throws<InspectionException>(() => masker.Write(Sse.Bytes(Sse.Ping), output));
        Assert.Throws<InspectionException>(() => masker.Complete(output));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Stops_at_invalid_utf8()
    {
        byte[] stream = [.. "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""u8, 0xC3, .. "\"}}\n\n"u8];
        Assert.Throws<InspectionException>(() => Sse.Pump(Given.Inspector().CreateStreamMasker(), stream));
    }

    [Fact]
    public void Passes_everything_with_an_empty_policy()
    {
        byte[] stream = [.. Sse.Bytes(Sse.Answer("to john@example.com") + "event: error\ndata: no json\n\ndata: {\n\n"), 0xC3, 0, .. "\n\ntail"u8];
        foreach (var length in (int[])[1, 3, 1000])
            Assert.Equal(stream, Sse.Pump(new Inspector(Inspection.Policies.PolicySet.Empty, Given.Keys, Given.Skill).CreateStreamMasker(), stream, length));
    }

    [Fact]
    public void Writes_what_it_held_when_the_stream_breaks_off()
    {
        Assert.Equal(Sse.Text("wor"), Sse.Mask(Sse.Text("wor")));
        var (masker, output) = (Given.Inspector().CreateStreamMasker(), new ArrayBufferWriter<byte>());
        masker.Write(Sse.Bytes(Sse.Text("wor") + "event: content_block_delta\ndata: {\"type\":\"content_bl"), output);
        Assert.Throws<InspectionException>(() => masker.Complete(output));
        Assert.Equal(Sse.Text("wor"), Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Swallows_a_private_key_over_many_deltas()
    {
        var pem = "-----BEGIN PRIVATE KEY-----\n" + string.Join('\n', Enumerable.Repeat(new string('M', 64), 40)) + "\n-----END PRIVATE KEY-----";
        var masked = Sse.Mask(Sse.Answer([.. pem.Chunk(7).Select(piece => new string(piece)), "\nDone."]));
        Assert.Matches(@"^\[API_KEY_......\]\nDone\.$", Sse.Assemble(Sse.Bytes(masked))["0/text"]);
        Assert.True(masked.Length < 2000);
    }

    private static string Write(SseMasker masker, string stream)
    {
        var output = new ArrayBufferWriter<byte>();
        masker.Write(Sse.Bytes(stream), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
