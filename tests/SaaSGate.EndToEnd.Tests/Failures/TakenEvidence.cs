using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.Evidence;
using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.Inspection.Requests;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>Evidence of a time, as an organisation takes it away through the API, read by somebody who has nothing but the file.</summary>
internal sealed class TakenEvidence : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private readonly ZipArchive _zip;

    private TakenEvidence(string file)
    {
        File = file;
        _zip = ZipFile.OpenRead(file);
    }

    /// <summary>Where it is.</summary>
    public string File { get; }

    /// <summary>Asks for all that happened from a time on, waits until it is made, and downloads it.</summary>
    public static async Task<TakenEvidence> TakeAsync(ManagementApi api, DateTimeOffset from, string file)
    {
        var id = (string)(await api.PostAsync("evidence", new() { ["from"] = from }))["id"]!;
        using var looks = new PeriodicTimer(BetweenLooks);
        var patience = Bounded.Cancellation;
        while (await api.GetAsync($"evidence/{id}") is var state && (string)state["state"]! != "ready")
        {
            if ((string)state["state"]! == "failed")
                throw new InvalidOperationException(state.ToJsonString());
            await looks.WaitForNextTickAsync(patience);
        }
        await using (var taken = System.IO.File.Create(file))
            await api.DownloadAsync($"evidence/{id}/file", taken);
        return new(file);
    }

    /// <summary>Ended exchanges, each as often as it has a record.</summary>
    public IReadOnlyList<string> Exchanges() => [.. Lines(EvidenceFiles.Records).Select(line => line["record"]!).Where(record => (string)record["type"]! == "exchange").Select(record => (string)record["exchange"]!)];

    /// <summary>SHA-256 of requests, in lower-case hexadecimal, put together from their blocks; each as often as it was recorded.</summary>
    public IReadOnlyList<string> Requests() => [.. Lines(EvidenceFiles.Content).Select(line =>
        Convert.ToHexStringLower(SHA256.HashData(RequestBlocks.Join(
            Bytes((string)line["skeleton"]!["file"]!), [.. line["blocks"]!.AsArray().Select(block => (ReadOnlyMemory<byte>)Bytes((string)block!["file"]!))]))))];

    /// <summary>Numbers of the checkpoints that it has.</summary>
    public IReadOnlyList<long> Checkpoints() => [.. Lines(EvidenceFiles.Checkpoints).Select(line => (long)line["checkpoint"]!["number"]!)];

    /// <summary>What was answered in an exchange.</summary>
    public string Response(string exchange) => Encoding.UTF8.GetString(Bytes(EvidenceFiles.Response(exchange)));

    public void Dispose() => _zip.Dispose();

    private IEnumerable<JsonNode> Lines(string name) =>
        Encoding.UTF8.GetString(Bytes(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!);

    private byte[] Bytes(string name)
    {
        using var entry = _zip.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }
}
