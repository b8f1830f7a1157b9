using System.Text;
using SaaSGate.Simulator.Answers;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Messages;

/// <summary>Forms the events of a stream. Each result is valid until the next call.</summary>
internal sealed class EventWriter(bool crlf)
{
    private readonly WireWriter _json = new();
    private readonly byte[] _newline = Encoding.ASCII.GetBytes(crlf ? "\r\n" : "\n");

    public ReadOnlyMemory<byte> MessageStart(MessageRequest request, string id)
    {
        Begin("message_start"u8).Raw(",\"message\":{\"model\":"u8).Text(request.Model)
            .Raw(",\"id\":"u8).Text(id)
            .Raw(",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"stop_details\":null,\"usage\":"u8)
            .Whole(request.InputTokens, outputTokens: 1).Raw("}"u8);
        return End();
    }

    public ReadOnlyMemory<byte> Ping()
    {
        _json.Reset().Raw("event: ping"u8).Raw(_newline).Raw("data: {\"type\": \"ping\""u8);
        return End();
    }

    public ReadOnlyMemory<byte> BlockStart(int index, Block block, ThinkingSeal seal)
    {
        Begin("content_block_start"u8).Raw(",\"index\":"u8).Number(index).Raw(",\"content_block\":"u8);
        _ = block switch
        {
            TextBlock => _json.Raw("{\"type\":\"text\",\"text\":\"\"}"u8),
            ThinkingBlock => _json.Raw("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"u8),
            RedactedBlock redacted => _json.Raw("{\"type\":\"redacted_thinking\",\"data\":"u8).Text(seal.Redact(redacted.Secret)).Raw("}"u8),
            ToolBlock tool => _json.Raw("{\"type\":\"tool_use\",\"id\":"u8).Text(tool.Id).Raw(",\"name\":"u8).Text(tool.Name).Raw(",\"input\":{}}"u8),
            WholeBlock whole => _json.Raw(whole.Json),
            _ => throw new InvalidOperationException($"No event for {block}."),
        };
        return End();
    }

    /// <summary>A delta: <c>{"type":type, field:value}</c>.</summary>
    public ReadOnlyMemory<byte> Delta(int index, ReadOnlySpan<byte> type, ReadOnlySpan<byte> field, string value)
    {
        Begin("content_block_delta"u8).Raw(",\"index\":"u8).Number(index)
            .Raw(",\"delta\":{\"type\":\""u8).Raw(type).Raw("\",\""u8).Raw(field).Raw("\":"u8).Text(value).Raw("}"u8);
        return End();
    }

    public ReadOnlyMemory<byte> BlockStop(int index)
    {
        Begin("content_block_stop"u8).Raw(",\"index\":"u8).Number(index);
        return End();
    }

    public ReadOnlyMemory<byte> MessageDelta(MessageRequest request, Answer answer)
    {
        Begin("message_delta"u8).Raw(",\"delta\":{\"stop_reason\":"u8).Text(answer.StopReason)
            .Raw(",\"stop_sequence\":"u8).TextOrNull(answer.StopSequence)
            .Raw(",\"stop_details\":null},\"usage\":"u8).Cumulative(request.InputTokens, answer.OutputTokens);
        return End();
    }

    public ReadOnlyMemory<byte> MessageStop()
    {
        Begin("message_stop"u8);
        return End();
    }

    public ReadOnlyMemory<byte> Unknown()
    {
        Begin("future_event"u8).Raw(",\"note\":\"clients must pass over what they do not know\""u8);
        return End();
    }

    public ReadOnlyMemory<byte> Error(Failure failure, string requestId)
    {
        Begin("error"u8).Raw(",\"error\":{\"details\":null,\"type\":"u8).Text(failure.Type)
            .Raw(",\"message\":"u8).Text(failure.Message)
            .Raw("},\"request_id\":"u8).Text(requestId);
        return End();
    }

    private WireWriter Begin(ReadOnlySpan<byte> type) =>
        _json.Reset().Raw("event: "u8).Raw(type).Raw(_newline).Raw("data: {\"type\":\""u8).Raw(type).Raw("\""u8);

    private ReadOnlyMemory<byte> End() => _json.Raw("}"u8).Raw(_newline).Raw(_newline).Written;
}
