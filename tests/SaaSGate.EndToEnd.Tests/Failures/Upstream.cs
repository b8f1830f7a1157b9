using System.Globalization;
using System.Text.Json.Nodes;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>What the simulator, another process, says of what it received.</summary>
internal sealed class Upstream(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };

    /// <summary>Everything received after a sequence, oldest first.</summary>
    public async Task<IReadOnlyList<UpstreamRequest>> ReceivedAsync(long after = 0)
    {
        var lines = await _http.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/_simulator/received?after={after}"), UriKind.Relative), Bounded.Cancellation);
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Read(JsonNode.Parse(line)!))];
    }

    /// <summary>Waits until what came after a sequence is as wished.</summary>
    public async Task<IReadOnlyList<UpstreamRequest>> UntilAsync(long after, Func<IReadOnlyList<UpstreamRequest>, bool> condition)
    {
        IReadOnlyList<UpstreamRequest> received = [];
        await Bounded.UntilAsync(async () => condition(received = await ReceivedAsync(after)));
        return received;
    }

    public void Dispose() => _http.Dispose();

    private static UpstreamRequest Read(JsonNode line) => new((long)line["sequence"]!, (string)line["sha256"]!, (string)line["requestId"]!, (string)line["state"]!, (DateTimeOffset)line["time"]!);
}
