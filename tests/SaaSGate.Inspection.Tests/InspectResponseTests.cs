using System.Text;
using System.Text.Json;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection.Tests;

public sealed class InspectResponseTests
{
    private const string Answer = """
        {"id":"msg_john@example.com", "type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"Write to \u006aohn@example.com \u00e9"},
        {"type":"tool_use","id":"toolu_1","name":"mail","input":{"to":"john@example.com","phone":4155552671,"n":1}},{"type":"redacted_thinking","data":"john@example.com"}],
        "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":7,"cache_read_input_tokens":1,"cache_creation":{"x":1}}}
        """;

    [Fact]
    public void Masks_text_and_tool_inputs_and_nothing_else()
    {
        var inspection = Given.Inspector().InspectResponse(Sse.Bytes(Answer));
        var label = inspection.Findings[0].Label;
        Assert.Equal(
            Answer.Replace("\\u006aohn@example.com", label, StringComparison.Ordinal).Replace("\"to\":\"john@example.com\"", $"\"to\":\"{label}\"", StringComparison.Ordinal).Replace("4155552671", "0", StringComparison.Ordinal),
            Encoding.UTF8.GetString(inspection.Body.Span));
        Assert.Equal([("/content/0/text", 9), ("/content/1/input/to", 0), ("/content/1/input/phone", 0)], inspection.Findings.Select(finding => (finding.Location, finding.Start)));
        Assert.Equal((new UsageSummary(5, 7, 1, 0), "tool_use", null), (inspection.Usage, inspection.StopReason, inspection.ErrorType));
    }

    [Fact]
    public void Believes_no_count_beyond_measure()
    {
        var body = Sse.Bytes("{\"content\":[],\"usage\":{\"input_tokens\":9000000000000000000,\"output_tokens\":-3,\"cache_read_input_tokens\":1000000000000}}");
        Assert.Equal(new UsageSummary(UsageSummary.MostTokens, 0, UsageSummary.MostTokens, 0), Given.Inspector().InspectResponse(body).Usage);
    }

    [Fact]
    public void Leaves_a_clean_answer_in_its_memory()
    {
        ReadOnlyMemory<byte> body = Sse.Bytes("""{"content":[{"type":"text","text":"Hello"}],"usage":{"input_tokens":1}}""");
        Assert.Equal(body, Given.Inspector().InspectResponse(body).Body);
        body = Sse.Bytes(Answer);
        Assert.Equal(body, new Inspector(PolicySet.Empty, Given.Keys, Given.Skill).InspectResponse(body).Body);
    }

    [Fact]
    public void Masks_the_message_of_an_error()
    {
        var inspection = Given.Inspector().InspectResponse(Sse.Bytes("""{"type":"error","error":{"type":"invalid_request_error","message":"john@example.com?"},"request_id":"req_1"}"""));
        Assert.Equal("invalid_request_error", inspection.ErrorType);
        Assert.Equal("/error/message", Assert.Single(inspection.Findings).Location);
    }

    [Fact]
    public void Masks_names_numbers_and_data_of_blocks_it_does_not_know()
    {
        var inspection = Given.Inspector().InspectResponse(Sse.Bytes("""
            {"content":[{"type":"new_block","data":"john@example.com","card":4111111111111111.0,"id":"john@example.com","john@example.com":{"x":"jane@example.com"}},
            {"type":"tool_use","input":{"john@example.com":{"to":"jane@example.com"}}}]}
            """));
        var (body, label) = (Encoding.UTF8.GetString(inspection.Body.Span), inspection.Findings[0].Label);
        Assert.Contains($$"""{"type":"new_block","data":"{{label}}","card":0.0,"id":"john@example.com","{{label}}":{"x":""", body, StringComparison.Ordinal);
        Assert.Equal($"/content/0/{label}/x", inspection.Findings[3].Location);
        Assert.Equal($"/content/1/input/{label}/to", inspection.Findings[^1].Location);
        Assert.DoesNotContain(inspection.Findings, finding => finding.Location.Contains('@', StringComparison.Ordinal));
    }

