using SaaSGate.Simulator.Answers;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Messages;

/// <summary>An answer as one JSON document, with the fields in Claude's order.</summary>
internal static class MessageJson
{
    public static WireWriter Write(MessageRequest request, Answer answer, string id, ThinkingSeal seal, string tier = "standard")
    {
        var json = new WireWriter(1024);
        json.Raw("{\"model\":"u8).Text(request.Model)
            .Raw(",\"id\":"u8).Text(id)
            .Raw(",\"type\":\"message\",\"role\":\"assistant\",\"content\":["u8);
        foreach (var (i, block) in answer.Blocks.Index())
            Write(json.Raw(i == 0 ? ""u8 : ","u8), block, seal);
        return json.Raw("],\"stop_reason\":"u8).Text(answer.StopReason)
            .Raw(",\"stop_sequence\":"u8).TextOrNull(answer.StopSequence)
            .Raw(",\"stop_details\":null,\"usage\":"u8).Whole(request.InputTokens, answer.OutputTokens, tier)
            .Raw("}"u8);
    }

    private static WireWriter Write(WireWriter json, Block block, ThinkingSeal seal) => block switch
    {
        TextBlock text => json.Raw("{\"type\":\"text\",\"text\":"u8).Text(text.Text).Raw("}"u8),
        ThinkingBlock thinking => json.Raw("{\"type\":\"thinking\",\"thinking\":"u8).Text(thinking.Thinking)
            .Raw(",\"signature\":"u8).Text(seal.Sign(thinking.Thinking)).Raw("}"u8),
        RedactedBlock redacted => json.Raw("{\"type\":\"redacted_thinking\",\"data\":"u8).Text(seal.Redact(redacted.Secret)).Raw("}"u8),
        ToolBlock tool => json.Raw("{\"type\":\"tool_use\",\"id\":"u8).Text(tool.Id).Raw(",\"name\":"u8).Text(tool.Name)
            .Raw(",\"input\":"u8).Raw(tool.Input).Raw("}"u8),
        WholeBlock whole => json.Raw(whole.Json),
        _ => throw new InvalidOperationException($"No JSON for {block}."),
    };
}
