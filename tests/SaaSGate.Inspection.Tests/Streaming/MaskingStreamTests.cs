using System.Text;

namespace SaaSGate.Inspection.Tests.Streaming;

/// <summary>What stands in a stream beside the texts that Claude is known to send.</summary>
public sealed class MaskingStreamTests
{
    private const string Label = @"\[EMAIL_[0-9A-Z]{6}\]";

    [Theory]
    [InlineData("event: news\ndata: write to @\n\n")]
    [InlineData("event: news\ndata: one\ndata: write to @\n\n")]
    [InlineData("event: news\r\ndata: write to é @ é\r\n\r\n")]
    [InlineData("event: news\ndata: {\"type\":\"news\",\"index\":null,\"note\":\"@\"}\n\n")]
    [InlineData("event: news\ndata: {\"type\":\"news\",\"type\":\"@\",\"note\":\"@\"}\n\n", 1)]
    [InlineData("event: news\ndata: {\"type\":\"news\",\"data\":\"@\",\"more\":[\"@\"]}\n\n", 2)]
    [InlineData("event: news\ndata: \"@\"\n\n")]
    [InlineData("event: @\ndata: {}\n\n")]
    [InlineData("event: @\nevent: ping\ndata: {\"type\":\"ping\"}\n\n")]
    [InlineData(": é @\n\n")]
    [InlineData(": é @ ü😀 @ and é @\n\n", 3)]
    [InlineData("\uFEFF: @\n\n")]
    [InlineData("id: @\ndata: {\"type\":\"ping\"}\n\n")]
    [InlineData("news: @\n\n")]
    [InlineData("event: ping\ndata: {\"type\":\"ping\",\"note\":\"@\"}\n\n")]
    public void Masks_what_stands_in_an_event_beside_known_data(string stream, int values = 1)
    {
        var input = stream.Replace("@", "john@example.com", StringComparison.Ordinal);
        foreach (var length in (int[])[1, 5, 1000])
        {
            var masker = Given.Inspector().CreateStreamMasker();
            var masked = Encoding.UTF8.GetString(Sse.Pump(masker, Sse.Bytes(input), length));
            Assert.Matches("^" + System.Text.RegularExpressions.Regex.Escape(stream).Replace("@", $"({Label}|john@example\\.com)", StringComparison.Ordinal) + "$", masked);
            Assert.Equal(values, System.Text.RegularExpressions.Regex.Count(masked, Label));
            Assert.Equal(values, masker.Findings.Count);
        }
    }

    [Fact]
    public void Data_with_other_lines_between_its_own_is_read_as_one() => Assert.Matches(
        "^event: news\nid: 7\ndata: {\"type\":\"news\", \"note\":\"\\[EMAIL_\\w+\\]\"}\n: more\n\n$",
        Sse.Mask("event: news\ndata: {\"type\":\"news\",\nid: 7\ndata: \"note\":\"john@example.com\"}\n: more\n\n"));

    [Fact]
    public void Masks_what_stands_behind_the_name_of_a_known_event() =>
        Assert.DoesNotContain("john", Sse.Mask("event: content_block_delt\",\"text\":\" john@example.com \n\n" + Sse.Event("message_to john@example.com", "{}")), StringComparison.Ordinal);

    [Fact]
    public void Reads_an_event_from_its_beginning_after_one_that_broke_off()
    {
        var masker = Given.Inspector("rules: [{ name: m, on: response, then: mask, when: { findings: [EMAIL] } }]").CreateStreamMasker();
        var masked = Sse.Pump(masker, Sse.Bytes("event: news\ndata: {\"much_longer_than_the_next\":{\"another_long_name_of_it\":1\n\nevent: news\ndata: {\"a\":\"john@example.com\"}\n\n"));
        Assert.DoesNotContain("john", Encoding.UTF8.GetString(masked), StringComparison.Ordinal);
        Assert.Equal("/a", Assert.Single(masker.Findings).Location);
    }

    [Fact]
    public void Finds_a_value_between_data_that_is_no_json_and_a_known_event()
    {
        var stream = "event: news\ndata: no json\n\n" + Sse.Text("to john@") + ": note\n\n" + Sse.Text("example.com.") + Sse.Stop();
        Assert.Matches($"^to {Label}\\.$", Sse.Assemble(Sse.Bytes(Sse.Mask(stream.Replace("event: news\ndata: no json\n\n", "", StringComparison.Ordinal))))["0/text"]);
        Assert.StartsWith("event: news\ndata: no json\n\n", Sse.Mask(stream), StringComparison.Ordinal);
    }

    [Fact]
    public void Stops_at_a_line_that_is_no_utf8() =>
        Assert.Throws<InspectionException>(() => Sse.Pump(Given.Inspector().CreateStreamMasker(), [.. ": "u8, 0xC3, .. "\n\n"u8]));

