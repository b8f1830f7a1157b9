using System.Text.Json;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Messages;

/// <summary>Reads the body of <c>/v1/messages</c> and <c>/v1/messages/count_tokens</c>: a request, or what is wrong with it in Claude's words.</summary>
internal sealed class MessageReader(ThinkingSeal seal)
{
    public (MessageRequest? Request, Failure? Failure) Read(ReadOnlyMemory<byte> body, string version, bool countOnly = false)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Read(json.RootElement, version, countOnly);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return (null, Failure.BadRequest($"The request body is not valid JSON: {malformed.Message.Split(". ")[0]}"));
        }
    }

    public (MessageRequest? Request, Failure? Failure) Read(JsonElement root, string version, bool countOnly = false)
    {
        if (MessageRules.Broken(root, version, countOnly, seal) is { } failure)
            return (null, failure);
        var last = root.GetProperty("messages").EnumerateArray().Last();
        var fromUser = last.GetProperty("role").GetString() == "user";
        var choice = root.TryGetProperty("tool_choice", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        return (new MessageRequest
        {
            Model = root.GetProperty("model").GetString()!,
            MaxTokens = root.TryGetProperty("max_tokens", out var max) ? max.GetInt32() : int.MaxValue,
            Stream = root.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True,
            Thinks = root.TryGetProperty("thinking", out var thinking) && thinking.GetProperty("type").GetString() is "enabled" or "adaptive" or "between_tools",
            UserText = fromUser ? TextOf(last.GetProperty("content")) : "",
            ToolResult = fromUser ? ToolResultOf(last.GetProperty("content")) : null,
            Tools = ToolsOf(root),
            ToolChoice = choice.ValueKind == JsonValueKind.Object ? choice.GetProperty("type").GetString()! : "auto",
            ToolChosen = choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty("name", out var name) ? name.GetString() : null,
            StopSequences = root.TryGetProperty("stop_sequences", out var stops) && stops.ValueKind == JsonValueKind.Array
                ? [.. stops.EnumerateArray().Select(stop => stop.GetString()!)]
                : [],
            InputTokens = TokensOf(root),
        }, null);
    }

    private static string TextOf(JsonElement content) => content.ValueKind == JsonValueKind.String
        ? content.GetString()!
        : string.Join("\n", content.EnumerateArray().Where(block => Is(block, "text")).Select(block => block.GetProperty("text").GetString()));

    private static string? ToolResultOf(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.Array)
            return null;
        var results = content.EnumerateArray().Where(block => Is(block, "tool_result"))
            .Select(block => block.TryGetProperty("content", out var inner) && inner.ValueKind != JsonValueKind.Null ? TextOf(inner) : "").ToArray();
        return results.Length == 0 ? null : string.Join("\n", results);
    }

    private static OfferedTool[] ToolsOf(JsonElement root) => root.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array
        ? [.. tools.EnumerateArray()
            .Where(tool => tool.TryGetProperty("name", out _) && tool.TryGetProperty("input_schema", out _))
            .Select(tool => new OfferedTool(tool.GetProperty("name").GetString()!, tool.GetProperty("input_schema").Clone()))]
        : [];

    private static bool Is(JsonElement block, string type) => block.GetProperty("type").ValueEquals(type);

    /// <summary>About four characters a token, an image or document for 1,500.</summary>
    private static int TokensOf(JsonElement root)
    {
        var characters = 0L;
        foreach (var part in (string[])["system", "messages", "tools"])
        {
            if (root.TryGetProperty(part, out var element))
                characters += Characters(element);
        }

        return (int)Math.Max(1, (characters + 3) / 4) + 7;
    }

    private static long Characters(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!.Length,
        JsonValueKind.Array => element.EnumerateArray().Sum(Characters),
        JsonValueKind.Object => element.EnumerateObject().Sum(property => property.NameEquals("data") ? 6000 : Characters(property.Value)),
        _ => 1,
    };
}
