using System.Text.Json;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Approvals;

/// <summary>What the functions of <c>0012_approvals.sql</c> say about feeds; all null when nothing changed.</summary>
internal abstract record ApprovalFeeds
{
    public string[]? Organisations { get; init; }

    public long[]? Positions { get; init; }

    public JsonElement? Payload { get; init; }

    public IReadOnlyList<FeedAppended> Appended(string kind, string approvalId, TimeProvider clock)
    {
        if (Organisations is null || Positions is null || Payload is not { } payload)
            return [];
        var at = clock.GetUtcNow();
        return [.. Organisations.Zip(Positions, (organisation, position) => new FeedAppended(organisation, new(position, at, kind, approvalId, payload)))];
    }
}
