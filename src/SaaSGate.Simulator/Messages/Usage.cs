using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator.Messages;

/// <summary>The <c>usage</c> object in its three places.</summary>
internal static class Usage
{
    /// <summary>In a whole message, and in <c>message_start</c>, where the output is only what was made so far.</summary>
    public static WireWriter Whole(this WireWriter json, int inputTokens, int outputTokens, string tier = "standard") => json
        .Raw("{\"input_tokens\":"u8).Number(inputTokens)
        .Raw(",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0"u8)
        .Raw(",\"cache_creation\":{\"ephemeral_5m_input_tokens\":0,\"ephemeral_1h_input_tokens\":0},\"output_tokens\":"u8).Number(outputTokens)
        .Raw(",\"service_tier\":"u8).Text(tier)
        .Raw(",\"inference_geo\":\"not_available\"}"u8);

    /// <summary>In <c>message_delta</c>: cumulative.</summary>
    public static WireWriter Cumulative(this WireWriter json, int inputTokens, int outputTokens) => json
        .Raw("{\"input_tokens\":"u8).Number(inputTokens)
        .Raw(",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":"u8).Number(outputTokens)
        .Raw("}"u8);
}
