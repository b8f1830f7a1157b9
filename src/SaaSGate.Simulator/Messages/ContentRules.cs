using System.Text.Json;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Messages;

/// <summary>What Claude refuses in <c>messages</c>: roles, empty content, tool results without their call, and thinking that was changed.</summary>
internal static class ContentRules
{
    private const string CallsUnanswered =
        "{0}: `tool_use` ids were found without `tool_result` blocks immediately after: {1}. "
        + "Each `tool_use` block must have a corresponding `tool_result` block in the next message.";

    private const string ResultUncalled =
        "{0}: unexpected `tool_use_id` found in `tool_result` blocks: {1}. "
        + "Each `tool_result` block must have a corresponding `tool_use` block in the previous message.";

    public static Failure? Broken(JsonElement messages, string version, ThinkingSeal seal)
    {
        var called = new List<string>();
        var count = messages.GetArrayLength();
        for (var i = 0; i < count; i++)
        {
            var message = messages[i];
            if (Shape(message, i, last: i == count - 1) is { } shapeless)
                return shapeless;
            var content = message.GetProperty("content");
            var blocks = content.ValueKind == JsonValueKind.Array ? content.EnumerateArray().ToArray() : [];
            var answered = new HashSet<string>();
            for (var j = 0; j < blocks.Length; j++)
            {
                if (Block(blocks[j], $"messages.{i}.content.{j}", seal) is { } wrong)
                    return wrong;
                if (version == ApiVersion.Newest && Removed(blocks[j], message.GetProperty("role").GetString()!, $"messages.{i}.content.{j}") is { } removed)
                    return removed;
                if (!blocks[j].GetProperty("type").ValueEquals("tool_result"))
                    continue;
                var id = blocks[j].GetProperty("tool_use_id").GetString()!;
                if (!called.Contains(id))
                    return Say(ResultUncalled, $"messages.{i}.content.{j}", id);
                answered.Add(id);
            }

            if (called.Find(id => !answered.Contains(id)) is { } open)
                return Say(CallsUnanswered, $"messages.{i - 1}", open);
            called = [.. blocks.Where(block => block.GetProperty("type").ValueEquals("tool_use")).Select(block => block.GetProperty("id").GetString()!)];
        }

        return called.Count > 0 ? Say(CallsUnanswered, $"messages.{count - 1}", called[0]) : null;
    }

    private static Failure? Shape(JsonElement message, int i, bool last)
    {
        if (message.ValueKind != JsonValueKind.Object)
            return Failure.BadRequest($"messages.{i}: Input should be a valid dictionary or object to extract fields from");
        if (!message.TryGetProperty("role", out var role))
            return Failure.BadRequest($"messages.{i}.role: Field required");
        if (!message.TryGetProperty("content", out var content))
            return Failure.BadRequest($"messages.{i}.content: Field required");
        if (role.ValueKind != JsonValueKind.String || role.GetString() is not ("user" or "assistant" or "system"))
            return Failure.BadRequest($"messages: Unexpected role \"{role}\". Allowed roles are \"user\", \"assistant\" or \"system\".");
        if (i == 0 && role.ValueEquals("assistant"))
            return Failure.BadRequest("messages: first message must use the \"user\" role");
        if (content.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
            return Failure.BadRequest($"messages.{i}.content: Input should be a valid list");
        var empty = content.ValueKind == JsonValueKind.String ? content.ValueEquals("") : content.GetArrayLength() == 0;
        return empty && !(last && role.ValueEquals("assistant"))
            ? Failure.BadRequest($"messages.{i}: all messages must have non-empty content except for the optional final assistant message")
            : null;
    }

    private static Failure? Block(JsonElement block, string path, ThinkingSeal seal)
    {
        if (block.ValueKind != JsonValueKind.Object || !block.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            return Failure.BadRequest($"{path}.type: Field required");
        switch (type.GetString())
        {
            case "text":
                if (Text(block, "text") is not { } text)
                    return Failure.BadRequest($"{path}.text.text: Field required");
                return text.Length == 0 ? Failure.BadRequest("messages: text content blocks must be non-empty") : null;
            case "thinking":
                return Text(block, "thinking") is { } thought && Text(block, "signature") is { } signature && seal.Vouches(thought, signature)
                    ? null
                    : Failure.BadRequest($"{path}: Invalid `signature` in `thinking` block");
            case "redacted_thinking":
                return Text(block, "data") is { } data && seal.Opens(data) ? null : Failure.BadRequest($"{path}: Invalid `data` in `redacted_thinking` block");
            case "tool_use":
                return Required(block, path, "tool_use", "id") ?? Required(block, path, "tool_use", "name");
            case "tool_result":
                return Required(block, path, "tool_result", "tool_use_id");
            default:
                return null;
        }
    }

    /// <summary>What the newest version takes no longer.</summary>
    private static Failure? Removed(JsonElement block, string role, string path)
    {
        var type = block.GetProperty("type").GetString();
        if (role == "assistant" && type == "document")
            return Failure.BadRequest($"{path}: `document` blocks are not permitted in `assistant` messages");
        return role == "user" && type == "text" && block.TryGetProperty("citations", out var citations)
            && citations.ValueKind == JsonValueKind.Array && citations.GetArrayLength() > 0
            ? Failure.BadRequest($"{path}.text.citations: Extra inputs are not permitted")
            : null;
    }

    private static Failure? Required(JsonElement block, string path, string type, string field) =>
        Text(block, field) is null ? Failure.BadRequest($"{path}.{type}.{field}: Field required") : null;

    private static string? Text(JsonElement block, string field) =>
        block.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Failure Say(string message, params object[] values) =>
        Failure.BadRequest(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, values));
}
