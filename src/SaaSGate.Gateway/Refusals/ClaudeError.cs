using System.Text.Json;

namespace SaaSGate.Gateway.Refusals;

/// <summary>A refusal in Claude's own error shape, with SaaSGate's facts beside it.</summary>
internal static class ClaudeError
{
    /// <summary>UTF-8 JSON: <c>{"type":"error","error":{"type","message"},"request_id","saasgate":{"code","rule","approval","lock"}}</c>.</summary>
    public static byte[] Body(Refusal refusal, string requestId)
    {
        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "error");
            json.WriteStartObject("error");
            json.WriteString("type", refusal.Problem.ClaudeType);
            json.WriteString("message", refusal.Message);
            json.WriteEndObject();
            json.WriteString("request_id", requestId);
            json.WriteStartObject("saasgate");
            json.WriteString("code", refusal.Problem.Code);
            if (refusal.Rule is { } rule)
                json.WriteString("rule", rule);
            if (refusal.ApprovalId is { } approval)
                json.WriteString("approval", approval);
            if (refusal.LockId is { } held)
                json.WriteString("lock", held);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    /// <summary>The same as an SSE event, for a stream that has begun.</summary>
    public static byte[] Event(Refusal refusal, string requestId) => [.. "event: error\ndata: "u8, .. Body(refusal, requestId), .. "\n\n"u8];
}
