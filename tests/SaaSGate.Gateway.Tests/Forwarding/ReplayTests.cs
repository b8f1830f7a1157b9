using System.Text;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Forwarding;

/// <summary>Every recorded answer of the wire corpus, through a gateway with an empty policy: not one byte changes.</summary>
public sealed class ReplayTests
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Theory]
    [InlineData("*.response.sse", "text/event-stream; charset=utf-8", 1)]
    [InlineData("*.response.sse", "text/event-stream; charset=utf-8", 1000)]
    [InlineData("*.response.json", "application/json", 4096)]
    public async Task Arrives_byte_for_byte(string pattern, string contentType, int chunkSize)
    {
        var wire = Corpora.Require("wire");
        await using var rig = await GatewayRig.StartAsync();
        var files = Directory.EnumerateFiles(wire, pattern, SearchOption.AllDirectories).Order().ToList();
        Assert.True(files.Count > 90);
        var stream = pattern.EndsWith("sse", StringComparison.Ordinal);
        foreach (var file in files)
        {
            var recorded = await File.ReadAllBytesAsync(file, Cancellation);
            // One byte at a time is for the streams that it can be done with in time.
            var size = chunkSize == 1 && recorded.Length > 8 * 1024 ? 7 : chunkSize;
            rig.Simulator.Replay(recorded, contentType, chunkSize: size);
            using var response = await rig.SendAsync(GatewayRig.Message(Path.GetFileName(file), stream));
            var through = await response.Content.ReadAsByteArrayAsync(Cancellation);
            Assert.True(recorded.AsSpan().SequenceEqual(through), $"{Path.GetFileName(file)} changed: {Encoding.UTF8.GetString(through.AsSpan(0, Math.Min(200, through.Length)))}");
            Assert.Equal(contentType, response.Content.Headers.ContentType!.ToString());
        }
    }
}
