using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Sdk;

/// <summary>One thing that a skill may do with an SDK; README.md beside it explains the fields.</summary>
internal sealed record Scenario
{
    public required string Name { get; init; }

    public required string Call { get; init; }

    public required JsonObject Request { get; init; }

    public string? ToolResult { get; init; }

    public string? Reply { get; init; }

    public int? LeaveAfter { get; init; }

    public int Retries { get; init; }

    public IReadOnlyList<string> Contains { get; init; } = [];

    /// <summary>The scenarios of <c>scenarios.json</c>.</summary>
    public static IReadOnlyList<Scenario> All { get; } = Read();

    /// <summary>A call that is not of the file, such as one that a policy holds.</summary>
    public static Scenario Of(string call, string prompt) => new()
    {
        Name = prompt,
        Call = call,
        Request = Complete(new JsonObject { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }) }),
    };

    private static Scenario[] Read()
    {
        var file = RepositoryFolder.In("tests", "SaaSGate.EndToEnd.Tests", "Sdk", "scenarios.json");
        var read = JsonSerializer.Deserialize<Scenario[]>(File.ReadAllText(file), JsonSerializerOptions.Web)!;
        return [.. read.Select(scenario => scenario with { Request = Complete(scenario.Request) })];
    }

    private static JsonObject Complete(JsonObject request)
    {
        request.TryAdd("model", "claude-sonnet-4-6");
        request.TryAdd("max_tokens", 1024);
        return request;
    }
}
