using System.Text.Json;
using Npgsql;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Approvals;

/// <summary>Reads what the functions of <c>0012_approvals.sql</c> say about feeds: <c>organisations</c>, <c>positions</c>, <c>payload</c>.</summary>
internal static class ApprovalFeeds
{
    public static IReadOnlyList<FeedAppended> Read(NpgsqlDataReader row, int firstColumn, string kind, string approvalId, DateTimeOffset at)
    {
        if (row.IsDBNull(firstColumn))
            return [];
        var organisations = row.GetFieldValue<string[]>(firstColumn);
        var positions = row.GetFieldValue<long[]>(firstColumn + 1);
        var payload = row.GetFieldValue<JsonElement>(firstColumn + 2);
        return [.. organisations.Zip(positions, (organisation, position) => new FeedAppended(organisation, new(position, at, kind, approvalId, payload)))];
    }
}
