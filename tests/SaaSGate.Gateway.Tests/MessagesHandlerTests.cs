using System.Net;
using System.Text;
using System.Text.Json;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.Simulator.Received;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests;

public sealed class MessagesHandlerTests
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task Passes_a_plain_call_and_records_request_and_answer()
    {
        await using var rig = await GatewayRig.StartAsync();
        var body = GatewayRig.Message("hello");

        using var response = await rig.SendAsync(body);
        var answer = await response.Content.ReadAsByteArrayAsync(Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("anthropic-organization-id"));
        Assert.Equal("allow", response.Headers.GetValues("saasgate-decision").Single());
        var received = Assert.Single(rig.Simulator.Received.All);
        Assert.Equal(body, received.BodyText());
        var record = await rig.RecordOfAsync(response);
        Assert.Equal(body, record[0].Started.RequestBody.ToStringUtf8());
        Assert.Equal(answer, record.Where(frame => frame.Chunk is not null).SelectMany(frame => frame.Chunk.Data.ToByteArray()));
        Assert.Equal("completed", record[^1].Ended.Outcome);
        Assert.True(record[^1].Ended.OutputTokens > 0);
        Assert.Equal(response.Headers.GetValues("saasgate-session-id").Single(), record[0].Started.SessionId);
    }

    [Fact]
    public async Task Never_shows_the_skill_the_upstream_credential_nor_upstream_the_skills_key()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var response = await rig.SendAsync(GatewayRig.Message("hello"));

        var received = Assert.Single(rig.Simulator.Received.All);
        Assert.DoesNotContain(received.Headers, header => header.Value.Contains(rig.Tenant.Key, StringComparison.Ordinal));
        Assert.Contains(received.Headers, header => header.Key.Equals("x-api-key", StringComparison.OrdinalIgnoreCase) && header.Value == "sk-upstream-credential");
        await rig.EndOfAsync(response);
        Assert.DoesNotContain(rig.Peer.Records.Items, frame => frame.ToString().Contains("sk-upstream-credential", StringComparison.Ordinal) || frame.ToString().Contains(rig.Tenant.Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Streams_deltas_as_they_come_and_records_the_same_bytes()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var response = await rig.SendAsync(GatewayRig.Message("[[sim: deltas=50]]", stream: true));
        var through = await response.Content.ReadAsByteArrayAsync(Cancellation);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var record = await rig.RecordOfAsync(response);
        Assert.Equal(through, record.Where(frame => frame.Chunk is not null).SelectMany(frame => frame.Chunk.Data.ToByteArray()));
        Assert.Equal("end_turn", record[^1].Ended.StopReason);
    }

    [Theory]
    [InlineData("POST", "/v1/unknown")]
    [InlineData("POST", "/v1/messages/")]
    [InlineData("POST", "/v1//messages")]
    [InlineData("POST", "/v1/%6Dessages")]
    [InlineData("GET", "/v1/messages")]
    [InlineData("GET", "/v1/models/../messages")]
    [InlineData("POST", "/v1/files")]
    [InlineData("PUT", "/v1/messages/batches")]
    [InlineData("GET", "/v1/messages/batches/")]
    [InlineData("GET", "/v1/messages/batches/msgbatch_")]
    [InlineData("GET", "/v1/messages/batches/msgbatch_1%2Fresults")]
    [InlineData("GET", "/v1/messages/batches/msgbatch_1/../msgbatch_2")]
    [InlineData("POST", "/v1/messages/batches/msgbatch_1/results")]
    [InlineData("DELETE", "/v1/messages/batches/msgbatch_1/cancel")]
    [InlineData("GET", "/")]
    public async Task Refuses_what_it_does_not_know(string method, string path)
    {
        await using var rig = await GatewayRig.StartAsync();
        var request = rig.Request("{}", method: new HttpMethod(method));
        request.RequestUri = new Uri(rig.Gateway.BaseUrl.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var response = await rig.Http.SendAsync(request, Cancellation);

        Assert.Equal("unknown_endpoint", await CodeOfAsync(response, HttpStatusCode.NotFound, "not_found_error"));
        Assert.Empty(rig.Simulator.Received.All);
    }

    [Fact]
    public async Task Refuses_without_a_known_unexpired_key()
    {
        await using var rig = await GatewayRig.StartAsync();
        foreach (var (key, code) in new[] { (null, "key_missing"), ("sgk_wrong", "key_unknown"), (new string('x', 5000), "key_unknown") })
        {
            var request = rig.Request(GatewayRig.Message("hello"));
            request.Headers.Remove("x-api-key");
            if (key is not null)
                request.Headers.Add("x-api-key", key);
            using var response = await rig.Http.SendAsync(request, Cancellation);
            Assert.Equal(code, await CodeOfAsync(response, HttpStatusCode.Unauthorized, "authentication_error"));
            Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
        }

        rig.Tenant.KeyExpiresAt = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        await rig.PublishAsync();
        using var expired = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal("key_expired", await CodeOfAsync(expired, HttpStatusCode.Unauthorized, "authentication_error"));
        Assert.Empty(rig.Simulator.Received.All);
    }

    [Fact]
    public async Task Takes_a_bearer_token_too()
    {
        await using var rig = await GatewayRig.StartAsync();
        var request = rig.Request(GatewayRig.Message("hello"));
        request.Headers.Remove("x-api-key");
        request.Headers.Authorization = new("Bearer", rig.Tenant.Key);
        using var response = await rig.Http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(Assert.Single(rig.Simulator.Received.All).Headers, header => header.Key.Equals("authorization", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/v1/models?limit=2")]
    public async Task Passes_and_records_calls_without_a_body(string path)
    {
        await using var rig = await GatewayRig.StartAsync();
        using var response = await rig.SendAsync("", path, HttpMethod.Get);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(path, Assert.Single(rig.Simulator.Received.All).Target);
        Assert.Equal("completed", (await rig.EndOfAsync(response)).Ended.Outcome);
    }

    [Fact]
    public async Task Passes_errors_of_Claude_as_they_are()
    {
        await using var rig = await GatewayRig.StartAsync();
        foreach (var status in new[] { 400, 401, 429, 500, 529 })
        {
            using var response = await rig.SendAsync(GatewayRig.Message($"[[sim: error={status}]]"));
            Assert.Equal(status, (int)response.StatusCode);
            Assert.DoesNotContain("saasgate", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            Assert.Equal("completed", (await rig.EndOfAsync(response)).Ended.Outcome);
        }
    }

    [Fact]
    public async Task Breaks_off_where_Claude_breaks_off()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var response = await rig.SendAsync(GatewayRig.Message("[[sim: truncate after=5]]", stream: true));
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal("upstream_truncated", (await rig.EndOfAsync(response)).Ended.Outcome);
    }

    [Fact]
    public async Task Says_that_a_plain_answer_broke_off()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var response = await rig.SendAsync(GatewayRig.Message("[[sim: truncate after=3 text=\"Half of it.\"]]"));
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("upstream_broken", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("upstream_truncated", (await rig.EndOfAsync(response)).Ended.Outcome);
    }

    [Fact]
    public async Task Cancels_upstream_and_says_so_when_the_client_has_gone()
    {
        await using var rig = await GatewayRig.StartAsync();
        var response = await rig.Http.SendAsync(
            rig.Request(GatewayRig.Message("[[sim: deltas=100000 delay=5ms]]", stream: true, maxTokens: 4096)), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        var stream = await response.Content.ReadAsStreamAsync(Cancellation);
        await stream.ReadExactlyAsync(new byte[64], Cancellation);
        response.Dispose();

        Assert.Equal("client_gone", (await rig.EndOfAsync(response)).Ended.Outcome);
        var received = Assert.Single(rig.Simulator.Received.All);
        await Bounded.UntilAsync(() => received.State == ReceivedState.Abandoned);
    }

    [Theory]
    [InlineData("{", "body_invalid")]
    [InlineData("{\"model\":\"a\",\"model\":\"b\",\"messages\":[]}", "body_invalid")]
    [InlineData("[1,2", "body_invalid")]
    [InlineData("", "body_invalid")]
    public async Task Refuses_a_body_that_can_be_read_in_two_ways(string body, string code)
    {
        await using var rig = await GatewayRig.StartAsync();
        using var response = await rig.SendAsync(body);
        Assert.Equal(code, await CodeOfAsync(response, HttpStatusCode.BadRequest, "invalid_request_error"));
        Assert.Equal("refused", (await rig.EndOfAsync(response)).Ended.Outcome);
        using var next = await rig.SendAsync(GatewayRig.Message("still there?"));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        Assert.Single(rig.Simulator.Received.All);
    }

    [Fact]
    public async Task Stops_a_compression_bomb_at_the_limit_and_takes_every_known_encoding()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var bomb = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(bomb, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 40; i++)
                await gzip.WriteAsync(zeros, Cancellation);
        }
        var request = rig.Request("");
        request.Content = new ByteArrayContent(bomb.ToArray()) { Headers = { ContentType = new("application/json"), ContentEncoding = { "gzip" } } };
        using var refused = await rig.Http.SendAsync(request, Cancellation);
        Assert.Equal("body_too_large", await CodeOfAsync(refused, HttpStatusCode.RequestEntityTooLarge, "request_too_large"));

        using var small = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(small, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(GatewayRig.Message("packed")), Cancellation);
        request = rig.Request("");
        request.Content = new ByteArrayContent(small.ToArray()) { Headers = { ContentType = new("application/json"), ContentEncoding = { "gzip" } } };
        using var passed = await rig.Http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        Assert.Contains("packed", Assert.Single(rig.Simulator.Received.All).BodyText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_another_content_type_an_unknown_encoding_and_too_many_bytes()
    {
        await using var rig = await GatewayRig.StartAsync();
        var text = rig.Request("{}");
        text.Content!.Headers.ContentType = new("text/plain");
        using var wrongType = await rig.Http.SendAsync(text, Cancellation);
        Assert.Equal("content_type_unsupported", await CodeOfAsync(wrongType, HttpStatusCode.BadRequest, "invalid_request_error"));

        var odd = rig.Request("{}");
        odd.Content!.Headers.ContentEncoding.Add("rot13");
        using var wrongEncoding = await rig.Http.SendAsync(odd, Cancellation);
        Assert.Equal("encoding_unsupported", await CodeOfAsync(wrongEncoding, HttpStatusCode.BadRequest, "invalid_request_error"));

        var large = rig.Request("");
        large.Content = new ByteArrayContent(new byte[33 * 1024 * 1024]) { Headers = { ContentType = new("application/json") } };
        using var tooLarge = await rig.Http.SendAsync(large, Cancellation);
        Assert.Equal("body_too_large", await CodeOfAsync(tooLarge, HttpStatusCode.RequestEntityTooLarge, "request_too_large"));
        Assert.Empty(rig.Simulator.Received.All);
    }

    [Fact]
    public async Task Stitches_turns_of_a_conversation_and_named_runs_into_sessions()
    {
        await using var rig = await GatewayRig.StartAsync();
        const string First = """{"role":"user","content":"first"}""";
        using var one = await rig.SendAsync($$"""{"model":"m","max_tokens":9,"messages":[{{First}}]}""");
        using var two = await rig.SendAsync($$"""{"model":"m","max_tokens":9,"messages":[{{First}},{"role":"assistant","content":"a"},{"role":"user","content":"more"}]}""");
        using var other = await rig.SendAsync($$"""{"model":"m","max_tokens":9,"messages":[{{First}}]}""");
        Assert.Equal(SessionOf(one), SessionOf(two));
        Assert.Equal(SessionOf(one), SessionOf(other));
        Assert.Equal(one.Headers.GetValues("saasgate-exchange-id").Single(), (await rig.RecordOfAsync(two))[0].Started.ParentExchangeId);
        Assert.Empty((await rig.RecordOfAsync(other))[0].Started.ParentExchangeId);

        var named = rig.Request(GatewayRig.Message("a"));
        named.Headers.Add("saasgate-session", "nightly");
        using var nightly = await rig.Http.SendAsync(named, Cancellation);
        named = rig.Request(GatewayRig.Message("b"));
        named.Headers.Add("saasgate-session", "nightly");
        using var again = await rig.Http.SendAsync(named, Cancellation);
        Assert.Equal(SessionOf(nightly), SessionOf(again));
        Assert.DoesNotContain(rig.Simulator.Received.All.SelectMany(received => received.Headers), header => header.Key.StartsWith("saasgate", StringComparison.OrdinalIgnoreCase));

        static string SessionOf(HttpResponseMessage response) => response.Headers.GetValues("saasgate-session-id").Single();
    }

    internal static async Task<string> CodeOfAsync(HttpResponseMessage response, HttpStatusCode status, string type)
    {
        Assert.Equal(status, response.StatusCode);
        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("error", error.RootElement.GetProperty("type").GetString());
        Assert.Equal(type, error.RootElement.GetProperty("error").GetProperty("type").GetString());
        return error.RootElement.GetProperty("saasgate").GetProperty("code").GetString()!;
    }
}