    [Fact]
    public void Keeps_json_in_a_text_json()
    {
        var inspection = Given.Inspector().InspectResponse(Sse.Bytes("""{"content":[{"type":"text","text":"{\"card\": 4111111111111111,\n\"to\": \"john@example.com\", \"all\": [4111111111111111, 378282246310005\n]}"}]}"""));
        using var body = JsonDocument.Parse(inspection.Body);
        var text = body.RootElement.GetProperty("content")[0].GetProperty("text").GetString()!;
        Assert.Matches("""^\{"card": 0,\n"to": "\[EMAIL_......\]", "all": \[0, 0\n\]\}$""", text);
        Assert.Equal("CREDIT_CARD", inspection.Findings[0].Type);
        Assert.StartsWith("[CREDIT_CARD_", inspection.Findings[0].Label, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"t\ud800pe":"john@example.com"}""")]
    [InlineData("""{"usag\ude00":1,"type":"text_delt\ud800","delta":{"t\ud800pe":"x","dat\ud800":"john@example.com"}}""")]
    public void Reads_names_with_half_a_pair(string body)
    {
        Assert.Single(Given.Inspector().InspectResponse(Sse.Bytes(body)).Findings);
        Assert.DoesNotContain("john", Sse.Mask($"data: {body}\n\n"), StringComparison.Ordinal);
        foreach (var stream in (string[])[$"data: {body}\n\n", $"event: x\ndata: {body}\n\n"])
            Assert.Equal(stream, Encoding.UTF8.GetString(Sse.Pump(new Inspector(PolicySet.Empty, Given.Keys, Given.Skill).CreateStreamMasker(), Sse.Bytes(stream))));
        Assert.Equal(Sse.Bytes(body), new Inspector(PolicySet.Empty, Given.Keys, Given.Skill).InspectResponse(Sse.Bytes(body)).Body.ToArray());
    }

    [Theory]
    [InlineData("<html>john@example.com</html>")]
    [InlineData("")]
    [InlineData("{\"a\":\"john@example.com\"")]
    [InlineData("{} john@example.com")]
    public void Stops_an_answer_that_is_no_json_only_where_something_is_masked(string body)
    {
        var refused = Assert.Throws<InspectionException>(() => Given.Inspector().InspectResponse(Sse.Bytes(body)));
        Assert.DoesNotContain("john", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal(Sse.Bytes(body), new Inspector(PolicySet.Empty, Given.Keys, Given.Skill).InspectResponse(Sse.Bytes(body)).Body.ToArray());
    }

    [Theory]
    [InlineData("a", false)]
    [InlineData("é", true)]
    [InlineData("é", false)]
    [InlineData("😀", false)]
    [InlineData("\\", false)]
    public void Masks_a_text_that_is_longer_than_what_is_looked_at_in_one_go(string filler, bool ascii)
    {
        for (var shift = 0; shift < 24; shift++)
        {
            var text = new string('x', shift) + string.Concat(Enumerable.Repeat(filler, 40_000)) + " john@example.com " + string.Concat(Enumerable.Repeat("é john@example.com ", 4000));
            var body = $"{{\"text\":{Quoted.Text(text, ascii)}}}";
            var masked = JsonDocument.Parse(Given.Inspector().InspectResponse(Sse.Bytes(body)).Body);
            Assert.Equal(Scan.Mask(text), masked.RootElement.GetProperty("text").GetString());
        }
    }

    [Fact]
    public void Reads_every_recorded_answer()
    {
        Assert.SkipWhen(Corpus.Root is null, Corpus.Missing);
        var files = Corpus.Files("*.response.json");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            ReadOnlyMemory<byte> body = File.ReadAllBytes(file);
            var masked = Given.Inspector().InspectResponse(body);
            Assert.Equal(masked.Findings.Count == 0, masked.Body.Equals(body));
            using var document = JsonDocument.Parse(masked.Body);
            Assert.Equal(body, new Inspector(PolicySet.Empty, Given.Keys, Given.Skill).InspectResponse(body).Body);
        }
    }

    [Fact]
    public void Reads_every_recorded_request()
    {
        Assert.SkipWhen(Corpus.Root is null, Corpus.Missing);
        var files = Corpus.Files("*.request.json");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            ReadOnlyMemory<byte> body = File.ReadAllBytes(file);
            if (body.Span[0] != '{')
                continue; // An uploaded file, recorded as a string.
            var inspection = Given.Inspector().InspectRequest(body, file.Contains("batch", StringComparison.Ordinal) ? EndpointFamily.Batches : EndpointFamily.Messages);
            Assert.Null(inspection.Problem);
            using var document = JsonDocument.Parse(inspection.RecordBody);
        }
    }

    [Fact]
    public void Seals_thinking_and_no_input_that_is_named_so()
    {
        var inspection = Given.Inspector().InspectResponse(Sse.Bytes("""{"content":[{"type":"thinking","thinking":"john@example.com"},{"type":"tool_use","input":{"thinking":"john@example.com"}}]}"""));
        Assert.Matches(@"^\{""content"":\[\{""type"":""thinking"",""thinking"":""\[EMAIL:sgs1\.[^]]+\]""\},\{""type"":""tool_use"",""input"":\{""thinking"":""\[EMAIL_\w{6}\]""\}\}\]\}$", Encoding.UTF8.GetString(inspection.Body.Span));
        Assert.Matches(@"^[^:]+:\[\{""type"":""thinking"",""thinking"":""(\[EMAIL_\w{6}\])""\},.*""\1""", Encoding.UTF8.GetString(inspection.RecordBody.Span));
    }

    [Theory]
    [InlineData("label", "[0, 0, -0.5, 12345]")]
    [InlineData("partial", "[1111, 5, -0.5, 12345]")]
    [InlineData("drop", "[0, 0, -0.5, 12345]")]
    [InlineData("seal", "[0, 0, -0.5, 12345]")]
    public void Leaves_numbers_where_numbers_stood(string operation, string expected)
    {
        const string Numbers = "[4111111111111111, 378282246310005, -0.5, 12345]";
        var inspector = Given.Inspector(Given.MaskWith(operation));
        var whole = inspector.InspectResponse(Sse.Bytes($$"""{"content":[{"type":"tool_use","input":{{Numbers}}}]}"""));
        Assert.Equal($$"""{"content":[{"type":"tool_use","input":{{expected}}}]}""", Encoding.UTF8.GetString(whole.Body.Span));
        Assert.Equal("""{"content":[{"type":"tool_use","input":[0, 0, -0.5, 12345]}]}""", Encoding.UTF8.GetString(whole.RecordBody.Span));
        var text = inspector.InspectResponse(Sse.Bytes($$"""{"content":[{"type":"text","text":"{{Numbers}}"}]}"""));
        Assert.Equal($$"""{"content":[{"type":"text","text":"{{expected}}"}]}""", Encoding.UTF8.GetString(text.Body.Span));
    }

    [Fact]
    public void Shows_nothing_of_a_short_value_and_never_makes_two_names_one()
    {
        const string Input = """{"a@b.io":"a@b.io","john@x-mail.com":1,"jane@x-mail.com":2}""";
        foreach (var operation in (string[])["partial", "drop"])
        {
            var body = Encoding.UTF8.GetString(Given.Inspector(Given.MaskWith(operation)).InspectResponse(Sse.Bytes($$"""{"content":[{"type":"tool_use","input":{{Input}}}]}""")).Body.Span);
            Assert.Equal(3, JsonDocument.Parse(body).RootElement.GetProperty("content")[0].GetProperty("input").EnumerateObject().Select(member => member.Name).Distinct().Count());
            Assert.Equal(operation == "drop", body.Contains(":\"\"", StringComparison.Ordinal));
        }
    }
}