    [Fact]
    public void Masks_every_member_of_a_delta_it_knows()
    {
        static string Delta(string text, string note) =>
            Sse.Event("content_block_delta", $$$"""{"type":"content_block_delta","note":"{{{note}}}","index":0,"delta":{"note":"{{{note}}}","type":"text_delta","text":"{{{text}}}","n":4111111111111111}}""");
        var masker = Given.Inspector().CreateStreamMasker();
        var masked = Encoding.UTF8.GetString(Sse.Pump(masker, Sse.Bytes(Delta("to john@exam", "jane@example.com") + Delta("ple.com", "x") + Delta("!", "x"))));
        var events = Sse.Read(Sse.Bytes(masked));
        Assert.Equal(3, events.Count);
        Assert.Matches($"^to {Label}$", events[0].GetProperty("delta").GetProperty("text").GetString());
        Assert.Equal("", events[1].GetProperty("delta").GetProperty("text").GetString());
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(masked, $"\"note\":\"{Label}\""));
        Assert.DoesNotContain("4111", masked, StringComparison.Ordinal);
        Assert.Equal(["/note", "/content/0/note", "/content/0/n"], masker.Findings.Take(3).Select(finding => finding.Location));
    }

    [Fact]
    public void Leaves_a_delta_with_more_members_byte_for_byte_where_nothing_is_found()
    {
        var stream = Sse.Event("content_block_delta", """{"type":"content_block_delta","x": 1e2, "index":0,"delta":{"type":"text_delta","text":"Hi wor","note":"\u0041 \/"}}""") + Sse.Text("ld.") + Sse.Stop();
        Assert.Equal(stream, Sse.Mask(stream));
    }

    [Fact]
    public void Goes_on_with_the_text_of_a_delta_it_does_not_know()
    {
        static string Delta(string type, string member, string text, int index = 0) =>
            Sse.Event("content_block_delta", $$$"""{"type":"content_block_delta","index":{{{index}}},"delta":{"type":"{{{type}}}","n":1,"{{{member}}}":"{{{text}}}"}}""");
        var stream = Delta("new_delta", "text", "to john@exam") + Delta("other_delta", "text", "ple.com ") + Delta("new_delta", "words", "jane@") + Delta("new_delta", "text", "ple.com.")
            + Delta("new_delta", "words", "example.com") + Delta("new_delta", "id", "john@example.com") + Sse.Stop();
        foreach (var length in (int[])[1, 9, 10_000])
        {
            var masked = Sse.Mask(stream, length);
            var texts = Sse.Read(Sse.Bytes(masked)).Where(data => data.TryGetProperty("delta", out _)).Select(data => data.GetProperty("delta").EnumerateObject().Last().Value.GetString()!).ToList();
            Assert.Equal(["to @", "ple.com ", "@", ".", "", "john@example.com"], texts.Select(text => System.Text.RegularExpressions.Regex.Replace(text, Label, "@")));
        }
    }

    [Fact]
    public void Masks_each_text_of_a_delta_that_has_several() =>
        Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(
            Sse.Mask(Sse.Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"new_delta","a":"john@example.com","b":"john@example.com"}}""")), Label));

    [Fact]
    public void Keeps_a_structured_answer_json_at_any_cut()
    {
        const string Json = "{\"card\": 4111111111111111, \"to\": \"john@example.com\", \"list\": [4111111111111111]}";
        var whole = Sse.Assemble(Sse.Bytes(Sse.Mask(Sse.Text(Json) + Sse.Stop())))["0/text"];
        Assert.Matches($$"""^\{"card": 0, "to": "{{Label}}", "list": \[0\]\}$""", whole);
        for (var cut = 1; cut < Json.Length; cut++)
            Assert.Equal(whole, Sse.Assemble(Sse.Bytes(Sse.Mask(Sse.Text(Json[..cut]) + Sse.Text(Json[cut..]) + Sse.Stop())))["0/text"]);
        Assert.Matches(@"^Cards: \[CREDIT_CARD_......\], ok$", Sse.Assemble(Sse.Bytes(Sse.Mask(Sse.Text("Cards: 4111111111111111, ok") + Sse.Stop())))["0/text"]);
    }

    [Fact]
    public void Names_a_place_in_a_whole_block_without_what_was_found_in_its_name()
    {
        var masker = Given.Inspector().CreateStreamMasker();
        Sse.Pump(masker, Sse.Bytes(Sse.Start(1, """{"type":"server_tool_use","id":"s","name":"w","input":{"john@example.com":"jane@example.com"}}""")));
        Assert.All(masker.Findings, finding => Assert.Equal($"/content/1/input/{masker.Findings[0].Label}", finding.Location));
    }
}
