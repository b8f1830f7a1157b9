using Npgsql;
using SaaSGate.Postgres.Audit;

namespace SaaSGate.Postgres.Evidence;

/// <summary>Evidence that is kept for downloading does not outlive what is in it.</summary>
internal static class EvidenceWithdrawal
{
    private const string Reason = "Retention has deleted something that was in it. Ask for it again.";

    /// <summary>Deletes the zips that hold something of a session, in the transaction that deletes from it.</summary>
    public static async Task WithdrawEvidenceAsync(this NpgsqlConnection connection, TimeProvider clock, string session, CancellationToken cancellationToken)
    {
        var gone = await connection.ListAsync<Withdrawn>(
            """
            update tenant.evidence set state = 'failed', reason = @reason, size = null, sha256 = null, sessions = '{}'
            where organisation_id = tenant.current_organisation() and state = 'ready' and sessions @> array[@session] returning id
            """,
            new { reason = Reason, session }, cancellationToken);
        foreach (var id in gone.Select(row => row.Id))
        {
            await connection.RunAsync("delete from tenant.evidence_chunks where organisation_id = tenant.current_organisation() and evidence_id = @id", new { id }, cancellationToken);
            await connection.AuditAsync(clock, Actor.System, "evidence.withdrawn", id, new { session }, cancellationToken);
        }
    }

    private sealed record Withdrawn(string Id);
}
