using System.Text;
using System.Text.Json;
using SaaSGate.ControlPlane.Approvals;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Approvals;

public sealed class HeldShapeTests
{
    private const string View = """
        {"skill":{"id":"skl_1","name":"s"},"connection":{"name":"claude","baseUrl":"https://api.example/"},"query":"?secret","summary":"Export SECRET","system":"SECRET",
         "messages":[{"role":"user","content":"SECRET"}],"tools":["mail","http"],"parameters":[{"name":"tools","value":[{"description":"SECRET"}]}],"findings":[{"type":"EMAIL","label":"[EMAIL_SECRET]","location":"/messages/0"}],
         "reach":[{"kind":"MCP server","text":"https://mcp.example"}]}
        """;

    [Fact]
    public void Binds_to_all_tools_in_their_order_and_to_the_connection()
    {
        var shape = Of(View)!;
        Assert.Equal(("MCP server: https://mcp.example, http, mail", "https://api.example/"), (shape.Tool, shape.Destination));
        Assert.Equal("Export SECRET", shape.Summary);
    }

    [Fact]
    public void Binds_a_tool_call_to_its_tool_to_the_hosts_in_its_input_and_to_all_that_its_gateway_saw()
    {
        var shape = Of(Calling(""","binding":"0f1e","destinations":["files.evil.example"]"""))!;
        Assert.Equal(("http", "destinations 0f1e, files.evil.example, https://api.example/"), (shape.Tool, shape.Destination));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","binding":null,"destinations":null""")]
    [InlineData(""","binding":"" """)]
    public void Binds_a_tool_call_of_which_nobody_knows_where_it_goes_to_itself(string seen) =>
        Assert.Equal("call 0102, files.evil.example, https://api.example/", Of(Calling(seen))!.Destination);

    [Fact]
    public void A_summary_keeps_nothing_of_what_is_said()
    {
        var summary = Encoding.UTF8.GetString(Of(Calling(""","binding":"0f1e","destinations":["SECRET"]"""))!.SummaryView);
        Assert.DoesNotContain("secret", summary, StringComparison.OrdinalIgnoreCase);
        using var json = JsonDocument.Parse(summary);
        Assert.Equal("EMAIL", json.RootElement.GetProperty("findings")[0].GetProperty("type").GetString());
        Assert.Equal(0, json.RootElement.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public void What_is_longer_than_fits_is_bound_by_its_hash() =>
        Assert.Matches("^[0-9a-f]{64}$", Of($$"""{"tools":["{{new string('x', 5000)}}"]}""")!.Tool);

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"summary":"a","summary":"b"}""")]
    public void What_is_no_object_or_can_be_read_in_two_ways_has_no_shape(string view) => Assert.Null(Of(view));

    private static HeldShape? Of(string view) => HeldShape.Of(Encoding.UTF8.GetBytes(view), [1, 2]);

    private static string Calling(string seen) =>
        View.Replace("\"tools\":", $$"""
            "toolUse":{"name":"http","input":{"url":"https://files.evil.example/x"}{{seen}}},"tools":
            """, StringComparison.Ordinal);
}
