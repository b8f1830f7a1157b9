using System.IO.Compression;
using System.Text;
using System.Text.Json;
using SaaSGate.Simulator.Received;
using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests.Messages;

public sealed class MessageStreamTests : SimulatorTest
{
    [Fact]
    public async Task Sends_the_events_in_the_order_of_Claude()
    {
        var events = await StreamAsync("[[sim: text=\"one two three\" cut=4]]");
        Assert.Equal(
            ["message_start", "content_block_start", "ping", "content_block_delta", "content_block_delta", "content_block_delta", "content_block_delta",
                "content_block_stop", "message_delta", "message_stop"],
            events.Select(e => e.Name));
        Assert.All(events, e => Assert.Equal(e.Name, e.Data.GetProperty("type").GetString()));
        Assert.Equal("one two three", string.Concat(SseEvent.Texts(events)));
        Assert.Equal(1, events[0].Data.GetProperty("message").GetProperty("usage").GetProperty("output_tokens").GetInt32());
        Assert.Equal(4, events[^2].Data.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        Assert.Equal("end_turn", events[^2].Data.GetProperty("delta").GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task Splits_a_value_over_several_deltas()
    {
        var deltas = SseEvent.Texts(await StreamAsync("[[sim: text=\"Write to priya.natarajan@brightwell.example or +1 (415) 555-0132.\"]]"));
        Assert.Equal("Write to priya.natarajan@brightwell.example or +1 (415) 555-0132.", string.Concat(deltas));
        Assert.True(deltas.Count > 8);
        Assert.DoesNotContain(deltas, delta => delta.Contains("natarajan@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Never_cuts_text_inside_a_surrogate_pair_and_sends_it_unescaped()
    {
        using var response = await PostAsync(Ask("[[sim: text=\"😀😀 größer \\\"quoted\\\"\" cut=1]]", stream: true));
        var raw = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("\"text\":\"😀\"", raw);
        Assert.Equal("😀😀 größer \"quoted\"", string.Concat(SseEvent.Texts(SseEvent.ReadAll(raw))));
    }

    [Fact]
    public async Task Cuts_tool_input_inside_escapes_and_surrogate_pairs()
    {
        var events = await StreamAsync("""[[sim: tool=send_email input={"to": "a@b.example", "body": "line\n😀 \"ü\""} cut=1]]""");
        var deltas = SseEvent.Deltas(events, "input_json_delta", "partial_json");
        Assert.Equal("", deltas[0]);
        Assert.Contains("\\", deltas);
        var input = JsonDocument.Parse(string.Concat(deltas)).RootElement;
        Assert.Equal("line\n😀 \"ü\"", input.GetProperty("body").GetString());
        var start = events.First(e => e.Name == "content_block_start").Data.GetProperty("content_block");
        Assert.Equal("send_email", start.GetProperty("name").GetString());
        Assert.Equal("{}", start.GetProperty("input").GetRawText());
        Assert.Equal("tool_use", events[^2].Data.GetProperty("delta").GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task Ends_with_an_error_in_mid_stream()
    {
        var events = await StreamAsync("[[sim: deltas=9 error_mid=overloaded_error after=3]]");
        Assert.Equal(3, SseEvent.Texts(events).Count);
        Assert.Equal("error", events[^1].Name);
        Assert.Equal("overloaded_error", events[^1].Data.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal("Overloaded", events[^1].Data.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Can_begin_with_an_error()
    {
        var only = Assert.Single(await StreamAsync("[[sim: deltas=9 error_mid=api_error message=\"Broken\"]]"));
        Assert.Equal("Broken", only.Data.GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("truncate")]
    [InlineData("reset")]
    public async Task Cuts_the_connection_after_so_many_deltas(string how)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Body($"[[sim: deltas=9 {how} after=5]]") };
        var read = new StringBuilder();
        var cut = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
            while (await reader.ReadLineAsync(Cancellation) is { } line)
                read.Append(line).Append('\n');
        });
        Assert.True(cut is IOException or HttpRequestException, cut.ToString());
        if (how == "truncate")
            Assert.Equal(5, SseEvent.Texts(SseEvent.ReadAll(read.ToString())).Count);
        Assert.DoesNotContain("message_stop", read.ToString());
    }

    [Fact]
    public async Task Cuts_a_plain_answer_half_way()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(Ask("[[sim: deltas=50 truncate]]")));
        var received = Assert.Single(Simulator.Received.All);
        Assert.Equal(200, received.Status);
    }

    [Fact]
    public async Task Frames_with_CRLF_when_asked()
    {
        using var response = await PostAsync(Ask("[[sim: deltas=5 crlf]]", stream: true));
        var raw = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain('\n', raw.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.Equal(5, SseEvent.Texts(SseEvent.ReadAll(raw, "\r\n")).Count);
    }

    [Fact]
    public async Task Compresses_only_when_asked()
    {
        Client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
        using var plain = await PostAsync(Ask("[[sim: deltas=5]]", stream: true));
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        using var response = await PostAsync(Ask("[[sim: deltas=5 gzip]]", stream: true));
        Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
        await using var unzipped = new GZipStream(await response.Content.ReadAsStreamAsync(Cancellation), CompressionMode.Decompress);
        using var reader = new StreamReader(unzipped);
        Assert.Equal(5, SseEvent.Texts(SseEvent.ReadAll(await reader.ReadToEndAsync(Cancellation))).Count);
    }

    [Fact]
    public async Task Sends_pings_and_events_that_no_client_knows()
    {
        var events = await StreamAsync("[[sim: deltas=6 pings=2 unknown]]");
        Assert.Equal(4, events.Count(e => e.Name == "ping"));
        Assert.Single(events, e => e.Name == "future_event");
        Assert.Single(SseEvent.Deltas(events, "future_delta", "future"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Sends_the_same_bytes_however_they_are_cut(int size)
    {
        var events = await StreamAsync($"[[sim: text=\"the same 😀 bytes\" cut=3 chunk={size}]]");
        Assert.Equal("the same 😀 bytes", string.Concat(SseEvent.Texts(events)));
        Assert.Equal("message_stop", events[^1].Name);
    }

    [Fact]
    public async Task Flushes_each_delta_and_notices_a_client_that_leaves()
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = Body("[[sim: deltas=2 delay=10m]]") };
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(leave.Token));
        Assert.Equal("event: message_start", await reader.ReadLineAsync(leave.Token));
        Assert.Equal(ReceivedState.Open, Assert.Single(Simulator.Received.All).State);
        response.Dispose();
        await Simulator.Received.WaitForAsync(received => received.State == ReceivedState.Abandoned, Cancellation);
    }

    [Fact]
    public async Task Delivers_a_block_whole()
    {
        var events = await StreamAsync("""[[sim: block={"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]} text="Found."]]""");
        var starts = events.Where(e => e.Name == "content_block_start").Select(e => e.Data.GetProperty("content_block").GetProperty("type").GetString());
        Assert.Equal(["web_search_tool_result", "text"], starts);
    }

    private static StringContent Body(string prompt) => new(Ask(prompt, stream: true).ToJsonString(), Encoding.UTF8, "application/json");
}
