using System.Text;
using SaaSGate.Postgres.Search;
using Xunit;

namespace SaaSGate.Postgres.Tests.Search;

public sealed class MessageTextTests
{
    [Fact]
    public void Reads_blocks_of_each_kind()
    {
        Assert.Equal("C:Hello", Block("\"Hello\""));
        Assert.Equal("C:Hi", Block("""{"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}"""));
        Assert.Equal("T:bash|A:ls -l|A:3", Block("""{"type":"tool_use","id":"toolu_1","name":"bash","input":{"command":"ls -l","n":3}}""").Replace("C:bash|", "", StringComparison.Ordinal));
        Assert.Equal("C:found it", Block("""{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"found it"}]}"""));
        Assert.Equal("D:hm", Block("""{"type":"thinking","thinking":"hm","signature":"abc"}"""));
        Assert.Equal("C:bash|C:Runs", Block("""{"name":"bash","description":"Runs","input_schema":{"type":"object","properties":{"x":{"description":"no"}}}}"""));
        Assert.Equal("", Block("{cut"));
    }

    [Fact]
    public void Puts_a_stream_together()
    {
        const string Stream = """
            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}

            data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"http","input":{}}}

            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"url\":\"https://a.ex"}}

            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"ample/x\"}"}}

            data: {"type":"content_block_delta","ind
            """;
        Assert.Equal("T:http|C:http|B:Hello|A:https://a.example/x".Replace("C:http", "B:http", StringComparison.Ordinal), Response(Stream, "text/event-stream"));
        Assert.Equal("B:Too busy", Response("""{"type":"error","error":{"type":"overloaded_error","message":"Too busy"}}""", "application/json"));
    }

    [Fact]
    public void Of_a_strange_stream_what_can_be_read_is_read()
    {
        const string Stream = """
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"One "}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","thinking":null,"text":"two \u00fcber","partial_json":null}}

            data: {"type":"content_block_start","index":0,"content_block":"none"}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":7}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\ud800"}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" three"}}
            """;
        Assert.Equal("B:One |B:two über three", Response(Stream, "text/event-stream"));
    }

    [Fact]
    public void Tells_Claudes_own_words_in_a_request()
    {
        var skeleton = Encoding.UTF8.GetBytes("{\"max_tokens\":0,\"system\":\0,\"messages\":[{\"role\":\"user\",\"content\":\0},{\"content\":[\0,\0],\"role\":\"assistant\"},{\"role\":\"user\",\"content\":[\0]}]}");
        Assert.Equal([false, false, true, true, false], RequestRoles.OfClaude(skeleton, 5));
        Assert.Equal([false], RequestRoles.OfClaude("\0"u8, 1));
    }

    private static string Block(string json) => Read(sink => MessageText.OfBlock(Encoding.UTF8.GetBytes(json), sink));

    private static string Response(string body, string type) => Read(sink => MessageText.OfResponse(Encoding.UTF8.GetBytes(body), type, sink));

    private static string Read(Action<ITextSink> read)
    {
        var sink = new Sink();
        read(sink);
        return string.Join('|', sink.Read);
    }

    private sealed class Sink : ITextSink
    {
        public List<string> Read { get; } = [];

        public void Text(ReadOnlySpan<char> text, TextPlace place) => Read.Add($"{(char)place}:{text}");

        public void Tool(string name) => Read.Add($"T:{name}");
    }
}
