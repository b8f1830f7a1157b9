using System.Text.Json;
using SaaSGate.Simulator.Models;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Messages;

/// <summary>What Claude refuses in a request for a message, in Claude's words.</summary>
internal static class MessageRules
{
    private static readonly string[] MessageFields = ["model", "messages", "max_tokens"];
    private static readonly string[] CountFields = ["model", "messages"];
    private static readonly string[] Sampling = ["temperature", "top_p", "top_k"];

    /// <summary>The first rule broken; null when none is.</summary>
    public static Failure? Broken(JsonElement root, string version, bool countOnly, ThinkingSeal seal)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return Failure.BadRequest("Input should be a valid dictionary or object to extract fields from");
        foreach (var field in countOnly ? CountFields : MessageFields)
        {
            if (!root.TryGetProperty(field, out _))
                return Failure.BadRequest($"{field}: Field required");
        }

        if (Scalars(root, version) is { } wrong)
            return wrong;
        var messages = root.GetProperty("messages");
        if (messages.ValueKind != JsonValueKind.Array)
            return Failure.BadRequest("messages: Input should be a valid array");
        if (messages.GetArrayLength() == 0)
            return Failure.BadRequest("messages: at least one message is required");
        return ContentRules.Broken(messages, version, seal);
    }

    private static Failure? Scalars(JsonElement root, string version)
    {
        if (root.GetProperty("model") is not { ValueKind: JsonValueKind.String } model)
            return Failure.BadRequest("model: Input should be a valid string");
        var name = model.GetString()!;
        if (name.Length == 0)
            return Failure.BadRequest("model: String should have at least 1 character");
        if (!ModelCatalogue.Knows(name))
            return Failure.NotFound($"model: {name}");
        if (root.TryGetProperty("stream", out var stream) && stream.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
            return Failure.BadRequest("stream: Input should be a valid boolean");
        if (version == ApiVersion.Newest && Array.Find(Sampling, field => root.TryGetProperty(field, out _)) is { } removed)
            return Failure.BadRequest($"{removed}: Extra inputs are not permitted");
        if (root.TryGetProperty("temperature", out var heat) && heat.ValueKind == JsonValueKind.Number && heat.GetDouble() is < 0 or > 1)
            return Failure.BadRequest("temperature: range: 0..1");
        var max = int.MaxValue;
        if (root.TryGetProperty("max_tokens", out var tokens))
        {
            if (tokens.ValueKind != JsonValueKind.Number || !tokens.TryGetInt32(out max))
                return Failure.BadRequest("max_tokens: Input should be a valid integer");
            if (max < 1)
                return Failure.BadRequest("max_tokens: Input should be greater than or equal to 1");
            if (max > ModelCatalogue.MaxOutput(name))
                return Failure.BadRequest($"max_tokens: {max} > {ModelCatalogue.MaxOutput(name)}, which is the maximum allowed number of output tokens for {name}");
        }

        return Thinking(root, max) ?? Tools(root);
    }

    private static Failure? Thinking(JsonElement root, int maxTokens)
    {
        if (!root.TryGetProperty("thinking", out var thinking))
            return null;
        if (thinking.ValueKind != JsonValueKind.Object || !thinking.TryGetProperty("type", out var type))
            return Failure.BadRequest("thinking: Input should be a valid dictionary or object to extract fields from");
        switch (type.GetString())
        {
            case "disabled" or "adaptive" or "between_tools":
                return null;
            case "enabled":
                if (!thinking.TryGetProperty("budget_tokens", out var budget) || !budget.TryGetInt32(out var tokens))
                    return Failure.BadRequest("thinking.enabled.budget_tokens: Field required");
                if (tokens < 1024)
                    return Failure.BadRequest("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
                return tokens >= maxTokens ? Failure.BadRequest("`max_tokens` must be greater than `thinking.budget_tokens`.") : null;
            default:
                return Failure.BadRequest($"thinking: Input tag '{type.GetString()}' found using 'type' does not match any of the expected tags: 'adaptive', 'between_tools', 'disabled', 'enabled'");
        }
    }

    private static Failure? Tools(JsonElement root)
    {
        if (root.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array)
        {
            var names = new HashSet<string>();
            foreach (var (i, tool) in tools.EnumerateArray().Index())
            {
                var custom = tool.ValueKind == JsonValueKind.Object && (!tool.TryGetProperty("type", out var type) || type.ValueEquals("custom"));
                if (custom && !tool.TryGetProperty("name", out _))
                    return Failure.BadRequest($"tools.{i}.custom.name: Field required");
                if (custom && !tool.TryGetProperty("input_schema", out _))
                    return Failure.BadRequest($"tools.{i}.custom.input_schema: Field required");
                if (tool.TryGetProperty("name", out var name) && !names.Add(name.GetString()!))
                    return Failure.BadRequest("tools: Tool names must be unique.");
            }
        }

        return root.TryGetProperty("tool_choice", out var choice) && (choice.ValueKind != JsonValueKind.Object || !choice.TryGetProperty("type", out _))
            ? Failure.BadRequest("tool_choice.type: Field required")
            : null;
    }
}
