using System.Text.Json.Nodes;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Sdk;

/// <summary>Batches of one skill, made and read with the official TypeScript SDK in a Node process.</summary>
internal sealed class NodeBatches(Uri baseUrl, string apiKey)
{
    /// <summary>Makes a batch of prompts and gives its id.</summary>
    public async Task<string> CreateAsync(params IReadOnlyList<string> prompts)
    {
        var requests = new JsonArray([.. prompts.Select((prompt, place) => new JsonObject
        {
            ["custom_id"] = $"request-{place}",
            ["params"] = new JsonObject { ["model"] = "claude-sonnet-4-5", ["max_tokens"] = 128, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }) },
        })]);
        return (string)Value(await AskAsync("create", requests: requests))["id"]!;
    }

    /// <summary>The batch.</summary>
    public async Task<JsonNode> RetrieveAsync(string id) => Value(await AskAsync("retrieve", id));

    /// <summary>Ids of all batches that the SDK lists, page by page.</summary>
    public async Task<IReadOnlyList<string>> ListAsync() => [.. Value(await AskAsync("list")).AsArray().Select(batch => (string)batch!["id"]!)];

    /// <summary>The results, as the SDK reads them.</summary>
    public async Task<JsonArray> ResultsAsync(string id) => Value(await AskAsync("results", id)).AsArray();

    /// <summary>The error that the SDK throws.</summary>
    public async Task<JsonNode> FailAsync(string act, string? id = null, JsonArray? requests = null) =>
        (await AskAsync(act, id, requests))["error"] ?? throw new InvalidOperationException($"{act} did not fail.");

    private static JsonNode Value(JsonNode answer) => answer["value"] ?? throw new InvalidOperationException($"It failed: {answer.ToJsonString()}");

    private async Task<JsonNode> AskAsync(string act, string? id = null, JsonArray? requests = null)
    {
        var job = new JsonObject { ["baseUrl"] = baseUrl.ToString(), ["apiKey"] = apiKey, ["act"] = act, ["id"] = id, ["requests"] = requests };
        return JsonNode.Parse(Assert(await NodeSdk.RunAsync("batches.mjs", job, Bounded.Cancellation)))!;
    }

    private static string Assert(IReadOnlyList<string> lines) => lines.Count == 1 ? lines[0] : throw new InvalidOperationException($"The script said {lines.Count} lines.");
}
