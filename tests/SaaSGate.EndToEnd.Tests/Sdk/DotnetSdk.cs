using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;

namespace SaaSGate.EndToEnd.Tests.Sdk;

/// <summary>Plays scenarios with the official .NET SDK.</summary>
internal static class DotnetSdk
{
    private static readonly Dictionary<string, JsonElement> Nothing = [];

    /// <summary>The outcome of each scenario, by its name, as canonical JSON.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> PlayAsync(
        Uri baseUrl, string apiKey, IEnumerable<Scenario> scenarios, CancellationToken cancellation)
    {
        var outcomes = new Dictionary<string, string>();
        using var handler = new SocketsHttpHandler { UseProxy = false };
        foreach (var scenario in scenarios)
        {
            // Disposed by the SDK's client, so one for each.
            var http = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
            using var client = new AnthropicClient { HttpClient = http, BaseUrl = baseUrl.ToString(), ApiKey = apiKey, MaxRetries = scenario.Retries };
            var outcome = new JsonObject();
            try
            {
                await PlayAsync(client, scenario, outcome, cancellation);
            }
            catch (AnthropicException error)
            {
                outcome["error"] = Describe(error);
            }

            outcomes[scenario.Name] = CanonicalJson.Of(outcome);
        }

        return outcomes;
    }

    private static async Task PlayAsync(AnthropicClient client, Scenario scenario, JsonObject outcome, CancellationToken cancellation)
    {
        switch (scenario.Call)
        {
            case "create":
                outcome["message"] = Json(await client.Messages.Create(Parameters(scenario.Request), cancellation));
                break;
            case "stream":
                await StreamAsync(client, scenario, outcome, cancellation);
                break;
            case "collect":
                outcome["message"] = Json(await client.Messages.CreateStreaming(Parameters(scenario.Request), cancellation).Aggregate());
                break;
            case "converse":
                var first = await client.Messages.Create(Parameters(scenario.Request), cancellation);
                outcome["message"] = Json(first);
                outcome["next"] = Json(await client.Messages.Create(Parameters(NextTurn(scenario, outcome["message"]!)), cancellation));
                break;
            case "count":
                var count = scenario.Request.DeepClone().AsObject();
                count.Remove("max_tokens");
                outcome["count"] = Json(await client.Messages.CountTokens(MessageCountTokensParams.FromRawUnchecked(Nothing, Nothing, Raw(count)), cancellation));
                break;
            case "models":
                var page = await client.Models.List(cancellationToken: cancellation);
                outcome["models"] = new JsonArray([.. page.Items.Select(Json)]);
                break;
            default:
                throw new InvalidOperationException($"No call is named {scenario.Call}.");
        }
    }

    private static async Task StreamAsync(AnthropicClient client, Scenario scenario, JsonObject outcome, CancellationToken cancellation)
    {
        var events = new JsonArray();
        outcome["events"] = events;
        await foreach (var e in client.Messages.CreateStreaming(Parameters(scenario.Request), cancellation))
        {
            events.Add(Json(e));
            if (events.Count == scenario.LeaveAfter)
                break;
        }
    }

    private static JsonObject NextTurn(Scenario scenario, JsonNode first)
    {
        var request = scenario.Request.DeepClone().AsObject();
        var content = first["content"]!.AsArray();
        JsonNode answer = scenario.ToolResult is null
            ? scenario.Reply!
            : new JsonArray(new JsonObject
            {
                ["type"] = "tool_result",
                ["tool_use_id"] = content.First(block => (string?)block!["type"] == "tool_use")!["id"]!.DeepClone(),
                ["content"] = scenario.ToolResult,
            });
        request["messages"]!.AsArray().Add(new JsonObject { ["role"] = "assistant", ["content"] = content.DeepClone() });
        request["messages"]!.AsArray().Add(new JsonObject { ["role"] = "user", ["content"] = answer });
        return request;
    }

    /// <summary>A request as the SDK takes it, whatever stands in it.</summary>
    public static MessageCreateParams Parameters(JsonObject request) => MessageCreateParams.FromRawUnchecked(Nothing, Nothing, Raw(request));

    private static Dictionary<string, JsonElement> Raw(JsonObject request) => request.Deserialize<Dictionary<string, JsonElement>>()!;

    private static JsonNode? Json<T>(T model) => JsonSerializer.SerializeToNode(model);

    private static JsonObject Describe(AnthropicException error)
    {
        var described = new JsonObject { ["class"] = error.GetType().Name, ["message"] = error.Message };
        if (error is AnthropicApiException api)
            (described["status"], described["requestId"]) = ((int)api.StatusCode, api.RequestID);
        if (error is AnthropicServiceException service)
            (described["type"], described["apiMessage"]) = (service.Type?.ToString(), service.ApiMessage);
        return described;
    }
}
