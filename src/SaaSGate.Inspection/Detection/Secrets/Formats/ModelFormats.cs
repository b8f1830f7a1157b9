using static SaaSGate.Inspection.Detection.Secrets.KeyChecks;

namespace SaaSGate.Inspection.Detection.Secrets.Formats;

/// <summary>Models and what is built around them.</summary>
internal static class ModelFormats
{
    public static KeyFormat[] All { get; } =
    [
        new("anthropic-key", "sk-ant-api03-", Tail.Key, 16, Check: Anthropic), new("anthropic-key", "sk-ant-", Tail.Key, 16),
        new("openai-key", "sk-proj-", Tail.Key, 16, Check: OpenAi), new("openai-key", "sk-svcacct-", Tail.Key, 16, Check: OpenAi),
        new("openai-key", "sk-admin-", Tail.Key, 16, Check: OpenAi), new("openrouter-key", "sk-or-v1-", Tail.Letters, 64, 64, LowerHex),
        new("langfuse-key", "sk-lf-", Tail.Key, 36, 36, Uuid), new("model-key", "sk-", Tail.Key, 20, Check: Mixed),
        new("huggingface-token", "hf_", Tail.Letters, 34, 40, NoName), new("huggingface-token", "api_org_", Tail.Letters, 34, 34, NoName),
        new("groq-key", "gsk_", Tail.Letters, 52, 52, Random), new("xai-key", "xai-", Tail.Letters, 80, 80), new("xai-key", "xai-token-", Tail.Letters, 64, 80),
        new("perplexity-key", "pplx-", Tail.Letters, 48, 56, Mixed), new("replicate-token", "r8_", Tail.Letters, 37, 40, Random),
        new("together-key", "tgp_v1_", Tail.Key, 43, 43), new("fireworks-key", "fw_", Tail.Letters, 22, 26, Random), new("tavily-key", "tvly-dev-", Tail.Letters, 32, 32),
        new("tavily-key", "tvly-prod-", Tail.Letters, 32, 32), new("tavily-key", "tvly-", Tail.Letters, 32, 32), new("langsmith-key", "lsv2_pt_", Tail.Key, 43, 43),
        new("langsmith-key", "lsv2_sk_", Tail.Key, 43, 43), new("langsmith-key", "ls__", Tail.Letters, 32, 32, LowerHex), new("nvidia-key", "nvapi-", Tail.Key, 60, 70),
        new("elevenlabs-key", "sk_", Tail.Letters, 48, 48, LowerHex), new("jina-key", "jina_", Tail.Key, 50, 70, Random),
        new("voyage-key", "pa-", Tail.Key, 43, 43, Random), new("firecrawl-key", "fc-", Tail.Letters, 32, 32, LowerHex),
        new("e2b-key", "e2b_", Tail.Letters, 40, 40, LowerHex), new("modal-token", "ak-", Tail.Letters, 22, 22, Random),
        new("modal-token", "as-", Tail.Letters, 22, 22, Random), new("llamacloud-key", "llx-", Tail.Letters, 48, 48, Random),
        new("pinecone-key", "pcsk_", Tail.Key, 60, 80, Random), new("anyscale-key", "esecret_", Tail.Letters, 24, 40),
        new("cerebras-key", "csk-", Tail.Letters, 48, 48, Both(LowerCase, Mixed)), new("apify-token", "apify_api_", Tail.Letters, 36, 36),
        new("dify-key", "app-", Tail.Letters, 24, 24, Random), new("dify-key", "dataset-", Tail.Letters, 24, 24, Random), new("helicone-key", "sk-helicone-", Tail.Key, 20),
        new("helicone-key", "pk-helicone-", Tail.Key, 20), new("wandb-key", "wandb_v1_", Tail.Key, 60), new("context7-key", "ctx7sk-", Tail.Key, 36, 36, Uuid),
        new("browserbase-key", "bb_live_", Tail.Key, 24, 40),
    ];

    /// <summary>Letters of both cases, of which not every upper-case one begins a word of a name.</summary>
    private static double NoName(ReadOnlySpan<char> units)
    {
        var (upper, digits) = (0, 0);
        foreach (var unit in units)
        {
            upper += char.IsAsciiLetterUpper(unit) ? 1 : 0;
            digits += char.IsAsciiDigit(unit) ? 1 : 0;
        }
        return upper >= 9 && upper + digits < units.Length - 4 ? 1 : digits > 0 && upper > 0 ? 0.7 : 0;
    }
}
