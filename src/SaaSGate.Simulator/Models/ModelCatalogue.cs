namespace SaaSGate.Simulator.Models;

/// <summary>The models that are listed, and the rule for names that are taken besides: a known family after <c>claude-</c>.</summary>
internal static class ModelCatalogue
{
    private static readonly string[] Families = ["opus", "sonnet", "haiku", "fable", "instant", "claude-2", "claude-3"];

    /// <summary>Newest first, as the list answers.</summary>
    public static IReadOnlyList<ListedModel> Listed { get; } =
    [
        new("claude-opus-5", "Claude Opus 5", "2026-07-01T00:00:00Z", 128_000),
        new("claude-sonnet-5", "Claude Sonnet 5", "2026-06-01T00:00:00Z", 128_000),
        new("claude-sonnet-4-6", "Claude Sonnet 4.6", "2026-02-17T00:00:00Z", 64_000),
        new("claude-opus-4-6", "Claude Opus 4.6", "2026-02-04T00:00:00Z", 128_000),
        new("claude-haiku-4-5-20251001", "Claude Haiku 4.5", "2025-10-15T00:00:00Z", 64_000),
        new("claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", "2025-09-29T00:00:00Z", 64_000),
        new("claude-opus-4-1-20250805", "Claude Opus 4.1", "2025-08-05T00:00:00Z", 32_000),
        new("claude-opus-4-20250514", "Claude Opus 4", "2025-05-22T00:00:00Z", 32_000),
        new("claude-sonnet-4-20250514", "Claude Sonnet 4", "2025-05-22T00:00:00Z", 64_000),
        new("claude-3-7-sonnet-20250219", "Claude Sonnet 3.7", "2025-02-24T00:00:00Z", 64_000),
        new("claude-3-5-haiku-20241022", "Claude Haiku 3.5", "2024-10-22T00:00:00Z", 8_192),
        new("claude-3-haiku-20240307", "Claude Haiku 3", "2024-03-07T00:00:00Z", 4_096),
    ];

    public static ListedModel? Find(string name) => Listed.FirstOrDefault(model => model.Id == name);

    public static bool Knows(string name) =>
        Find(name) is not null
        || (name.StartsWith("claude-", StringComparison.Ordinal) && Array.Exists(Families, family => name.Contains(family, StringComparison.Ordinal)));

    public static int MaxOutput(string name) => Find(name)?.MaxOutput ?? 128_000;
}

/// <param name="Id">The name in requests.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="CreatedAt">RFC 3339.</param>
/// <param name="MaxOutput">The most that <c>max_tokens</c> may say.</param>
internal sealed record ListedModel(string Id, string DisplayName, string CreatedAt, int MaxOutput);
