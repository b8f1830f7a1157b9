using System.Text;
using SaaSGate.Postgres.Recording;
using Xunit;

namespace SaaSGate.Postgres.Tests.Recording;

public sealed class ToolCallsTests
{
    [Fact]
    public void Reads_tools_and_their_hosts_from_a_stream_whose_pieces_cut_them()
    {
        const string stream = """
            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"See https://docs.exa"}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"mple.com/x and https://user:p@intra.example:8443/"}}

            data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"http_request","input":{}}}

            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"url\":\"https://Files.Ev"}}

            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"il.example/up?x=[EMAIL_7KQ2M9]\"}"}}

            data: {"type":"content_block_start","index":2,"content_block":{"type":"server_tool_use","id":"u","name":"web_search","input":{}}}

            data: {"type":"content_block_sta
            """;
        Assert.Equal(
            [new("", "docs.example.com"), new("", "intra.example"), new("http_request", "files.evil.example"), new("web_search", "")], ToolCalls.Read(Encoding.UTF8.GetBytes(stream)));
    }

    [Fact]
    public void Reads_a_plain_answer() => Assert.Equal(
        [new ToolCall("fetch", "a.example"), new ToolCall("fetch", "b.example")],
        ToolCalls.Read("""{"content":[{"type":"tool_use","name":"fetch","input":{"urls":["http://a.example","ftp://b.example/"]}}]}"""u8));

    [Theory]
    [InlineData("")]
    [InlineData("data: {\"type\":\"ping\"}")]
    [InlineData("not json, but tool_use")]
    [InlineData("""{"content":"https://"}""")]
    [InlineData("""{"content":[{"type":"text","text":"[URL_7KQ2M9]://x https://no_host/ https://-x.example"}]}""")]
    public void Finds_nothing_where_nothing_is_named(string answer) => Assert.Empty(ToolCalls.Read(Encoding.UTF8.GetBytes(answer)));
}
