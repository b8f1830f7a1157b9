using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Forwarding;

/// <summary>Every recorded answer and request of the wire corpus, through a gateway with an empty policy: not one byte changes.</summary>
public sealed class ReplayTests
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Theory]
    [InlineData(".response.sse", 98, "text/event-stream; charset=utf-8", 1)]
    [InlineData(".response.sse", 98, "text/event-stream; charset=utf-8", 1000)]
    [InlineData(".response.json", 381, "application/json", 4096)]
    public async Task Arrives_byte_for_byte_with_its_status(string kind, int count, string contentType, int chunkSize)
    {
        var answers = RecordedCall.All().Where(call => call.ResponseFile.EndsWith(kind, StringComparison.Ordinal)).ToList();
        Assert.Equal(count, answers.Count);
        await using var rig = await GatewayRig.StartAsync();
        var stream = kind.EndsWith("sse", StringComparison.Ordinal);
        foreach (var (_, _, _, file, status) in answers)
        {
            var recorded = await File.ReadAllBytesAsync(file, Cancellation);
            // One byte at a time is for the streams that it can be done with in time.
            var size = chunkSize == 1 && recorded.Length > 8 * 1024 ? 7 : chunkSize;
            rig.Simulator.Replay(recorded, contentType, status, size);
            using var response = await rig.SendAsync(GatewayRig.Message(Path.GetFileName(file), stream));
            var through = await response.Content.ReadAsByteArrayAsync(Cancellation);
            Assert.Equal(status, (int)response.StatusCode);
            Assert.True(recorded.AsSpan().SequenceEqual(through), $"{Path.GetFileName(file)} changed: {Encoding.UTF8.GetString(through.AsSpan(0, Math.Min(200, through.Length)))}");
            Assert.Equal(contentType, response.Content.Headers.ContentType!.ToString());
        }
    }

    [Fact]
    public async Task Sends_claude_exactly_what_was_asked()
    {
        var asked = RecordedCall.All().Where(call => call is { Method: "POST", Path: "/v1/messages", RequestFile: not null }).ToList();
        Assert.Equal(399, asked.Count);
        await using var rig = await GatewayRig.StartAsync();
        foreach (var call in asked)
        {
            var recorded = await File.ReadAllBytesAsync(call.RequestFile!, Cancellation);
            var before = rig.Simulator.Received.All.Count;
            rig.Simulator.Replay("{}"u8.ToArray(), "application/json");
            using var response = await rig.SendAsync(Encoding.UTF8.GetString(recorded));
            Assert.True(response.IsSuccessStatusCode, $"{Path.GetFileName(call.RequestFile)}: {await response.Content.ReadAsStringAsync(Cancellation)}");
            var received = Assert.Single(rig.Simulator.Received.All.Skip(before));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(recorded)), received.Sha256);
        }
    }

    /// <summary>One line of the corpus' manifest.</summary>
    private sealed record RecordedCall(string Method, string Path, string? RequestFile, string ResponseFile, int Status)
    {
        public static IEnumerable<RecordedCall> All()
        {
            var wire = Corpora.Require("wire");
            return File.ReadLines(System.IO.Path.Combine(wire, "manifest.jsonl")).Select(line => Read(wire, JsonNode.Parse(line)!));
        }

        private static RecordedCall Read(string wire, JsonNode line) => new(
            (string)line["method"]!,
            new Uri((string)line["url"]!).AbsolutePath,
            (string?)line["request_file"] is { } request ? System.IO.Path.Combine(wire, request) : null,
            System.IO.Path.Combine(wire, (string)line["response_file"]!),
            (int)line["status"]!);
    }
}
