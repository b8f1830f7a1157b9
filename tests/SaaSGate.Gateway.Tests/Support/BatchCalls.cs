using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Support;

/// <summary>Calls of Claude's batch API through a rig.</summary>
internal static class BatchCalls
{
    public const string Path = "/v1/messages/batches";

    /// <summary>A batch of requests of one turn each.</summary>
    public static string Batch(params ReadOnlySpan<(string CustomId, string Text)> requests)
    {
        var list = new JsonArray();
        foreach (var (id, text) in requests)
            list.Add(new JsonObject { ["custom_id"] = id, ["params"] = JsonNode.Parse(GatewayRig.Message(text)) });
        return new JsonObject { ["requests"] = list }.ToJsonString();
    }

    /// <summary>Makes a batch and gives its id.</summary>
    public static async Task<string> CreateAsync(this GatewayRig rig, params (string CustomId, string Text)[] requests)
    {
        using var response = await rig.SendAsync(Batch(requests), Path);
        return (await JsonAsync(response)).GetProperty("id").GetString()!;
    }

    public static async Task<JsonElement> GetAsync(this GatewayRig rig, string path)
    {
        using var response = await rig.SendAsync("", Path + path, HttpMethod.Get);
        return await JsonAsync(response);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Bounded.Cancellation);
        Assert.True(response.IsSuccessStatusCode, text);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }
}
