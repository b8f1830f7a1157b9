using System.Text.Json;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Approvals;

/// <summary>What the functions of <c>0012_approvals.sql</c> say about feeds; all null when nothing changed.</summary>
internal abstract record ApprovalFeeds
{
    public string[]? Organisations { get; init; }

    public long[]? Positions { get; init; }

    /// <summary>A list with one payload for each organisation: partners hear less than the owner.</summary>
    public JsonElement? Payloads { get; init; }

    public IReadOnlyList<FeedAppended> Appended(string kind, string approvalId, TimeProvider clock)
    {
        if (Organisations is null || Positions is null || Payloads is not { } payloads)
            return [];
        var at = clock.GetUtcNow();
        return [.. Organisations.Zip(Positions, payloads.EnumerateArray()).Select(feed => new FeedAppended(feed.First, new(feed.Second, at, kind, approvalId, feed.Third)))];
    }
}
