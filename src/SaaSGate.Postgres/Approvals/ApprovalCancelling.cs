using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Approvals;

/// <summary>Ends what waits behind a stop. It takes the locks of the logs.</summary>
internal static class ApprovalCancelling
{
    /// <returns>The events of all readers' feeds.</returns>
    public static async Task<List<FeedAppended>> CancelAsync(
        NpgsqlConnection connection, TimeProvider clock, IReadOnlyList<string> approvals, Actor actor, CancellationToken cancellationToken)
    {
        if (approvals.Count == 0)
            return [];
        var at = clock.GetUtcNow();
        var cancelled = await connection.ListAsync<Cancelled>(
            "select * from tenant.cancel_approvals(@approvals, @actor, @name, @audits)",
            new { approvals = approvals.ToArray(), actor = actor.Id, name = actor.Name, audits = approvals.Select(_ => Id<AuditEntry>.New(clock).Value).ToArray() }, cancellationToken);
        return cancelled.ConvertAll(row => new FeedAppended(row.OrganisationId, new(row.FeedPosition, at, "ApprovalEnded", row.ApprovalId, row.Payload)));
    }

    private sealed record Cancelled(string ApprovalId, string OrganisationId, long FeedPosition, JsonElement Payload);
}
