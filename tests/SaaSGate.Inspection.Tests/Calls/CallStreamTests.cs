using System.Text;
using SaaSGate.Inspection.Calls;

namespace SaaSGate.Inspection.Tests.Calls;

public sealed class CallStreamTests
{
    private const string Start = "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"post\",\"input\":{}}}\n\n";
    private const string Stop = "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\n";
    private const string Ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n";
    private const string Next = "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"tool_use\",\"id\":\"u\",\"name\":\"post\",\"input\":{}}}\n\n";
    private const string Late = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\",\"}}\n\n";
    private const string Text = "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
    private const string End = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Takes_a_call_out_whole_however_the_stream_is_cut(int length)
    {
        var stream = Text + Start + Delta("{\\\"to\\\":\\\"gr") + Ping + Delta("\\u00f6") + Delta("\\ud83d") + Delta("\\ude00\\\"}") + Stop + End;
        var parts = Read(stream, stream, length);
        Assert.Equal(stream, string.Concat(parts.Select(part => Encoding.UTF8.GetString(part.Bytes.Span))));
        var part = Assert.Single(parts, part => part.Call is not null);
        Assert.Equal((1, "post", "{\"to\":\"grö😀\"}"), (part.Call!.Index, part.Call.Name, Encoding.UTF8.GetString(part.Call.Input.Span)));
        Assert.StartsWith(Start, Encoding.UTF8.GetString(part.Bytes.Span), StringComparison.Ordinal);
        Assert.EndsWith(Stop, Encoding.UTF8.GetString(part.Bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Has_the_record_of_a_call_beside_it()
    {
        var stream = Start + Delta("{\\\"to\\\":\\\"sgs_token\\\"}") + Stop + End;
        var record = stream.Replace("sgs_token", "[EMAIL_7KQ2AB]", StringComparison.Ordinal);
        var parts = Read(stream, record, 100_000);
        var call = parts.Single(part => part.Call is not null).Call!;
        Assert.Equal(("{\"to\":\"sgs_token\"}", "{\"to\":\"[EMAIL_7KQ2AB]\"}"), (Encoding.UTF8.GetString(call.Input.Span), Encoding.UTF8.GetString(call.RecordInput.Span)));
        Assert.Equal(record, string.Concat(parts.Select(part => Encoding.UTF8.GetString(part.Record.Span))));
    }

    [Theory]
    [InlineData(End)]
    [InlineData("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n")]
    [InlineData("")]
    public void A_call_that_is_not_ended_is_one_all_the_same(string end)
    {
        var parts = Read(Start + Delta("{\\\"a\\\":") + end, Start + Delta("{\\\"a\\\":") + end, 100_000);
        Assert.Equal("{\"a\":", Encoding.UTF8.GetString(parts[0].Call!.Input.Span));
        Assert.Equal(end.Length > 0 ? 2 : 1, parts.Count);
    }

    [Fact]
    public void Takes_the_input_that_a_block_begins_with_where_none_follows()
    {
        var stream = Start.Replace("\"input\":{}", "\"input\":{\"a\": 1}", StringComparison.Ordinal) + Stop;
        Assert.Equal("{\"a\": 1}", Encoding.UTF8.GetString(Read(stream, stream, 100_000)[0].Call!.Input.Span));
    }

    [Theory]
    [InlineData("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"name\":\"a\",\"name\":\"b\",\"input\":{}}}\n\n")]
    [InlineData("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"type\":\"tool_use\"}}\n\n")]
    [InlineData("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\n\n")]
    public void Stops_at_what_can_be_read_in_two_ways(string stream)
    {
        var calls = new CallStream();
        Assert.Throws<InspectionException>(() => calls.Write(Encoding.UTF8.GetBytes(stream), Encoding.UTF8.GetBytes(stream)));
        Assert.Throws<InspectionException>(() => calls.Write("event: ping\n\n"u8, "event: ping\n\n"u8));
    }

    [Theory]
    [InlineData(Stop, Late)]
    [InlineData(Stop, Ping, Late)]
    [InlineData(Stop, Start)]
    [InlineData(Next)]
    [InlineData(Stop, Next, Late)]
    public void Stops_where_pieces_of_a_call_come_apart(params string[] after)
    {
        // Some readers put pieces together by their index alone: what comes late would be part of a call that was judged without it.
        var calls = new CallStream();
        var stream = Encoding.UTF8.GetBytes(Start + Delta("{}") + string.Concat(after));
        Assert.Throws<InspectionException>(() => calls.Write(stream, stream));
    }

    [Fact]
    public void Stops_where_pieces_of_a_call_come_before_it_begins()
    {
        var calls = new CallStream();
        var stream = Encoding.UTF8.GetBytes(Late + Start);
        Assert.Throws<InspectionException>(() => calls.Write(stream, stream));
    }

    [Fact]
    public void Lets_the_pieces_of_what_Claude_runs_itself_pass()
    {
        var stream = Start.Replace("tool_use", "server_tool_use", StringComparison.Ordinal) + Late + Stop + Next + Stop.Replace("1", "2", StringComparison.Ordinal) + End;
        var parts = Read(stream, stream, 100_000);
        Assert.Equal((2, stream), (parts.Single(part => part.Call is not null).Call!.Index, string.Concat(parts.Select(part => Encoding.UTF8.GetString(part.Bytes.Span)))));
    }

    [Fact]
    public void Lets_what_it_does_not_know_pass()
    {
        const string Stream = ": comment\n\nevent: news\ndata: no json\n\nevent: news\ndata: {\"type\":\"news\"}\n\ndata: {\"type\":\r\ndata: \"ping\"}\r\n\r\nevent: server\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"server_tool_use\",\"name\":\"web\"}}\n\n";
        var part = Assert.Single(Read(Stream, Stream, 100_000));
        Assert.Null(part.Call);
        Assert.Equal(Stream, Encoding.UTF8.GetString(part.Bytes.Span));
    }

    [Fact]
    public void Reads_the_calls_of_a_whole_answer()
    {
        var body = """{"type":"message","content":[{"type":"text","text":"ok"},{"type":"tool_use","id":"t","name":"post","input":{"a": [1,2]}},{"type":"server_tool_use","name":"web","input":{}}]}"""u8.ToArray();
        var call = Assert.Single(CallReader.Read(body, body));
        Assert.Equal((1, "post", "{\"a\": [1,2]}"), (call.Index, call.Name, Encoding.UTF8.GetString(call.Input.Span)));
        Assert.Empty(CallReader.Read("<html>"u8.ToArray(), "<html>"u8.ToArray()));
        var twice = "{\"content\":[],\"content\":[{\"type\":\"tool_use\",\"name\":\"a\",\"input\":{}}]}"u8.ToArray();
        Assert.Throws<InspectionException>(() => CallReader.Read(twice, twice));
    }

    private static string Delta(string escaped) =>
        $"event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{{\"type\":\"input_json_delta\",\"partial_json\":\"{escaped}\"}}}}\n\n";

    private static List<StreamPart> Read(string stream, string record, int length)
    {
        var (bytes, recorded) = (Encoding.UTF8.GetBytes(stream), Encoding.UTF8.GetBytes(record));
        var (calls, parts) = (new CallStream(), new List<StreamPart>());
        // What the masker writes for both is cut at the same events; here, where they differ, all comes at once.
        for (var at = 0; at < bytes.Length; at += length)
        {
            calls.Write(bytes.AsSpan(at, Math.Min(length, bytes.Length - at)), length >= bytes.Length ? recorded : recorded.AsSpan(at, Math.Min(length, bytes.Length - at)));
            while (calls.TryTake(out var part))
                parts.Add(part);
        }
        calls.Complete();
        while (calls.TryTake(out var part))
            parts.Add(part);
        return parts;
    }
}
